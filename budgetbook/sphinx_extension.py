"""The Sphinx extension: a build that validates first, re-runs what changed, and cites its figures.

- The data package is read before any notebook runs; one that is malformed stops the build.
- Every file of the book that a notebook reads becomes a dependency of its page, so that a later
  build re-runs exactly the notebooks whose files changed.
- Each page ends with a list of the figures that it quoted, linked to the printed rows.
"""

import functools
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from html import unescape
from pathlib import Path

from docutils import nodes
from jupyter_client.provisioning import local_provisioner
from myst_nb.core import execute
from myst_nb.sphinx_ext import add_global_html_resources
from nbformat.v4 import new_output
from sphinx import addnodes
from sphinx.util.nodes import make_refnode
from traitlets.config import Config

import budgetbook
from budgetbook import kernels, package
from budgetbook.edition import LANGUAGE, pick, say
from budgetbook.figures import Figure, anchor, sources, term_anchor

LIBRARY = Path(__file__).parent
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
ROW = re.compile(r'<(?:tr|th) [^>]*?id="([^"]+)"')
EVAL = re.compile(r"\{eval\}`([^`]*)`")
FIGURE = re.compile(r'<data class="figure"[^>]*>(.*?)</data>', re.DOTALL)


def setup(app):
    if LANGUAGE == "zh":
        from budgetbook import translation  # its imports are heavy, and English has no use for them

        translation.setup(app)
    app.connect("config-inited", validate)
    app.connect("config-inited", configure)
    app.connect("builder-inited", put_styles_first)
    app.connect("source-read", answer_first)
    app.connect("source-read", start_trace)
    app.connect("doctree-read", note_files)
    app.connect("doctree-read", list_figures, priority=400)  # before Sphinx collects the contents
    app.connect("doctree-read", note_rows)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("env-updated", pages_to_rewrite)
    app.connect("missing-reference", link_row)
    app.connect("html-collect-pages", forget_words)
    app.connect("html-page-context", link_twin)
    app.connect("build-finished", remove_downloads)
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}


# Before anything runs


def validate(app, config):
    """Read the whole package once; stop if it is malformed, with every problem located."""
    package.validate(os.path.relpath(Path(app.srcdir) / "data"))


def configure(app, config):
    """Read in parallel; fork the kernels where that is safe, and end them without ceremony."""
    # It numbers what was read, after reading, and only fails to say so.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    app.parallel = max(app.parallel, _processors())
    if sys.platform == "linux":
        local_provisioner.launch_kernel = kernels.Nursery()
    execute.NotebookClientInline = Client
    execute.inline.ModifiedNotebookClient = make_client


def make_client(*arguments, client=execute.inline.ModifiedNotebookClient, **settings):
    """A client whose kernel it speaks to through files, not through ports.

    A port is free when it is chosen; when it is used, it may be another kernel's.
    """
    path = Path(os.environ[budgetbook.TRACE]).with_name("kernel.json")
    kernel = {"transport": "ipc", "connection_file": str(path)} if os.name == "posix" else {}
    return client(
        *arguments,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],
        config=Config(KernelManager=kernel),
        **settings,
    )


def _processors():
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


# What Sphinx and myst-nb leave different between a first build and a later one


def put_styles_first(app):
    """Copy myst-nb's styles before pages name them by their checksum, not after the first build."""
    if app.builder.name == "gettext":
        app.config.nb_execution_mode = "off"  # messages are taken from the prose as it is written
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)


def forget_words(app):
    """Drop words from the search index that no page holds any longer."""
    for words in (app.builder.indexer._mapping, app.builder.indexer._title_mapping):
        for word in [word for word, pages in words.items() if not pages]:
            del words[word]
    return ()


def remove_downloads(app, error):
    """Remove files offered for download that no page offers any longer."""
    offered = {Path(name).parent.name for _, name in app.env.dlfiles.values()}
    for folder in (Path(app.outdir) / "_downloads").glob("*"):
        if folder.name not in offered:
            shutil.rmtree(folder)


# The order of a page


