"""Addresses: whatever a notebook shows can be linked to, by a name that stays.

A chart or table is known by the id of its cell, a row or check by its own, a figure by its name in
the notebook (see `citations`). None of them depends on what else is on the page, or on its
language. Rows and checks have a handle, which a link in the page's style draws: no stop for the
keyboard, and no text.
"""

import re
from typing import Any

from docutils import nodes
from docutils.nodes import Element as Node
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from computedbook import SAFE
from computedbook.folds import is_cell, shows
from computedbook.pages import cells

WORDS = {"here": "Link to this place"}
ROW = re.compile(r'<(tr|li) id="([^"]*)"[^>]*>.*?</\1>', re.DOTALL)
# What has the handle of a row or item: what heads it, or its first part.
HEAD = re.compile(r'(<th scope="row"(?: id="([^"]*)")?.*?)(</th>)', re.DOTALL)
FIRST = re.compile(r"(<(td|span)\b.*?)(</\2>)", re.DOTALL)
HANDLE = Markup('<a class="handle" href="#{}" title="{}" tabindex="-1" aria-hidden="true"></a>')


def setup(app: Sphinx) -> dict:
    """Give addresses before the page is folded, handles once it was searched through."""
    app.add_config_value("address_words", WORDS, "env", (dict,))
    app.add_node(Handle, html=(show_handle, None))
    app.connect("doctree-read", name_cells, priority=450)
    app.connect("doctree-read", put_handles, priority=850)
    return SAFE


class Handle(nodes.inline):
    """A link to its own place, `anchor`, for a reader to copy."""


def show_handle(translator: Any, node: Handle) -> None:
    """Write it, for a page that a reader opens."""
    if translator.builder.name == "html":
        here = translator.config.address_words["here"]
        translator.body.append(HANDLE.format(node["anchor"], here))
    raise nodes.SkipNode


def name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give what each cell shows the cell's id."""
    if app.builder.name == "gettext":  # which reads cells that no page has
        return
    path = app.env.doc2path(app.env.docname)
    names = [cell.get("id") for cell in cells(path)] if path.endswith(".ipynb") else []
    taken = {each for node in doctree.findall(Node) for each in node.get("ids", ())}
    for cell in [each for each in doctree.findall(is_cell) if names and shows(each)]:
        name = names[cell["cell_index"]]
        if name in taken:
            message = f"the id of this cell is also that of something else on the page: {name}"
            getLogger(__name__).warning(message, location=cell, type="addresses")
        elif name:
            cell["ids"].append(name)


def put_handles(app: Sphinx, doctree: nodes.document) -> None:
    """Put a handle into each row and item of a list that has an address."""
    here = app.config.address_words["here"]
    for node in doctree.findall(nodes.raw):
        if node.get("format") == "html":
            text = ROW.sub(lambda found: with_handle(found, here), node.astext())
            node.children = [nodes.Text(text)]


def with_handle(row: re.Match, title: str) -> str:
    """A row with a handle in the cell that heads it: to the row, or to that cell if it has an id.

    A row of a glossary is better known by its term.
    """
    head = HEAD.search(row[0]) or FIRST.search(row[0])
    if not head:
        return row[0]
    named = head.re is HEAD and head[2]
    handle = str(HANDLE.format(Markup(named or row[2]), title))
    return row[0][: head.end(1)] + handle + row[0][head.end(1) :]
