"""Where a number is from: cells of the data, their names for a reader, and their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetbook.book import Book
from budgetbook.form import KEYS, TABLES

TOTAL = "total"  # the label of a total row
Cell = tuple  # (resource, row, column); the column is empty for a whole row


class Row(int):
    """A row number that knows its table and its book, so that rows can be counted and cited."""

    table: str
    book: Book | None

    def __new__(cls, number: int, table: str, book: Book | None = None) -> Row:
        row = super().__new__(cls, number)
        row.table, row.book = table, book
        return row

    def __reduce__(self) -> tuple:
        return Row, (int(self), self.table, self.book)


def measure_of(rows: list) -> str:
    """The Chinese measure word of these rows, as ``form.json`` has it; 行 if they have several.

    So has a total row. What is no row, or of no book, is counted as 项.
    """
    words = {_measure(row) for row in rows if isinstance(row, Row) and row.book}
    return words.pop() if len(words) == 1 else "行" if words else "项"


def _measure(row: Row) -> str:
    found = row.book.package[row.table][row - 1]
    keys = [found[key] for key in KEYS if key in found]
    if row.table in TABLES and not keys[-1]:
        return "行"
    words = row.book.package.resource(row.table)["measure_zh"]
    return words[(len(keys[-1]) - 3) // 2] if len(words) > 1 else words


def anchor(resource: str, row: int) -> str:
    """The id of a printed row in the page that shows it: t5-3, statements-7."""
    short = f"t{int(resource[:2])}" if resource in TABLES else resource
    return f"{short}-{row}"


def term_anchor(term: str) -> str:
    """The id of a glossary entry, by its term in English: the same in every edition."""
    return "term-" + "-".join(re.findall("[a-z0-9]+", term.lower()))


def sources(book: Book, cells: tuple[Cell, ...]) -> list[tuple[str, str]]:
    """The cells by table and column: pairs of the first row's address and a line naming them."""
    groups = {}
    for table, row, column in cells:
        groups.setdefault((table, column), []).append(row)
    found = []
    for (table, column), rows in groups.items():
        spans = book.say("comma").join(_spans(sorted(rows)))
        shown = book.say("rows" if len(rows) > 1 else "row", spans)
        title, header = book.table_title(table), book.column_title(table, column)
        line = book.say("column" if header else "whole", table=title, rows=shown, column=header)
        found.append((anchor(table, rows[0]), line))
    return found


def listed(cells: tuple[Cell, ...]) -> str:
    """The cells as an attribute has them: table/row/column; whole rows in a run as table/1–38/."""
    one = ["/".join(map(str, cell)) for cell in cells if cell[2]]
    whole = {}
    for table, row, column in cells:
        if not column:
            whole.setdefault(table, set()).add(row)
    runs = [f"{table}/{run}/" for table in whole for run in _spans(sorted(whole[table]))]
    return " ".join(one + runs)


def _spans(rows: list[int]) -> Iterator[str]:
    start = previous = rows[0]
    for row in [*rows[1:], None]:
        if row is not None and row == previous + 1:
            previous = row
            continue
        yield str(start) if start == previous else f"{start}–{previous}"
        start = previous = row