def answer_first(app, docname, source):
    """Show the cell tagged ``answer`` right under the title.

    In the notebook it stands below the cell that computes what it quotes, so that a run from top
    to bottom works; on the page the reader meets the answer first.
    """
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    cells = notebook["cells"]
    for index, cell in enumerate(cells):
        if "answer" in cell["metadata"].get("tags", ()):
            cells.insert(1, cells.pop(index))
            source[0] = json.dumps(notebook, ensure_ascii=False)
            return


class Client(execute.NotebookClientInline):
    """Runs the whole notebook and asks once for all that its prose quotes, then renders it."""

    def start_client(self):
        super().start_client()
        self.code_cell_outputs(len(self.notebook.cells) - 1)
        prose = "".join(cell.source for cell in self.notebook.cells if cell.cell_type == "markdown")
        quoted = {name: name for name in dict.fromkeys(EVAL.findall(prose))}
        kernel = self._client.kc
        reply = self._client.wait_for_reply(kernel.execute("", user_expressions=quoted))
        self.quoted = reply["content"].get("user_expressions", {})

    def eval_variable(self, name):
        found = self.quoted.get(name, {})
        if found.get("status") != "ok":
            return super().eval_variable(name)  # which says what is wrong
        return [new_output("execute_result", found["data"], metadata=found["metadata"])]


# What a notebook reads


def start_trace(app, docname, source):
    """Have the kernel that is about to start note the files it opens (see budgetbook.trace)."""
    path = Path(tempfile.mkdtemp(prefix="budgetbook-")) / "opened"
    path.touch()
    app.env.temp_data["budgetbook_trace"] = path
    os.environ[budgetbook.TRACE] = str(path)


def note_files(app, doctree):
    """Make the page depend on those files, and on the library if it opened any."""
    path = app.env.temp_data.pop("budgetbook_trace")
    os.environ.pop(budgetbook.TRACE, None)
    source = Path(app.srcdir)
    opened = {_source_of(Path(line), source) for line in path.read_text("utf8").splitlines()}
    shutil.rmtree(path.parent)
    library = set(LIBRARY.glob("*.py")) if opened else set()
    for file in sorted(library | opened - {None}):
        app.env.note_dependency(os.path.relpath(file, source))
    name = app.env.docname
    files = {app.env.doc2path(name), *map(str, app.env.dependencies[name])}
    _kept(app.env, "digests")[name] = {
        file: _digest(source / file) for file in files if not file.endswith(".mo")
    }


def _source_of(path, folder):
    """The file of the book in `folder` behind a path that was opened; None if it is none of it.

    What the environment and a build leave in the folder is none of it, nor is a file that was
    looked for and is not there.
    """
    if path.parent.name == "__pycache__":
        path = path.parent.with_name(path.name.split(".")[0] + ".py")
    if folder not in path.parents or not path.is_file():
        return None
    first = path.relative_to(folder).parts[0]
    return None if first.startswith((".", "_build")) or first.endswith(".egg-info") else path


def outdated(app, env, added, changed, removed):
    """The pages of which a file is not what it was, whatever its date says.

    A file that is moved back into place is older than the page that it makes stale. What a page
    that is gone left in the site goes too.
    """
    for name in removed:
        for path in (f"{name}.html", f"_sources/{name}.ipynb"):
            (Path(app.outdir) / path).unlink(missing_ok=True)
    source = Path(app.srcdir)
    digest = functools.cache(_digest)
    return [
        name
        for name, files in _kept(env, "digests").items()
        if any(digest(source / file) != known for file, known in files.items())
    ]


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


# The figures of a page


def list_figures(app, doctree):
    """Append "Where these figures come from", and tie each figure of the prose to its entry."""
    entries = {}
    for node in list(doctree.findall(nodes.raw)):
        if node.get("format") != "html" or '<data class="figure"' not in node.astext():
            continue

        def number(match):
            html = match.group(0)
            key = html.removesuffix(f"{match.group(1)}</data>")
            entry = entries.setdefault(key, (len(entries) + 1, unescape(match.group(1))))
            return html.replace("<data ", f'<data aria-describedby="figure-{entry[0]}" ', 1)

        node.children[:] = [nodes.Text(FIGURE.sub(number, node.astext()))]
        node.rawsource = node.astext()
    if not entries:
        return
    section = nodes.section(ids=["where-these-figures-come-from"], names=[], classes=["sources"])
    section += nodes.title("", say("where"))
    listing = nodes.bullet_list(classes=["figures"])
    for tag, (index, shown) in entries.items():
        listing += _entry(app.env.docname, index, shown, dict(ATTRIBUTE.findall(tag)))
    section += listing
    sections = [child for child in doctree.children if isinstance(child, nodes.section)]
    (sections[-1] if sections else doctree).append(section)


