"""Search: what a reader may look for, as documents that the page loads when the box is used.

Each section of each page is a document, by its heading. What a notebook shows may name more of
them, as ``searchable`` in its citations: dicts of ``anchor`` (the id of an element in its HTML),
``kind`` (one of `KINDS`), ``label`` (a code or the like, shown before the name), ``names`` (the one
shown, and others by which it is known, in other languages too) and ``text``. Code is in none.

A part between `HIDDEN` marks is found, but shown only where it is what was looked for: the value
of a figure in the unit that the sentence does not use. ``search_words`` are the words around.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from docutils.nodes import Element as Node
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.locale import _

from computedbook import MIME, SAFE
from computedbook.citations import Folded, Quoted
from computedbook.folds import Fold
from computedbook.questions import gathering

HERE = Path(__file__).parent
FOLDER = "_search"
FILES = [HERE / "search.js", *sorted((HERE / "vendor").glob("minisearch.*"))]
VARIANTS = HERE / "vendor" / "TSCharacters.txt"
KINDS = ("title", "term", "heading", "row", "line", "aside")  # what counts most comes first
HIDDEN = "\ue000{}\ue001"
WORDS = {
    "none": "Nothing found. Try fewer words, an account code, or an amount as it is printed.",
    "one": "1 result",
    "many": "{} results",
    "all": "All {} results",
    "script": "The search needs JavaScript. The contents lead to every page without it.",
}
# Of Sphinx's search, what its pages say, and the marks on the page that it leads to.
NAMES = ("doctools", "language_data", "searchtools", "sphinx_highlight", "translations")
REPLACED = ["searchindex.js", *(f"_static/{name}.js" for name in NAMES)]
LOADER = """
{
  const load = () => {
    if (window.bookSearch) return;
    window.bookSearch = {};
    const script = document.createElement("script");
    script.src = document.documentElement.dataset.content_root + "_search/search.js";
    document.head.append(script);
  };
  addEventListener("focusin", ({ target }) => target.matches("input[name=q]") && load());
  addEventListener("DOMContentLoaded", () => location.search.startsWith("?q=") && load());
}
"""
PAGE = """
<h1>{title}</h1>
<noscript><p>{script}</p></noscript>
<form class="bd-search pst-js-only" action="search.html" role="search">
<input type="search" class="form-control" name="q" aria-label="{title}"
 autocomplete="off" autocapitalize="off" spellcheck="false" autofocus />
</form>
"""
SHOWN = (MIME, "text/html", "text/markdown", "text/plain")  # of several forms of an output
LINES = ["tr", "p", "div", "li", "figcaption", "summary"]


def setup(app: Sphinx) -> dict:
    """Take the place of Sphinx's search."""
    app.add_config_value("search_words", WORDS, "html", (dict,))
    app.connect("builder-inited", replace)
    app.connect("doctree-read", note_documents, priority=800)  # when all is in its place
    app.connect("html-page-context", leave_out)
    app.connect("html-collect-pages", page)
    app.connect("build-finished", write)
    return SAFE


def replace(app: Sphinx) -> None:
    """Have Sphinx make no index, and each page load ours when it is asked for."""
    if app.builder.name == "html":
        app.builder.search = False
        app.add_js_file(None, body=LOADER)


