"""How a number is written: for readers of each edition, for programs, and as the document has it.

Nothing here computes. Whatever has a `value` (a Fraction in the source's unit, or a str), a `unit`,
a `text` that replaces the number, and a `book` (an Edition, or None) can be written.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from budgetbook.edition import Edition

MONEY, PERCENT, COUNT, TIMES = "万元", "%", "", "×"
YUAN, MILLION = 10_000, 1_000_000
CITATIONS = "application/vnd.jupyterbook.citations+json"  # what the Sphinx extension reads
HIDDEN = "\ue000{}\ue001"  # what its search finds, and shows only where it is looked for
LATEX = str.maketrans({each: f"\\{each}" for each in "%$&#_{}"})
MARKDOWN = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#"})


class Html(str):
    """HTML that a notebook cell shows as it is.

    For the build, `figures` are the figures that it quotes, `anchors` the ids that others may link
    to, `searchable` what a reader may search for (see `computedbook.search`), `file` the file of
    the data that it shows.
    """

    figures, anchors, searchable, file = (), (), (), ""

    def _repr_html_(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: object) -> dict:
        cited = {"html": str(self), "text": "", "latex": ""}
        cited |= {"figures": list(self.figures), "anchors": list(self.anchors)}
        cited |= {"searchable": list(self.searchable), "file": self.file}
        return {"text/html": str(self), CITATIONS: cited}


def rounded(value: Fraction, places: int) -> Decimal:
    """`value` with `places` decimals, halves away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def significant(figure: object, digits: int) -> str:
    """The figure to so many digits that count, as a sentence says it: ¥3.03 million, 51.8万元."""
    in_yuan = figure.unit == MONEY and figure.book and figure.book.language == "en"
    value = figure.value * (YUAN if in_yuan else 1)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    number = rounded(value, digits - 1 - exact.adjusted()).normalize()
    if in_yuan:
        millions = abs(number) >= MILLION
        number = f"¥{number / MILLION:f} million" if millions else f"¥{number:,f}"
        return number.replace("¥-", "−¥")
    return f"{number:f}{figure.unit.strip(TIMES)}".replace("-", "−")


def hundredths(value: int | None, minus: str = "−") -> str:
    """A number of hundredths as text: 30339 is 303.39; a blank is empty."""
    if value is None:
        return ""
    return f"{minus if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def machine(value: Fraction) -> str:
    """`value` for a program to read: at least as exact as any edition shows it."""
    text = format(rounded(value, 4), "f").rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def plain(figure: object) -> str:
    """The number in the source's unit, as the document would print it: 303.39, 84.96%, 7."""
    value, unit = figure.value, figure.unit
    if isinstance(value, str):
        return value
    if unit == MONEY:
        below_a_hundred_yuan = (value * 100).denominator != 1
        places = 4 if below_a_hundred_yuan else 2
    else:
        places = 0 if value.denominator == 1 else 2
    number = f"{rounded(value, places)}".replace("-", "−")
    return f"{number}%" if unit == PERCENT else number


def with_unit(figure: object) -> str:
    """The same with its unit: 303.39万元, 84.96%, 7."""
    return plain(figure) + (MONEY if figure.unit == MONEY else "")


def yuan(figure: object) -> str:
    """An amount as an English reader knows it: ¥3,033,900."""
    number = rounded(figure.value * YUAN, 0)
    return f"{'−' if number < 0 else ''}¥{abs(number):,}"


def exact(figure: object) -> str:
    """The number and its unit as the edition writes them: ¥3,033,900 or 303.39万元, 84.96%, 7."""
    book: Edition | None = figure.book
    in_yuan = figure.unit == MONEY and book and book.language == "en"
    return yuan(figure) if in_yuan else with_unit(figure)


def display(figure: object) -> str:
    """What a sentence of the edition shows."""
    book: Edition | None = figure.book
    if figure.text:
        return figure.text
    if figure.unit == MONEY:
        return exact(figure)
    if figure.unit == COUNT and book and figure.value.denominator == 1:
        return book.spelled(int(figure.value))
    return plain(figure)


def both(figure: object) -> str:
    """The value in yuan and in the source's unit."""
    if figure.unit == MONEY:
        return f"{yuan(figure)} = {with_unit(figure)}"
    return figure.text if isinstance(figure.value, str) else plain(figure)