def _entry(docname, index, shown, attributes):
    read = {name: unescape(value) for name, value in attributes.items()}
    both = read["data-both"]
    value = f"{shown} ({both})"
    if shown in both or shown.replace(",", "") == both:
        value = max(shown, both, key=len)
    item = nodes.list_item(ids=[f"figure-{index}"])
    label = "" if read["data-label"] in value else f" {read['data-label']}"
    item += nodes.paragraph("", "", nodes.strong("", value), nodes.Text(label))
    work = nodes.paragraph("", "", nodes.inline("", read["data-work"], classes=["work"]))
    cells = [
        (table, int(row), column)
        for table, row, column in (cell.split("/") for cell in read["data-cells"].split())
    ]
    for group, text in sources(Figure(0, cells=cells)):
        reference = addnodes.pending_xref(
            "",
            nodes.inline("", text),
            reftype="row",
            refdomain="",
            refdoc=docname,
            reftarget=anchor(*group[0][:2]),
            refexplicit=True,
            refwarn=True,
        )
        work += [nodes.Text(" "), nodes.inline("", "", reference, classes=["source"])]
    item += work
    return item


# The rows of the printed tables


def note_rows(app, doctree):
    """Remember which page shows which printed row."""
    rows = _kept(app.env, "rows")[app.env.docname] = []
    for node in doctree.findall(nodes.raw):
        rows.extend(map(unescape, ROW.findall(node.astext())))


def forget_page(app, env, docname):
    for kind in ("rows", "digests"):
        _kept(env, kind).pop(docname, None)


def merge_pages(app, env, docnames, other):
    for kind in ("rows", "digests"):
        found = _kept(other, kind)
        _kept(env, kind).update({name: found[name] for name in docnames if name in found})


def _kept(env, kind):
    """What is remembered of each page from build to build, by page."""
    if not hasattr(env, "budgetbook_kept"):
        env.budgetbook_kept = {"rows": {}, "digests": {}}
    return env.budgetbook_kept[kind]


def pages_to_rewrite(app, env):
    """All pages, if something that every page shows or may link to has changed.

    That is: which page shows which row, the contents in the sidebar, styles and templates.
    """
    rows = _kept(env, "rows")
    env.budgetbook_pages = {row: page for page in sorted(rows, reverse=True) for row in rows[page]}
    source = Path(app.srcdir)
    paths = [source / "_toc.yml", *source.glob("_static/**/*.*"), *source.glob("_templates/**/*.*")]
    files = {str(path.relative_to(source)): _digest(path) for path in paths}
    titles = {page: title.astext() for page, title in env.titles.items()}
    shared = (env.budgetbook_pages, titles, files)
    changed = shared != getattr(env, "budgetbook_shared", shared)
    env.budgetbook_shared = shared
    return sorted(env.found_docs) if changed else []


def link_row(app, env, node, content):
    """Resolve a reference to a printed row, or to a term of the glossary."""
    if node["reftype"] not in ("row", "term"):
        return None
    target = node["reftarget"]
    target = term_anchor(target) if node["reftype"] == "term" else target
    page = env.budgetbook_pages.get(target)
    if page is None:
        return None
    return make_refnode(app.builder, node["refdoc"], page, target, content)


# The two editions


def link_twin(app, pagename, templatename, context, doctree):
    """Give the page's template the address of the same page in the other edition."""
    up = "../" * pagename.count("/")
    context["twin"] = pick(f"{up}zh/{pagename}.html", f"{up}../{pagename}.html")
    context["twin_language"] = pick("zh-CN", "en")
    context["twin_name"] = pick("中文版", "English edition")
    context["metatags"] = context.get("metatags", "") + (
        f'<link rel="alternate" hreflang="{context["twin_language"]}" href="{context["twin"]}" />'
    )