def leave_out(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Leave out of a page what only Sphinx's search needs."""
    if app.builder.name == "html":
        scripts = context["script_files"]
        context["script_files"] = [each for each in scripts if str(each.filename) not in REPLACED]


def page(app: Sphinx) -> Iterable[tuple[str, dict, str]]:
    """The page that shows the results of ``search.html?q=...``."""
    if app.builder.name == "html":
        title = _("Search")
        body = Markup(PAGE).format(title=title, **app.config.search_words)
        yield "search", {"title": title, "body": body}, "page.html"


# The documents


def note_documents(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what may be looked for on the page."""
    app.env.metadata[app.env.docname]["budgetbook_search"] = list(_of_page(doctree))


def _of_page(doctree: nodes.document) -> Iterator[dict]:
    """The sections of a page, each followed by what its HTML names."""
    for section in doctree.findall(nodes.section):
        top, aside = isinstance(section.parent, nodes.document), isinstance(section, Folded)
        yield from _of_section(section, "title" if top else "aside" if aside else "heading")


def _of_section(section: Node, kind: str) -> Iterator[dict]:
    """A section without those in it, and what its HTML names."""
    title, *rest = section.children
    own = [each for each in rest if not isinstance(each, nodes.section)]
    anchor = "" if kind == "title" else section["ids"][0]
    text = "\n".join(filter(None, (block for each in own for block in blocks(each))))
    yield {"anchor": anchor, "kind": kind, "label": "", "names": [line(title)], "text": text}
    for each in own:
        for node in each.findall(Node):
            yield from node.get("searchable", ())


def blocks(node: nodes.Node) -> Iterator[str]:
    """The paragraphs, items, rows and so on that a reader sees in a part of a page, as lines."""
    if isinstance(node, Fold | nodes.Invisible | nodes.literal_block):
        return
    if isinstance(node, nodes.raw):
        yield from _of_html(node)
    elif isinstance(node, nodes.TextElement):
        yield line(node)
    else:
        for child in _shown(node):
            yield from blocks(child)


def line(node: nodes.Node) -> str:
    """The text of a node as one line; what a figure stands for in its other unit is hidden."""
    return " ".join("".join(_parts(node)).split())


def _parts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, Quoted):
        text = node.astext()
        values = [value for each in node["figures"] for value in each["both"].split(" = ")]
        others = " ".join(value for value in values if value not in text)
        yield text + HIDDEN.format(others) if others else text
    elif not isinstance(node, nodes.raw):
        for child in _shown(node):
            yield from _parts(child)


def _shown(node: Node) -> list[nodes.Node]:
    """The children of a node; of an output's several forms, the one that a page shows."""
    if node.get("nb_element") != "mime_bundle":
        return node.children
    forms = {child.get("mime_type"): child for child in node.children}
    return next(([forms[each]] for each in SHOWN if each in forms), [])


def _of_html(node: Node) -> Iterator[str]:
    """The lines of HTML that a notebook shows, without drawings and what is named by itself."""
    if node.get("format") != "html":
        return
    soup = BeautifulSoup(" ".join(node.astext().split()), "html.parser")
    for entry in node.get("searchable", ()):
        for named in soup.find_all(id=entry["anchor"]):
            named.decompose()
    for unseen in soup(["style", "script", "svg", "input"]):
        unseen.decompose()
    for each in soup(["td", "th", "span"]):
        each.append(" ")
    for each in soup(LINES):
        each.append("\n")
    yield from (" ".join(each.split()) for each in soup.get_text().splitlines())


# What is loaded


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the documents and what searches them; remove what of Sphinx's search came along."""
    if error or app.builder.name != "html":
        return
    for name in REPLACED:
        (Path(app.outdir) / name).unlink(missing_ok=True)
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    for file in FILES:
        shutil.copyfile(file, folder / file.name)
    text = "bookSearch.data = " + json.dumps(data(app), ensure_ascii=False, separators=(",", ":"))
    (folder / "documents.js").write_text(f"{text};\n", "utf8")


def data(app: Sphinx) -> dict:
    """The documents of all pages; by page its title; the characters to fold; the words around."""
    env, found = app.env, {}
    for name in sorted(env.found_docs):
        found[name] = env.metadata[name].get("budgetbook_search", [])
        if name in gathering(env):  # what other pages ask, which it has not yet as it is read
            found[name] = list(_of_page(env.get_and_resolve_doctree(name, app.builder)))
    documents = [{"page": name, **each} for name in found for each in found[name]]
    return {
        "titles": {name: first["names"][0] for name, [first, *__] in filter(all, found.items())},
        "documents": documents,
        "kinds": KINDS,
        "variants": variants(set(json.dumps(documents, ensure_ascii=False))),
        "words": app.config.search_words,
    }


def variants(used: set[str]) -> str:
    """Pairs of a traditional character and its simplified form, for those forms that are used."""
    rows = [row.split() for row in VARIANTS.read_text("utf8").splitlines() if row[:1] != "#"]
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1]
    return "".join(old + new for old, new in pairs if new in used and old not in used)
