"""Downloads where the reader is: each table and chart as files, the notebook, and what runs it.

Below each table and chart is a menu. It has a link to the place (see `addresses`), and to the file
of the data that what is shown is read from, if its citations name one as their ``file``. Where
scripts run it offers more, made in the browser from what is shown: a table as CSV and for
spreadsheets, a chart as SVG and PNG. Their names begin with ``download_name``.

The notebook of a page is in the language of its edition. What it needs to run is one archive for
all editions: the files that the patterns ``run_files`` match, and the notebooks in each language,
beside their sources. ``notebook_edits`` is a pattern of code that an edition's notebooks say
otherwise, and what they say instead.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from computedbook import SAFE
from computedbook.archive import matching
from computedbook.archive import write as write_archive
from computedbook.editions import code_of
from computedbook.folds import Fold, is_cell
from computedbook.notebooks import catalogue, tagged, translated

HERE = Path(__file__).parent
FOLDER = "_save"
VENDORED = [*(HERE / "vendor").glob("write-excel-file.*"), HERE / "vendor" / "fflate.LICENSE.txt"]
FILES = [HERE / "save.js", *VENDORED]
LINKED = re.compile(r"(\]\([^)\s]*)\.ipynb")
WORDS = {
    "link": "Link",
    "data": "data file",
    "apart": ", ",
    "run": "Run this chapter yourself",
    "how": "Python 3.11 to 3.14 is needed. Unzip {archive}, open a terminal there, and type:",
    "managed": "If pip says that the system manages this Python, type this first:",
    "archive": "all chapters with their data",
    "then": "The chapter opens in the browser. Run, Run All Cells computes it anew.",
    "notebook": "The notebook alone, which does not run by itself:",
}
KINDS = {"chart": ("SVG", "PNG"), "table": ("CSV", "Excel")}  # what save.js makes
MENU = Markup(
    '<details class="tools" data-name="{}"><summary>{}<span class="pst-js-only">{}</span></summary>'
    "<div>{}</div></details>"
)
LINK, DATA = Markup('<a href="#{}">{}</a>'), Markup('<a href="{}" download="{}">{}</a>')
RUN = """<details class="run"><summary>{run}</summary>
<p>{how}</p>
<pre>{commands}</pre>
<p>{then}</p>
<p>{managed}</p>
<pre>{enter}</pre>
<p>{notebook} <a href="{source}" download>{name}</a></p></details>
"""
ENTER = "python3 -m venv .venv\n. .venv/bin/activate"
LOADER = """
addEventListener("toggle", ({ target }) => {
  if (window.bookSave || !target.matches(".tools")) return;
  window.bookSave = true;
  const script = document.createElement("script");
  script.src = document.documentElement.dataset.content_root + "_save/save.js";
  document.head.append(script);
}, true);
"""


def setup(app: Sphinx) -> dict:
    """Add menus to the pages as they are read; write the files at the end."""
    app.add_config_value("download_name", "book", "env", (str,))
    app.add_config_value("download_words", WORDS, "env", (dict,))
    app.add_config_value("run_files", [], "html", (list,))
    app.add_config_value("run_commands", "", "env", (str,))
    app.add_config_value("notebook_edits", [], "html", (list,))
    app.add_node(Menu, **dict.fromkeys(("html", "latex", "text", "texinfo"), (show_menu, None)))
    app.connect("builder-inited", load)
    app.connect("doctree-read", add_menus, priority=860)  # when what is shown has its address
    app.connect("html-page-context", name_notebook)
    app.connect("build-finished", write)
    return SAFE


def load(app: Sphinx) -> None:
    """Have each page load what makes files when a menu is opened."""
    if app.builder.name == "html":
        app.add_js_file(None, body=LOADER)


# What a page offers


def add_menus(app: Sphinx, doctree: nodes.document) -> None:
    """Put a menu below each chart and table, and at the foot of the page how to run it."""
    page = app.env.docname
    for cell in [each for each in doctree.findall(is_cell) if each["ids"]]:
        shown = [node for node in cell.findall(nodes.raw) if node.get("format") == "html"]
        text = "".join(node.astext() for node in shown)
        kind = "chart" if 'class="chart"' in text else "table" if "<table" in text else ""
        if kind:
            file = next(filter(None, (node.get("file") for node in shown)), "")
            place = next((each for each in cell if isinstance(each, Fold)), cell)
            place += Menu(html=_menu(app, page, cell["ids"][0], kind, file))
    if app.config.run_files and app.env.doc2path(page).endswith(".ipynb"):
        sections = [each for each in doctree.children if isinstance(each, nodes.section)]
        (sections[-1] if sections else doctree).append(Menu(html=_run(app, page), last=True))


class Menu(nodes.Element):
    """A menu, as HTML for a page that a reader opens: none is on paper."""


def show_menu(translator: Any, node: Menu) -> None:
    """Write it."""
    if translator.builder.name == "html":
        translator.body.append(node["html"])
    raise nodes.SkipNode


def _menu(app: Sphinx, page: str, anchor: str, kind: str, file: str) -> str:
    """The menu of what a cell shows; the data file is among Sphinx's own downloads."""
    words, start = app.config.download_words, app.config.download_name
    name = f"{start}-{page.rpartition('/')[2]}-{anchor}".removesuffix("-table") + _suffix(app)
    links = {words["link"]: LINK.format(anchor, words["link"])}
    if file:
        copied = f"{_root(page)}_downloads/{app.env.dlfiles.add_file(page, file)}"
        links[words["data"]] = DATA.format(copied, f"{start}-{Path(file).name}", words["data"])
    more = "".join(words["apart"] + each for each in KINDS[kind])
    return MENU.format(name, words["apart"].join(links), more, Markup(" ").join(links.values()))


