"""The pages: their order, and what Sphinx leaves different between a first build and a later one.

Besides: ids of which each stands once where all pages are one (``--builder singlehtml``), and names
of regions of which each stands once on a page.
"""

import functools
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from computedbook import SAFE, patches
from computedbook.notebooks import in_page_order

REGION = re.compile(r'( role="region" aria-label="[^"]*)"')
REFERENCE = re.compile(r'( (?:id="|href="#|aria-describedby="))([^"]+)"')


def setup(app: Sphinx) -> dict:
    """Connect what is below."""
    app.add_config_value("deck_words", {}, "", (dict,))  # of slides, which `decks` makes
    app.connect("builder-inited", put_styles_first)
    app.connect("source-read", answer_first)
    app.connect("doctree-read", tell_regions_apart)
    app.connect("doctree-resolved", tell_ids_apart)
    app.connect("build-finished", remove_downloads)
    return SAFE


def cells(path: str | Path) -> list[dict]:
    """The cells of a notebook in the order in which its page shows them."""
    return in_page_order(json.loads(Path(path).read_text("utf8"))["cells"])


def cell_with(path: str | Path, text: str) -> str:
    """The id of the first cell that holds a text; empty if none does, or it is no notebook."""
    for cell in cells(path) if str(path).endswith(".ipynb") else ():
        if " ".join(text.split()) in " ".join("".join(cell["source"]).split()):
            return cell.get("id", "")
    return ""


def answer_first(app: Sphinx, docname: str, source: list[str]) -> None:
    """Show the cell tagged ``answer`` right under the title.

    In the notebook it stands below the cell that computes what it quotes, so that a run from top
    to bottom works; on the page the reader meets the answer first. What is
    to be translated is all of the notebook.
    """
    if app.env.doc2path(docname).endswith(".ipynb") and app.builder.name != "gettext":
        notebook = json.loads(source[0])
        notebook["cells"] = in_page_order(notebook["cells"])
        source[0] = json.dumps(notebook, ensure_ascii=False)


def put_styles_first(app: Sphinx) -> None:
    """Copy myst-nb's styles before pages name them by their checksum, not after the first build."""
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        patches.copy_styles(app)


def remove_downloads(app: Sphinx, error: Exception | None) -> None:
    """Remove files offered for download that no page offers any longer."""
    offered = {Path(name).parent.name for _, name in app.env.dlfiles.values()}
    for folder in (Path(app.outdir) / "_downloads").glob("*"):
        if folder.name not in offered:
            shutil.rmtree(folder)


def tell_regions_apart(app: Sphinx, doctree: nodes.document) -> None:
    """Number the regions of one name, as a screen reader lists them by their names."""
    seen = Counter()

    def numbered(found: re.Match) -> str:
        seen[found[1]] += 1
        return f'{found[1]} ({seen[found[1]]})"' if seen[found[1]] > 1 else found[0]

    for node in doctree.findall(nodes.raw):
        if node.get("format") == "html":
            node.children = [nodes.Text(REGION.sub(numbered, node.astext()))]


def tell_ids_apart(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Where all pages are one, put the page's name before an id that an earlier page has, too."""
    if app.builder.name != "singlehtml":
        return
    seen, renamed = set(), {}
    for page, node in _with_pages(doctree, docname):
        for kind in ("ids", "anchors"):
            for number, old in enumerate(node.get(kind, ())):
                new = f"{page.replace('/', '-')}-{old}" if old in seen else old
                seen.add(new)
                if new != old:
                    renamed[f"#document-{page}#{old}"] = f"#document-{page}#{new}"
                    node[kind][number] = new
    for page, node in _with_pages(doctree, docname):
        new = functools.partial(_new, renamed, page)
        if node.get("refuri") in renamed:
            node["refuri"] = renamed[node["refuri"]]
        if "anchor" in node:
            node["anchor"] = new(node["anchor"])
        if "html" in node:
            node["html"] = _rename(node["html"], new)
        elif isinstance(node, nodes.raw):
            node.children = [nodes.Text(_rename(node.astext(), new))]


def _new(renamed: dict[str, str], page: str, old: str) -> str:
    """The new id of what had another on a page, or the same."""
    return renamed.get(f"#document-{page}#{old}", f"#{old}").rpartition("#")[2]


def _rename(html: str, new: Callable[[str], str]) -> str:
    """HTML with new ids, where they are given and where they are referred to."""
    return REFERENCE.sub(lambda found: found[1] + new(found[2]) + '"', html)


def _with_pages(node: nodes.Element, page: str) -> Iterator[tuple[str, nodes.Element]]:
    """Each node with the name of the page that it is from."""
    for child in node.children:
        if isinstance(child, nodes.Element):
            name = child["docname"] if isinstance(child, addnodes.start_of_file) else page
            yield name, child
            yield from _with_pages(child, name)
