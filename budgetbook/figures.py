"""Figures: exact numbers that remember what they are and which cells they came from.

A cell of a printed table is a figure. Adding, subtracting, dividing and counting figures gives
figures, and each carries along the working and the cells. Values are kept exactly, as fractions
in the source's unit (万元 for money), and are rounded only for display.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from html import escape

from budgetbook.edition import pick, say, spelled, translate, word
from budgetbook.package import TABLES, known

MONEY, PERCENT, COUNT, TIMES = "万元", "%", "", "×"
YUAN = 10_000
LONGEST_SUM = 6  # terms; a longer one is described by their number


class Row(int):
    """A row number that knows its table, so that rows can be counted and cited."""

    def __new__(cls, number, table):
        row = super().__new__(cls, number)
        row.table = table
        return row

    def __reduce__(self):
        return Row, (int(self), self.table)


class Figure:
    """A number (or a word that depends on one) as the prose quotes it.

    `value` is a Fraction in the source's unit, or a str for a name; `unit` one of MONEY, PERCENT,
    COUNT, TIMES; `label` says what it is; `work` how it was computed, in words or as (sign, left,
    right), empty for a printed cell; `cells` are (table, row, column) triples; `text` replaces
    the number where a word is quoted; `named` tells that the label is a notebook's own.
    """

    def __init__(self, value, unit=COUNT, label="", work="", cells=(), text="", named=False):
        self.value = value if isinstance(value, str) else Fraction(value)
        self.unit, self.label, self.work = unit, label, work
        self.cells = tuple(dict.fromkeys(cells))
        self.text, self.is_named = text, named

    def named(self, label):
        """The same figure, called `label` in its popover, in the list of figures and in charts."""
        label = translate(label)
        return Figure(self.value, self.unit, label, self.work, self.cells, self.text, named=True)

    def citing(self, *others):
        """The same figure, with the cells of `others` among its sources."""
        cells = self.cells + tuple(cell for other in others for cell in other.cells)
        return Figure(self.value, self.unit, self.label, self.work, cells, self.text, self.is_named)

    def word(self, kind):
        """The word of `edition.WORDS` that the figure's sign calls for, such as fell or rose."""
        sign = (self.value > 0) - (self.value < 0)
        work = self.work or plain(self)
        return Figure(self.value, self.unit, self.label, work, self.cells, word(kind, sign), True)

    # Arithmetic. Money stays money; money by money is a ratio.

    def __add__(self, other):
        return _combine("+", self, other)

    def __radd__(self, other):
        return self if other == 0 else _combine("+", _figure(other), self)

    def __sub__(self, other):
        return _combine("−", self, other)

    def __rsub__(self, other):
        return _combine("−", _figure(other), self)

    def __mul__(self, other):
        return _combine("×", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return _combine("÷", self, other)

    def __neg__(self):
        return Figure(-self.value, self.unit, "", f"−{_term(self)}", self.cells)

    def __abs__(self):
        work = self.work or (plain(self) if self.value < 0 else "")
        return Figure(abs(self.value), self.unit, self.label, work, self.cells, "", self.is_named)

    def __eq__(self, other):
        return self.value == _number(other)

    def __lt__(self, other):
        return self.value < _number(other)

    def __le__(self, other):
        return self.value <= _number(other)

    def __gt__(self, other):
        return self.value > _number(other)

    def __ge__(self, other):
        return self.value >= _number(other)

    def __hash__(self):
        return hash(self.value)

    def __bool__(self):
        return bool(self.value)

    def __float__(self):
        return float(self.value)

    def __int__(self):
        return int(self.value)

    def __str__(self):
        return self.text or (self.value if isinstance(self.value, str) else plain(self))

    __repr__ = __str__

    def _repr_html_(self):
        attributes = {
            "value": self.value if isinstance(self.value, str) else machine(self.value),
            "data-unit": self.unit,
            "data-label": self.label,
            "data-both": both(self),
            "data-work": _shown_work(self),
            "data-from": "; ".join(where for _, where in sources(self)),
            "data-cells": " ".join("/".join(map(str, cell)) for cell in self.cells),
        }
        shown = "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())
        return f'<data class="figure" tabindex="0"{shown}>{escape(display(self))}</data>'


def share(part, whole):
    """`part` as a percentage of `whole`."""
    ratio = part / whole
    return Figure(ratio.value * 100, PERCENT, "", ratio.work, ratio.cells)


def count(rows):
    """The number of `rows`: a data frame of a table, its column ``row``, or figures."""
    counted = list(rows["row"] if "row" in getattr(rows, "columns", ()) else rows)
    cells = [
        cell
        for each in counted
        for cell in (each.cells if isinstance(each, Figure) else [(each.table, int(each), "")])
    ]
    return Figure(len(counted), COUNT, "", say("count"), cells)


def of(part, whole):
    """The words "one of ten", "all ten" or "none of the ten", for two counts."""
    number, two = spelled(int(whole)), whole == 2
    if part == whole:
        text = say("both" if two else "all", number)
    elif part == 0:
        text = say("neither" if two else "none", number)
    else:
        text = say("of", spelled(int(part)), number)
    work = f"{plain(part)} / {plain(whole)}"
    return Figure(part.value, COUNT, part.label, work, part.cells + whole.cells, text, True)


def cited(value, unit, label, source):
    """A number that the document does not hold, such as a statutory rate, with its `source`."""
    return Figure(value, unit, translate(label), translate(source), named=True)


def name(row, stem="name"):
    """The name of a table's row (a Series) in the edition's language, as a quotable figure."""
    text = pick(row[f"{stem}_en"], row[f"{stem}_zh"]) or row[f"{stem}_zh"]
    cell = (row["row"].table, int(row["row"]), f"{stem}_zh")
    key = next((str(row[each]) for each in ("code", "item") if row.get(each)), row[f"{stem}_zh"])
    work = say("name", row[f"{stem}_zh"]) if stem in ("name", "term") else say("retold")
    label = column_title(cell[0], pick(f"{stem}_en", f"{stem}_zh"))
    label += f" {key}" if key.isascii() else ""
    return Figure(key, "", label, work, [cell], text, True)


# Display


def rounded(value, places):
    """`value` as a Decimal with `places` decimals, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def machine(value):
    """`value` for a program to read: at least as exact as any edition shows it."""
    text = format(rounded(value, 4), "f").rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain(figure):
    """The number in the source's unit, as the document would print it: 303.39, 84.96%, 7."""
    value, unit = figure.value, figure.unit
    if isinstance(value, str):
        return value
    if unit == PERCENT:
        return f"{_decimals(value)}%"
    if unit == MONEY:
        below_a_hundred_yuan = (value * 100).denominator != 1
        return f"{rounded(value, 4 if below_a_hundred_yuan else 2)}".replace("-", "−")
    return _decimals(value)


def yuan(figure):
    """An amount as an English reader knows it: ¥3,033,900."""
    number = rounded(figure.value * YUAN, 0)
    return f"{'−' if number < 0 else ''}¥{abs(number):,}"


def display(figure):
    """What a sentence of the edition shows."""
    if figure.text:
        return figure.text
    if figure.unit == MONEY:
        return pick(yuan(figure), f"{plain(figure)}{MONEY}")
    if figure.unit == COUNT and figure.value.denominator == 1:
        return spelled(int(figure.value))
    return plain(figure)


def both(figure):
    """The value in yuan and in the source's unit."""
    if figure.unit == MONEY:
        return f"{yuan(figure)} = {plain(figure)}{MONEY}"
    return figure.text if isinstance(figure.value, str) else plain(figure)


def sources(figure):
    """What the figure rests on: pairs of the cells of one table column, and a line naming them."""
    groups = {}
    for table, row, column in figure.cells:
        groups.setdefault((table, column), []).append(row)
    lines = []
    for (table, column), rows in groups.items():
        spans = pick(", ", "、").join(_spans(sorted(rows)))
        shown = say("rows" if len(rows) > 1 else "row", spans)
        title, header = table_title(table), column_title(table, column)
        text = say("column" if header else "whole", table=title, rows=shown, column=header)
        lines.append(([(table, row, column) for row in rows], text))
    return lines


def table_title(resource):
    """What a reader calls a resource: Table 5, or the title of a narrative list."""
    if resource in TABLES:
        return say("table", int(resource[:2]))
    described = known().resources[resource]
    return pick(described["title"], described["title_zh"])


def column_title(resource, column):
    """The header of a column, empty for a whole row."""
    if not column:
        return ""
    described = known().field(resource, column)
    return pick(described["title"], described["title_zh"])


def anchor(resource, row):
    """The id of a printed row in the page that shows it: t5-3, statements-7."""
    short = f"t{int(resource[:2])}" if resource in TABLES else resource
    return f"{short}-{row}"


def term_anchor(term):
    """The id of a glossary entry, by its term in the edition's language."""
    return "term-" + "-".join(term.lower().split())


def _spans(rows):
    start = previous = rows[0]
    for row in [*rows[1:], None]:
        if row is not None and row == previous + 1:
            previous = row
            continue
        yield str(start) if start == previous else f"{start}–{previous}"
        start = previous = row


def _decimals(value):
    places = 0 if value.denominator == 1 else 2
    return f"{rounded(value, places)}".replace("-", "−")


def _number(other):
    return other.value if isinstance(other, Figure) else other


def _figure(number):
    return number if isinstance(number, Figure) else Figure(number)


def _shown_work(figure):
    work = working(figure)
    return say("how", work) if isinstance(figure.work, tuple) else work or say("as printed")


def working(figure):
    """How the figure was computed, in the source's unit: ``303.39 − 200.89``; empty if printed."""
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
        return say("sum", len(terms))
    return " + ".join(_term(term, True) for term in reversed(terms))


def _term(figure, bare=False):
    """A figure as a part of another's working, in brackets unless it may stand `bare`."""
    if isinstance(figure.work, tuple) and not figure.is_named:
        inner = working(figure)
        return inner if bare else f"({inner})"
    number = plain(figure)
    number = f"({number})" if number.startswith("−") else number
    return f"{number} [{figure.label}]" if figure.is_named else number


def _combine(sign, left, right):
    if sign in "+−" and isinstance(right, int) and right == 0:
        return left
    right = _figure(right)
    if sign in "+−":
        if left.unit != right.unit:
            raise TypeError(f"{left} and {right} are of different units: {left.unit}, {right.unit}")
        unit = left.unit
        value = left.value + right.value if sign == "+" else left.value - right.value
    elif sign == "×":
        unit = left.unit or right.unit
        value = left.value * right.value
    else:
        unit = TIMES if left.unit == right.unit else left.unit
        value = left.value / right.value
    return Figure(value, unit, "", (sign, left, right), left.cells + right.cells)
