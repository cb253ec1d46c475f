"""Tables as a page shows them: their figure, and the rows of a data frame.

Written here as neither pandas' Styler nor great_tables scopes the header of a row without leaving
an empty one in the corner, or ids that come again on the same page. Runs in kernels.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

LONG = 60  # bytes; a cell with more is text (a Chinese character is as wide as some letters)
WORDS = 3  # columns of words; a table with more of them, or with text, is stacked on a phone
NUMBER = re.compile(r"(−?\d+)(?:\.(\d+))?(%?)")


def framed(
    columns: Sequence[dict], rows: Iterable[str], label: str,
    caption: str = "", before: str = "", after: str = "", kind: str = "",
) -> str:  # fmt: skip
    """A table in its figure; `columns` are dicts of title and kind, `rows` the body's as HTML.

    `label` names for a screen reader the part that scrolls where the page is too narrow.
    """
    kinds = [each["kind"] for each in columns]
    stacked = " stacked" if "text" in kinds or kinds.count("word") > WORDS else ""
    return Markup(
        '<figure class="printed{}{}">{}{}<div class="scroll" tabindex="0" role="region" '
        'aria-label="{}"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>{}'
        "</figure>"
    ).format(
        kind, stacked, caption and Markup("<figcaption>{}</figcaption>").format(caption), before,
        label, Markup("\n").join(map(_head, columns)), Markup("\n").join(rows), after,
    )  # fmt: skip


def _head(column: dict) -> str:
    """The header of a column; one without a title heads nothing."""
    if not column["title"]:
        return Markup("<td></td>")
    return Markup('<th scope="col" class="{}">{}</th>').format(column["kind"], column["title"])


def over(title: str, columns: Sequence) -> str:
    """A row that heads those below it."""
    return Markup('<tr><th class="side" colspan="{}" scope="colgroup">{}</th></tr>').format(
        len(columns), title
    )


def cell(column: dict, content: object, kind: str = "") -> str:
    """A cell; where cells stand below each other, each carries its header."""
    return Markup('<td class="{}" data-title="{}">{}</td>').format(
        kind or column["kind"], column["title"], content
    )


def columns(
    frame: Any, title: Callable[[Any], str], said: Callable[[Any], tuple[str, str | None]]
) -> list[dict]:
    """The index and the columns of a data frame: dicts of title, kind and texts.

    `title` gives the header for a label; `said` a cell's text and, for a number, its unit. Numbers
    of one unit have, in a column, as many decimals as the one that has most of them.
    """
    found = [{"title": title(frame.index.names[-1]), "kind": "name"}]
    for place, label in enumerate(frame.columns):
        cells = [said(value) for value in frame.iloc[:, place]]
        filled = [(text, unit) for text, unit in cells if text]
        kind = "number" if filled and all(unit is not None for _, unit in filled) else ""
        kind = kind or ("text" if any(len(text.encode()) > LONG for text, _ in filled) else "word")
        texts = aligned(cells) if kind == "number" else [text for text, _ in cells]
        found.append({"title": title(label), "kind": kind, "texts": texts})
    return found


def aligned(cells: Sequence[tuple[str, str | None]]) -> Iterator[str]:
    """The texts of numbers, filled up with noughts to the same decimals for each unit."""
    parts = [(NUMBER.fullmatch(text), text, unit) for text, unit in cells]
    most = {}
    for part, _, unit in parts:
        most[unit] = max(most.get(unit, 0), len(part[2] or "") if part else 0)
    for part, text, unit in parts:
        if part and most[unit]:
            text = f"{part[1]}.{part[2] or '':0<{most[unit]}}{part[3]}"
        yield text


def rows(frame: Any, columns: Sequence[dict], label: Callable[[Any, Any], str]) -> Iterator[str]:
    """The rows of a data frame; the outer levels of its index stand as headings over them.

    `label` gives the header for a label and the name of its axis.
    """
    before, axes = [], frame.index.names
    texts = [each["texts"] for each in columns[1:]]
    for labels, *cells in zip(frame.index, *texts, strict=True):
        labels = labels if isinstance(labels, tuple) else (labels,)
        *outer, name = map(label, labels, axes)
        if outer != before:
            yield over(" · ".join(outer), columns)
        before = outer
        shown = Markup("\n").join(map(cell, columns[1:], cells))
        yield Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, shown)
