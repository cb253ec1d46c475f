"""The notebooks are sources: clean, alike in their opening, and runnable by anyone."""

import ast
import builtins
import json
import re

import nbformat
import pytest
from test_prose import NOTEBOOKS

from budgetbook import notebook

STRIP = "saved with its results; `make strip` takes them out"


def cells(path, kind=None):
    found = json.loads(path.read_text("utf8"))["cells"]
    return [cell for cell in found if kind in (None, cell["cell_type"])]


def source(cell):
    return "".join(cell["source"])


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


def test_it_is_a_valid_notebook_without_outputs(path):
    read = nbformat.read(path, as_version=4)
    nbformat.validate(read)
    assert (read.nbformat, read.nbformat_minor) == (4, 5)
    for cell in cells(path):
        assert set(cell["metadata"]) <= {"tags"}, f"{cell['id']}: {STRIP}"
        assert not cell.get("outputs") and cell.get("execution_count") is None, STRIP


def test_cells_have_readable_names(path):
    for cell in cells(path):
        assert re.fullmatch("[a-z]+(-[a-z0-9]+)*", cell["id"]), cell["id"]


def test_it_opens_with_title_setup_figures_answer(path):
    first = cells(path)
    assert re.fullmatch("# .+", source(first[0]))  # a code host shows it as it is
    if not cells(path, "code") or path.parent.name == "handouts":
        return
    after = [cell["id"] for cell in first[1:] if cell["id"] != "premises"]
    assert after[:4] == ["run", "setup", "figures", "answer"]
    assert first[1]["metadata"]["tags"] == ["notebook"] and "Run All Cells" in source(first[1])
    assert "from budgetbook.notebook import *\n" in source(first[2])
    assert "\nbook = open_book(" in source(first[2])
    (answer,) = [cell for cell in first if cell["id"] == "answer"]
    assert answer["metadata"]["tags"] == ["answer"]


def test_its_cells_can_be_read(path):
    """Some lines each: what a student can take in before the result."""
    lines = [len(source(cell).splitlines()) for cell in cells(path, "code")]
    assert max(lines, default=0) <= 20 and sum(lines) <= 10 * len(lines)


def test_what_a_sentence_quotes_is_computed_above_it(path):
    """So that Run All, from top to bottom, shows every number."""
    known = set(dir(builtins)) | set(notebook.__all__)
    for cell in cells(path):
        if cell["cell_type"] == "code":
            tree = ast.parse(source(cell))
            names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
            known |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
            known |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for quoted in re.findall(r"\{eval\}`([^`]*)`", source(cell)):
            names = {n.id for n in ast.walk(ast.parse(quoted)) if isinstance(n, ast.Name)}
            assert names <= known, f"{cell['id']}: {names - known}"


def test_no_name_is_given_twice(path):
    """The page is rendered after the whole notebook ran: a name must mean one thing throughout.

    But what a student is to fill in, the solution gives.
    """
    given = []
    for cell in [cell for cell in cells(path, "code") if cell["metadata"].get("tags") != ["try"]]:
        for node in ast.parse(source(cell)).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            given += [
                name.id
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            ]
    quoted = " ".join(source(cell) for cell in cells(path, "markdown"))
    again = {name for name in given if given.count(name) > 1 and f"`{name}" in quoted}
    # Naming a figure right after computing it, in the same cell, is one definition.
    for cell in cells(path, "code"):
        text = source(cell)
        again -= {name for name in again if f"{name} = {name}.named(" in text}
    assert again == set()


def test_headings_hold_no_figures(path):
    """A slide's stands in no list of contents; it may name what it rests on."""
    for cell in cells(path, "markdown"):
        deck = "deck" in cell["metadata"].get("tags", ())
        for line in [] if deck else source(cell).splitlines():
            assert not (line.startswith("#") and "{eval}" in line), line
