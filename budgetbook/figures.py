"""Figures: exact numbers that remember what they are and which cells they came from.

A cell of a printed table is a figure. Adding, subtracting, multiplying, dividing and counting
figures gives figures, and each carries along the working, the cells and the unit. Values are kept
exactly, as fractions in the source's unit (万元 for money), and are rounded only for display.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import total_ordering

import pandas as pd
from markupsafe import Markup

from budgetbook.book import Book
from budgetbook.cells import Cell, listed, measure_of, sources
from budgetbook.display import (
    CITATIONS,
    COUNT,
    LATEX,
    MARKDOWN,
    MONEY,
    PERCENT,
    TIMES,
    both,
    display,
    exact,
    machine,
    plain,
    significant,
)

LONGEST_SUM = 6  # terms; a longer one is described by their number

# The unit of a product, in either order, and of a quotient; what is missing makes no sense.
PRODUCTS = {
    (MONEY, COUNT): MONEY, (MONEY, TIMES): MONEY, (MONEY, PERCENT): MONEY,
    (COUNT, COUNT): COUNT, (COUNT, TIMES): COUNT, (COUNT, PERCENT): COUNT,
    (TIMES, TIMES): TIMES, (TIMES, PERCENT): TIMES, (PERCENT, PERCENT): PERCENT,
}  # fmt: skip
QUOTIENTS = {
    (MONEY, MONEY): TIMES, (MONEY, COUNT): MONEY, (MONEY, TIMES): MONEY, (MONEY, PERCENT): MONEY,
    (COUNT, COUNT): TIMES, (COUNT, TIMES): COUNT, (COUNT, PERCENT): COUNT,
    (TIMES, TIMES): TIMES, (TIMES, COUNT): TIMES, (TIMES, PERCENT): TIMES,
    (PERCENT, PERCENT): TIMES, (PERCENT, COUNT): PERCENT, (PERCENT, TIMES): PERCENT,
}  # fmt: skip


@total_ordering
@dataclass(frozen=True, eq=False, repr=False)
class Figure:
    """A number (or a word that depends on one) as the prose quotes it.

    `value` is a Fraction in the source's unit, or a str for a name; `unit` one of MONEY, PERCENT,
    COUNT, TIMES; `label` says what it is; `work` how it was computed, in words or as (sign, left,
    right), empty for a printed cell; `cells` are (table, row, column) triples; `text` replaces
    the number where it is said otherwise; `is_named` tells that the label is a notebook's own;
    `measure` is the Chinese measure word of what a count counts.

    Arithmetic gives the unit that PRODUCTS and QUOTIENTS say; a per cent counts as a hundredth.
    Raises TypeError for units that do not go together, ValueError for figures of two books.
    """

    value: Fraction | str
    unit: str = COUNT
    label: str = ""
    work: str | tuple = ""
    cells: tuple[Cell, ...] = ()
    text: str = ""
    is_named: bool = False
    book: Book | None = None
    measure: str = "项"

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            object.__setattr__(self, "value", Fraction(self.value))
        object.__setattr__(self, "cells", tuple(dict.fromkeys(self.cells)))

    def named(self, label: str) -> Figure:
        """The same figure, called `label` in its card, in the list of figures and in charts."""
        label = self.book.translate(label) if self.book else label
        return replace(self, label=label, is_named=True)

    def citing(self, *others: Figure) -> Figure:
        """The same figure, with the cells of `others` among its sources."""
        return replace(self, cells=self.cells + _cells(others))

    def word(self, kind: str) -> Figure:
        """The word of `edition.WORDS` that the figure's sign calls for, such as fell or rose."""
        text = self.book.word(kind, (self.value > 0) - (self.value < 0))
        return replace(self, work=self.work or exact(self), text=text, is_named=True)

    def rounded(self, digits: int = 3) -> Figure:
        """The same figure; a sentence shows so many digits of it, its card the exact value."""
        return replace(self, text=significant(self, digits))

    def or_none(self) -> Figure:
        """The same count; a sentence says none (没有) if it is 0, else three (有3项)."""
        key = "some" if self.value else "none at all"
        text = self.book.say(key, self.book.spelled(int(self)), self.measure)
        return replace(self, text=text)

    def __add__(self, other: Figure) -> Figure:
        return _sum("+", self, other)

    def __radd__(self, other: int) -> Figure:
        return self if other == 0 else _sum("+", _figure(other), self)

    def __sub__(self, other: Figure) -> Figure:
        return _sum("−", self, other)

    def __rsub__(self, other: int) -> Figure:
        return _sum("−", _figure(other), self)

    def __mul__(self, other: Figure | int) -> Figure:
        return _product("×", self, _figure(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Figure | int) -> Figure:
        return _product("÷", self, _figure(other))

    def __neg__(self) -> Figure:
        return Figure(-self.value, self.unit, "", f"−{_term(self)}", self.cells, book=self.book)

    def __abs__(self) -> Figure:
        work = self.work or (exact(self) if self.value < 0 else "")
        return replace(self, value=abs(self.value), work=work, text="")

    def __eq__(self, other: object) -> bool:
        return self.value == _number(other)

    def __lt__(self, other: Figure | int) -> bool:
        return self.value < _number(other)

    def __hash__(self) -> int:
        return hash(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __int__(self) -> int:
        return int(self.value)

    def __format__(self, spec: str) -> str:
        return format(float(self), spec) if spec else display(self)

    def __str__(self) -> str:
        return display(self)

    __repr__ = __str__

    @property
    def citation(self) -> dict:
        """What the list of a page's figures says of this one; `id` is the same for the same."""
        lines = sources(self.book, self.cells) if self.book else []
        told = {"label": self.label, "both": both(self), "work": _shown_work(self)}
        told |= {"sources": lines}
        digest = hashlib.sha256(json.dumps([told, self.cells], default=str).encode()).hexdigest()
        value = "" if isinstance(self.value, str) else machine(self.value)
        told |= {"shown": display(self), "value": value, "unit": self.unit}
        return {"id": f"figure-{digest[:10]}", **told}

    def _repr_html_(self) -> str:
        return self._html(self.citation)

    def _html(self, cited: dict) -> str:
        apart = self.book.say("semicolon") if self.book else "; "
        attributes = {
            "aria-describedby": cited["id"],
            "value": self.value if isinstance(self.value, str) else machine(self.value),
            "data-unit": self.unit,
            "data-label": self.label,
            "data-both": cited["both"],
            "data-work": cited["work"],
            "data-from": apart.join(line for _, line in cited["sources"]),
            "data-cells": listed(self.cells),
        }
        shown = Markup().join(Markup(' {}="{}"').format(*pair) for pair in attributes.items())
        opening = Markup('<data class="figure" tabindex="0"{}>').format(shown)
        return Markup("{}{}</data>").format(opening, display(self))

    def _repr_latex_(self) -> str:
        return display(self).translate(LATEX)

    def _repr_markdown_(self) -> str:
        return display(self).translate(MARKDOWN)

    def _repr_mimebundle_(self, **_: object) -> dict:
        cited, text, latex = self.citation, display(self), self._repr_latex_()
        html = self._html(cited)
        known = {"html": html, "text": text, "latex": latex, "figures": [cited], "anchors": []}
        shown = {"text/plain": text, "text/html": html, "text/latex": latex, CITATIONS: known}
        return {**shown, "text/markdown": self._repr_markdown_()}


def share(part: Figure, whole: Figure) -> Figure:
    """`part` as a percentage of `whole`. Raises TypeError if their units differ."""
    if part.unit != whole.unit:
        raise TypeError(f"{part} is no share of {whole}: their units differ")
    ratio = part / whole
    return replace(ratio, value=ratio.value * 100, unit=PERCENT)


def count(
    rows: pd.DataFrame | pd.Series | Iterable,
    among: pd.DataFrame | None = None,
    measure: str = "",
) -> Figure:
    """The number of `rows`: a data frame of a table, its column ``row``, or figures.

    Its sources are these rows, or all those that they were chosen `among`. The Chinese `measure`
    word is that of the rows (see `cells.measure_of`), unless they are counted as something else.
    """
    book = getattr(rows, "attrs", {}).get("book")
    rows, listed = (_listed(each) for each in (rows, rows if among is None else among))
    book = book or next((each.book for each in listed), None)
    work = book.say("count" if among is None else "count among") if book else ""
    cells = [
        cell
        for each in listed
        for cell in (each.cells if isinstance(each, Figure) else [(each.table, int(each), "")])
    ]
    measure = measure or measure_of(rows or listed)
    return Figure(len(rows), COUNT, "", work, cells, measure=measure, book=book)


def summed(rows: pd.DataFrame, column: str = "amount") -> Figure:
    """The sum of a column of amounts on these rows, citing them all; a blank counts as nothing."""
    cells = [(row.table, int(row), column) for row in rows["row"]]
    value = sum(each.value for each in rows[column].dropna())
    book = rows.attrs["book"]
    return Figure(value, MONEY, work=book.say("blank is nothing"), cells=cells, book=book)


def of(part: Figure, whole: Figure | int) -> Figure:
    """The words "one of ten", "all ten" or "none of the ten", for two counts.

    In Chinese 1项（共10项）, 全部10项, 没有一项（共10项）; they stand before what is said of them.
    """
    measure = (whole if isinstance(whole, Figure) else part).measure
    whole = _figure(whole)
    book = _book(part, whole)
    key = "all" if part == whole else "none" if part == 0 else "of"
    if whole == 2:
        key = {"all": "both", "none": "neither"}.get(key, key)
    text = book.say(key, book.spelled(int(whole)), measure, book.spelled(int(part)))
    work = f"{plain(part)} / {plain(whole)}"
    return Figure(part.value, COUNT, part.label, work, _cells((part, whole)), text, True, book)


def cited(book: Book, value: int | Fraction, unit: str, label: str, source: str) -> Figure:
    """A number that the document does not hold, such as a statutory rate, with its `source`."""
    named, source = book.translate(label), book.translate(source)
    return Figure(value, unit, named, source, is_named=True, book=book)


def name(row: pd.Series, stem: str = "name") -> Figure:
    """The name of a table's row in the edition's language, as a quotable figure."""
    number, chinese = row["row"], row[f"{stem}_zh"]
    book, cell = number.book, (number.table, int(number), f"{stem}_zh")
    key = next((str(row[each]) for each in ("code", "item") if row.get(each)), chinese)
    work = book.say("name", chinese) if stem in ("name", "term") else book.say("retold")
    label = book.column_title(cell[0], f"{stem}_{book.language}")
    label += f" {key}" if key.isascii() else ""
    return Figure(key, "", label, work, [cell], book.localised(row, stem), True, book)


def working(figure: Figure) -> str:
    """How it was computed, in the edition's unit: ``303.39万元 − 200.89万元``; empty if printed."""
    if isinstance(figure.work, str):
        return figure.work
    sign, left, right = figure.work
    if sign != "+":
        return f"{_term(left, sign == '−')} {sign} {_term(right)}"
    terms = [right]
    while isinstance(left.work, tuple) and left.work[0] == "+" and not left.is_named:
        terms.append(left.work[2])
        left = left.work[1]
    terms.append(left)
    if len(terms) > LONGEST_SUM:
        return figure.book.say("sum", len(terms)) if figure.book else f"Σ {len(terms)}"
    return " + ".join(_term(term, True) for term in reversed(terms))


def _shown_work(figure: Figure) -> str:
    work = working(figure)
    if isinstance(figure.work, tuple):
        return figure.book.say("how", work) if figure.book else work
    return work or (figure.book.say("as printed") if figure.book else "")


def _term(figure: Figure, bare: bool = False) -> str:
    """A figure as a part of another's working, in brackets unless it may stand `bare`."""
    if isinstance(figure.work, tuple) and not figure.is_named:
        inner = working(figure)
        return inner if bare else f"({inner})"
    number = exact(figure)
    number = f"({number})" if number.startswith("−") else number
    return f"{number} [{figure.label}]" if figure.is_named else number


def _sum(sign: str, left: Figure, right: Figure | int) -> Figure:
    if isinstance(right, int) and right == 0:
        return left
    right = _figure(right)
    if left.unit != right.unit:
        raise TypeError(f"{left} and {right} are of different units: {left.unit}, {right.unit}")
    value = left.value + right.value if sign == "+" else left.value - right.value
    return _computed(value, left.unit, sign, left, right)


def _product(sign: str, left: Figure, right: Figure) -> Figure:
    units, swapped = (left.unit, right.unit), (right.unit, left.unit)
    unit = PRODUCTS.get(units, PRODUCTS.get(swapped)) if sign == "×" else QUOTIENTS.get(units)
    if unit is None:
        raise TypeError(f"{left} {sign} {right} makes no sense: {left.unit} {sign} {right.unit}")
    value = _ratio(left) * _ratio(right) if sign == "×" else _ratio(left) / _ratio(right)
    return _computed(value * 100 if unit == PERCENT else value, unit, sign, left, right)


def _ratio(figure: Figure) -> Fraction:
    return figure.value / 100 if figure.unit == PERCENT else figure.value


def _computed(value: Fraction, unit: str, sign: str, left: Figure, right: Figure) -> Figure:
    cells, book = _cells((left, right)), _book(left, right)
    return Figure(value, unit, "", (sign, left, right), cells, book=book)


def _cells(figures: Iterable[Figure]) -> tuple[Cell, ...]:
    return tuple(cell for figure in figures for cell in figure.cells)


def _book(left: Figure, right: Figure) -> Book | None:
    if left.book and right.book and left.book is not right.book:
        raise ValueError(f"{left} and {right} are of two books: {left.book}, {right.book}")
    return left.book or right.book


def _number(other: object) -> object:
    return other.value if isinstance(other, Figure) else other


def _figure(number: Figure | int) -> Figure:
    return number if isinstance(number, Figure) else Figure(number)


def _listed(rows: pd.DataFrame | pd.Series | Iterable) -> list:
    return list(rows["row"] if "row" in getattr(rows, "columns", ()) else rows)