def _run(app: Sphinx, page: str) -> str:
    """How to run the page's chapter."""
    words, notebook = app.config.download_words, f"{page}{_suffix(app)}.ipynb"
    address = f"{_root(page)}{_up(app)}{FOLDER}/{archive(app)}"
    link = Markup('<a href="{}" download>{}</a>').format(address, words["archive"])
    return Markup(RUN).format(
        run=words["run"],
        how=Markup(words["how"]).format(archive=link),
        commands=app.config.run_commands.format(notebook=notebook),
        then=words["then"],
        managed=words["managed"],
        enter=ENTER,
        notebook=words["notebook"],
        source=f"{_root(page)}_sources/{notebook}",
        name=notebook.rpartition("/")[2],
    )


def _root(page: str) -> str:
    return "../" * page.count("/")


def _up(app: Sphinx) -> str:
    """From the edition's folder to that of the first edition, which has the archive for all."""
    return f"{app.config.twin['folder']}/" if code_of(app) else ""


def _suffix(app: Sphinx) -> str:
    """What tells a file of the edition from that of the first one: ``.zh``."""
    return f".{code_of(app)}" if code_of(app) else ""


def archive(app: Sphinx) -> str:
    """The name of the archive."""
    return f"{app.config.download_name}-book.zip"


def name_notebook(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Have the page offer the notebook in its own language."""
    source = context.get("sourcename", "")
    if source.endswith(".ipynb"):
        context["sourcename"] = f"{pagename}{_suffix(app)}.ipynb"


# The files


def write(app: Sphinx, error: Exception | None) -> None:
    """Write what makes files, the notebooks of the edition, and in the first one the archive."""
    if error or app.builder.name != "html":
        return
    out = Path(app.outdir)
    (out / FOLDER).mkdir(exist_ok=True)
    for file in FILES:
        shutil.copyfile(file, out / FOLDER / file.name)
    for name, text in notebooks(app, code_of(app)):
        path = out / "_sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    if app.config.run_files and not code_of(app):
        _pack(app, out / FOLDER / archive(app))


def notebooks(app: Sphinx, code: str) -> Iterator[tuple[str, str]]:
    """The notebooks in the language of an edition: names and texts, without what is for slides."""
    edition, suffix = app.config.editions.get(code, {}), f".{code}" if code else ""
    folder = Path(app.srcdir) / app.config.locale_dirs[0] / edition.get("language", "")
    for page in sorted(app.env.found_docs):
        source, messages = Path(app.env.doc2path(page)), folder / "LC_MESSAGES" / f"{page}.po"
        if source.suffix == ".ipynb" and (messages.exists() or not code):
            copy = json.loads(source.read_text("utf8"))
            copy["cells"] = [cell for cell in copy["cells"] if not tagged(cell, "deck")]
            copy = translated(copy, catalogue(messages)) if code else copy
            for cell in copy["cells"] if code else ():
                text = "".join(cell["source"])
                if cell["cell_type"] == "markdown":
                    text = LINKED.sub(rf"\1{suffix}.ipynb", text)
                elif edits := edition.get("notebook_edits"):
                    text = re.sub(*edits, text)
                cell["source"] = text.splitlines(keepends=True)
            yield f"{page}{suffix}.ipynb", json.dumps(copy, indent=1, ensure_ascii=False) + "\n"


def _pack(app: Sphinx, path: Path) -> None:
    """Zip what runs the chapters."""
    files = matching(Path(app.srcdir), app.config.run_files)
    for code in ("", *app.config.editions):
        files |= {name: text.encode() for name, text in notebooks(app, code)}
    write_archive(path, files)
