"""Data frames as a page shows them: like the printed tables, in the edition's language."""

import pandas as pd
from markupsafe import Markup
from pandas.api.types import is_bool, is_number, is_scalar

from budgetbook.book import Book
from budgetbook.cells import TOTAL, Row
from budgetbook.display import MONEY, PERCENT, plain
from budgetbook.figures import Figure
from budgetbook.form import KEYS
from computedbook import tables

# Axes whose labels are names of the data, the same in every language.
NAMES = {"file", "column", "subject"}


def html(book: Book, frame: pd.DataFrame) -> str:
    """A data frame as HTML: headers in the edition's language, amounts in 万元, yes and no."""

    def title(label: object) -> str:
        if isinstance(label, tuple):
            return " · ".join(filter(None, map(title, label)))
        return fields.get(label) or fields.get(f"{label}_{book.language}") or _label(book, label)

    fields = _fields(book, frame)
    columns = tables.columns(frame, title, lambda value: _said(book, value))
    rows = tables.rows(frame, columns, lambda label, axis: _label(book, label, axis))
    label = book.say("semicolon").join(each["title"] for each in columns if each["title"])
    return tables.framed(columns, rows, label, _unit(book, frame), kind=" derived")


def _fields(book: Book, frame: pd.DataFrame) -> dict[str, str]:
    """The titles of the columns of the data that a frame is from; else of every table's keys."""
    known = frame.attrs.get("resource")
    fields = [
        field
        for name in ([known] if known else book.package)
        for field in book.package.resource(name)["schema"]["fields"]
        if known or field["name"] in KEYS
    ]
    return {field["name"]: book.titled(field) for field in reversed(fields)}


def _label(book: Book, label: object, axis: str | None = None) -> str:
    """A label as a reader sees it; of an axis of NAMES it is no word of any language."""
    if axis in NAMES or not isinstance(label, str):
        return "" if label is None else str(label)
    said = book.say(label) if label == TOTAL or axis == "side" else book.translate(label)
    return said[:1].upper() + said[1:]


def _said(book: Book, value: object) -> tuple[str, str | None]:
    """A cell as text; if it is a number, with its unit."""
    if is_scalar(value) and pd.isna(value):
        return "", None
    if isinstance(value, Figure):
        counted = not value.text and not isinstance(value.value, str)
        return value.text or plain(value), value.unit if counted else None
    if is_bool(value):
        return book.say("yes" if value else "no"), None
    if not is_number(value) or isinstance(value, Row):
        return str(value), None
    text = f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return text.replace("-", "−"), ""


def unit_line(book: Book, key: str = "unit") -> str:
    """The line of a caption that says the unit."""
    return Markup('<span class="unit">{}</span>').format(book.say(key))


def _unit(book: Book, frame: pd.DataFrame) -> str:
    """The unit of all numbers that say none themselves; empty if none of them is money."""
    units = {_said(book, value)[1] for _, column in frame.items() for value in column} - {None}
    if MONEY not in units:
        return ""
    return unit_line(book, "unit" if units <= {MONEY, PERCENT} else "unit of amounts")
