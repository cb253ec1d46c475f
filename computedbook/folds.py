"""Code that folds: a page shows what its cells found, and their code behind a line that unfolds.

Cells that follow each other fold as one, up to and with the first that shows something: the line
stands right above what it shows, which folds as well if the cell is tagged ``hide-output``. A fold
is a native ``<details>``, which needs no script.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.nodes import Element as Node
from sphinx.application import Sphinx

from computedbook import SAFE


def setup(app: Sphinx) -> dict:
    """Fold the code of each page once it is read."""
    app.add_config_value("fold_title", "Code", "env", (str,))
    app.add_config_value("fold_title_silent", "Code", "env", (str,))
    app.add_config_value("fold_title_output", "Output", "env", (str,))
    app.add_node(Fold, html=(open_fold, close_fold))
    app.connect("doctree-read", fold_code)
    return SAFE


class Fold(nodes.container):
    """What its `title` unfolds in HTML, code or output; in other formats its children, plain."""


def open_fold(translator: Any, node: Fold) -> None:
    """Begin the fold, closed."""
    title, kind = translator.encode(node["title"]), node.get("kind", "code")
    translator.body.append(f'<details class="folded-{kind}">\n<summary>{title}</summary>\n')


def close_fold(translator: Any, node: Fold) -> None:
    """End it."""
    translator.body.append("</details>\n")


def fold_code(app: Sphinx, doctree: nodes.document) -> None:
    """Fold the code of each run of cells; what the last of them shows stays, below the fold."""
    for run in list(runs(doctree)):
        parent, place, last = run[0].parent, run[0].parent.index(run[0]), run[-1]
        if isinstance(parent, Fold):
            continue
        fold = Fold(title=app.config.fold_title if shows(last) else app.config.fold_title_silent)
        for cell in run:
            if shows(cell):
                code = [part for part in cell if not is_output(part)]
                cell[:] = output_of(cell, app.config.fold_title_output)
                fold += nodes.container("", *code, classes=["cell"]) if code else []
            else:
                parent.remove(cell)
                cell.attributes.pop("hide_mode", None)  # it is hidden
                fold += cell
        if len(fold):
            parent.insert(place, fold)


def output_of(cell: Node, title: str) -> list[Node]:
    """What a cell shows; folded, if it is tagged so."""
    parts = [part for part in cell if is_output(part)]
    if cell.get("hide_mode") != "output":
        return parts
    del cell["hide_mode"]
    return [Fold("", *parts, title=title, kind="output")]


def runs(doctree: nodes.document) -> Iterator[list[Node]]:
    """The cells of a page that follow each other, up to and with one that shows something."""
    run = []
    for cell in doctree.findall(is_cell):
        if run and (shows(run[-1]) or cell is not run[-1].next_node(descend=False, siblings=True)):
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def is_cell(node: nodes.Node) -> bool:
    """Whether the node is a cell of code, with what it shows, as myst-nb makes it."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_output(node: Node) -> bool:
    """Whether the node is what a cell shows."""
    return node.get("nb_element") == "cell_code_output"


def shows(cell: Node) -> bool:
    """Whether a cell shows anything but its code."""
    return any(is_output(part) for part in cell)
