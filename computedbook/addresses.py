"""Addresses: whatever a notebook shows can be linked to, by a name that stays.

A chart or table is known by the id of its cell, a row or check by its own, a figure by its name in
the notebook (see `citations`). None of them depends on what else is on the page, or on its
language. `book.js` gives rows and checks a handle.
"""

from docutils.nodes import Element as Node
from docutils.nodes import document
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

from computedbook import SAFE
from computedbook.folds import is_cell, shows
from computedbook.pages import cells


def setup(app: Sphinx) -> dict:
    """Give addresses before the page is folded."""
    app.connect("doctree-read", name_cells, priority=450)
    return SAFE


def name_cells(app: Sphinx, doctree: document) -> None:
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
