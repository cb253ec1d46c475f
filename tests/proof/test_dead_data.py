"""No datum is dead: changing any cell of any CSV changes what some page shows, or stops the build.

And the pages that it changes are those that a build reads again: those that open the file.
"""

import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from reading import (
    EDITIONS,
    ROOT,
    copy_book,
    notebooks,
    printed_book,
    read_page,
    rows_of,
    save,
    tables,
)

from budgetbook import package

SHOWN = ("amount", "total", "value", "held", "posts", "summary_en", "definition_en", "note_en")
CHOICES = {
    "side": ["revenue", "expenditure"],
    "comparison": ["decrease", "increase", "level"],
    "kind": ["number", "name"],
    "certainty": ["plain", "arguable"],
    "operator": ["≥", "≤", "＝", ">", "<"],
    "unit": ["万元", "%", "个"],
}


def other_values(column, text):
    """Values to put in a cell's place, the likeliest to be well formed first."""
    if column in CHOICES:
        return [each for each in CHOICES[column] if each != text]
    if column.endswith("_zh"):
        return [text + "甲"]
    if text.lstrip("-").replace(".", "").isdigit() and text.count(".") < 2:
        last = "1" if text[-1] == "0" else "0" if text[-1] == "1" else "1"
        return [text[:-1] + last, text[:-1] + str((int(text[-1]) + 1) % 10)]
    return [text + "x"]


def cells_of(folder):
    """Every cell that is not blank: (table, number of the line from 0, column)."""
    for name, (path, fields) in tables(folder).items():
        for line, row in enumerate(rows_of(path)):
            yield from ((name, line, column) for column in fields if row[column])


def readers():
    """The pages that open each table's file, by table."""
    paths = {name: f"{path.relative_to(ROOT / 'data')}" for name, (path, _) in tables(ROOT).items()}
    pages = printed_book("en")
    return {
        name: [page for page in pages if path in pages[page].opened] for name, path in paths.items()
    }


def effect(folder, page, language):
    """What a page makes of the data: "shows" something else, "stops" with an error, or nothing."""
    try:
        now = read_page(page, notebooks(folder)[page], language)
    except Exception:  # which fails the build, whatever it is
        return "stops"
    return "shows" if now.html != printed_book(language)[page].html else ""


def change_cell(folder, cell):
    """Put another value in a cell's place, one that the reader takes; False if it takes none."""
    name, line, column = cell
    path, _ = tables(folder)[name]
    before = path.read_bytes()
    for value in other_values(column, rows_of(path)[line][column]):
        rows = rows_of(path)
        rows[line][column] = value
        save(path, rows)
        try:
            package.read(folder / "data")
        except package.PackageError as error:
            assert re.search(r"\.csv:\d+: ", str(error))
        else:
            return True
        path.write_bytes(before)
    return False


def what_comes_of(cells, folder):
    """For each cell, what comes of changing it: it is refused, or a page stops or shows it."""
    folder.mkdir()
    copy_book(folder)
    first, found, opened = {}, {}, readers()
    for cell in cells:
        name, _, column = cell
        path, _ = tables(folder)[name]
        before = path.read_bytes()
        found[cell] = "" if change_cell(folder, cell) else "refused"
        languages = EDITIONS[::-1] if column.endswith("_zh") else EDITIONS
        tries = [(language, page) for language in languages for page in opened[name]]
        tries.sort(key=lambda each: each != first.get((name, column)))
        for language, page in tries if not found[cell] else ():
            found[cell] = effect(folder, page, language)
            if found[cell]:
                first[name, column] = (language, page)
                break
        path.write_bytes(before)
    return found


def test_no_cell_is_dead(complete, tmp_path, record):
    cells = list(cells_of(ROOT))
    tried = cells if complete else one_of_each_column(cells)[::12]
    for language in EDITIONS:
        printed_book(language)  # which each process then has
    halves = [tried[::2], tried[1::2]] if complete else [tried]
    with ProcessPoolExecutor(len(halves), get_context("fork")) as pool:
        folders = [tmp_path / str(number) for number in range(len(halves))]
        found = {}
        for each in pool.map(what_comes_of, halves, folders):
            found |= each
    assert [cell for cell, what in found.items() if not what] == []
    record("Cells changed one at a time", len(cells))


def one_of_each_column(cells):
    """A cell of every column of every table, seldom the first."""
    columns = {}
    for cell in cells:
        columns.setdefault((cell[0], cell[2]), []).append(cell)
    return [each[len(each) // 3] for each in columns.values()]


def test_only_pages_that_are_read_again_change(complete, tmp_path, record):
    """One cell of each table; every page is read, whether it opens the table's file or not."""
    cells = {cell[0]: cell for cell in cells_of(ROOT) if cell[2] in SHOWN}
    tried = list(cells.values())[:: 1 if complete else 20]
    copy_book(tmp_path)
    opened = readers()
    for cell in tried:
        path, _ = tables(tmp_path)[cell[0]]
        before = path.read_bytes()
        assert change_cell(tmp_path, cell)
        moved = {
            page
            for language in EDITIONS
            for page in notebooks(tmp_path)
            if effect(tmp_path, page, language)
        }
        path.write_bytes(before)
        assert moved and moved <= set(opened[cell[0]]), cell
    record("Cells for which every page of both editions was read", len(cells))


def test_a_dead_cell_is_found(tmp_path, monkeypatch):
    """As it would be if no page showed the units of the assets."""
    monkeypatch.setattr("test_dead_data.readers", lambda: {"assets": ["chapters/reference/about"]})
    assert what_comes_of([("assets", 2, "unit_en")], tmp_path / "book") == {
        ("assets", 2, "unit_en"): ""
    }
