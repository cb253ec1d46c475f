"""Charts: matplotlib drawings, shown as inline SVG with real text in the page's type and colours.

Every function takes the book and figures, and gives HTML: a title that states the finding, a
subtitle that says what is measured, the drawing, and alt text that tells it in words. Each is drawn
wide and narrow, and the page shows what fits. A text is English, or what `sentence` makes of
English with figures in it.
"""

import functools
from collections.abc import Callable, Iterable, Mapping

import pandas as pd
from markupsafe import Markup, escape
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from budgetbook.book import Book
from budgetbook.display import Html
from budgetbook.figures import Figure
from computedbook.drawings import (
    ACCENT,
    LEADING,
    MUTED,
    SOFT,
    in_forms,
    measure,
    stack,
    wrap,
    write,
)

Text = str | tuple[str, dict]  # English, or a `sentence`
Amounts = Mapping[str, Figure] | pd.Series  # by name

BAR = 13  # how thick a bar is


def sentence(template: str, **figures: object) -> Text:
    """A title, subtitle or alt text with figures in it: ``sentence("{n} lines", n=used)``."""
    return template, figures


def words(book: Book, text: Text) -> str:
    """A sentence as plain text."""
    if not isinstance(text, tuple):
        return book.translate(text)
    template, figures = text
    return book.translate(template).format(**figures)


def markup(book: Book, text: Text) -> str:
    """A sentence as HTML in which every figure shows its work."""
    if not isinstance(text, tuple):
        return escape(book.translate(text))
    template, figures = text
    shown = {
        name: Markup(value._repr_html_()) if isinstance(value, Figure) else value
        for name, value in figures.items()
    }
    return escape(book.translate(template)).format(**shown)


def chart(book: Book, draw: Callable, title: Text, subtitle: Text, listed: Iterable[str]) -> Html:
    """A drawing with its title and subtitle; the alt text is the title and what is `listed`.

    `draw` takes how wide it should be, and gives a canvas, or a wider one if its words need it.
    """
    alt = words(book, title) + book.say("full stop") + book.say("semicolon").join(listed)
    under = Markup('<span class="subtitle">{}</span>').format(markup(book, subtitle))
    shown = Html(
        Markup('<figure class="chart"><figcaption>{}{}</figcaption>{}</figure>').format(
            markup(book, title),
            under if subtitle else "",
            in_forms(draw, alt),
        )
    )
    quoted = [text[1].values() for text in (title, subtitle) if isinstance(text, tuple)]
    shown.figures = [
        each.citation for values in quoted for each in values if isinstance(each, Figure)
    ]
    return shown


def bars(book: Book, amounts: Amounts, title: Text, subtitle: Text = "") -> Html:
    """Horizontal bars, one for each figure of `amounts`: name to figure."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    draw = functools.partial(_draw_bars, items)
    return chart(book, draw, title, subtitle, [f"{label} {figure}" for label, figure in items])


def _draw_bars(items: list[tuple], width: float) -> Canvas:
    labels = [wrap(label, width) for label, _ in items]
    canvas, axes, tops = stack(labels, [BAR] * len(items), width)
    room = width - 6 - measure(*(f"{figure}" for _, figure in items))
    longest = max(float(abs(figure)) for _, figure in items) or 1
    for (_, figure), top in zip(items, tops, strict=True):
        length = max(room * float(abs(figure)) / longest, 0.8)
        axes.add_patch(Rectangle((0, top), length, BAR, color=ACCENT, lw=0))
        write(axes, length + 6, top - 2, [f"{figure}"])
    return canvas


def steps(book: Book, amounts: Amounts, title: Text, subtitle: Text = "") -> Html:
    """A bridge from the first figure of `amounts` to the last, by the changes between them."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    draw = functools.partial(_draw_steps, items)
    return chart(book, draw, title, subtitle, [f"{label} {figure}" for label, figure in items])


def _draw_steps(items: list[tuple], width: float) -> Canvas:
    labels = [wrap(label, width) for label, _ in items]
    canvas, axes, tops = stack(labels, [BAR] * len(items), width)
    levels, ends = _levels([float(figure) for _, figure in items]), (0, len(items) - 1)
    values = [
        f"{figure}" if index in ends or figure < 0 else f"+{figure}"
        for index, (_, figure) in enumerate(items)
    ]
    low, high = min(0.0, *map(min, levels)), max(0.0, *map(max, levels))
    scale = (width - 7 - measure(*values)) / ((high - low) or 1)
    for index, (top, value, level) in enumerate(zip(tops, values, levels, strict=True)):
        left, right = ((each - low) * scale for each in sorted(level))
        size, colour = max(right - left, 0.8), ACCENT if index in ends else SOFT
        axes.add_patch(Rectangle((left, top), size, BAR, color=colour, lw=0))
        write(axes, left + size + 6, top - 2, [value])
        if index:  # a guide from the bar above, as far as the label leaves it room
            edge, above = (levels[index - 1][1] - low) * scale, tops[index - 1] + BAR
            clear = edge > measure(*labels[index]) + 4
            stop = top if clear else top - 6 - LEADING * len(labels[index])
            axes.plot([edge, edge], [above, stop], color=MUTED, lw=0.8, ls=(0, (2, 2)))
    return canvas


def _levels(amounts: list[float]) -> list[tuple[float, float]]:
    """Where each step of a bridge begins and ends; its ends stand on the ground."""
    found, level = [], 0.0
    for index, amount in enumerate(amounts):
        start = 0.0 if index in (0, len(amounts) - 1) else level
        level = start + amount
        found.append((start, level))
    return found


def wall(book: Book, groups: Mapping[str, list], title: Text, subtitle: Text = "") -> Html:
    """Every line of a table as a small square, the used ones lit.

    `groups` is a dict: name of a group to a list of figures or blanks (None).
    """
    named = {book.translate(label): cells for label, cells in groups.items()}
    listed = [
        f"{label} {sum(each is not None for each in cells)}/{len(cells)}"
        for label, cells in named.items()
    ]
    return chart(book, functools.partial(_draw_wall, named), title, subtitle, listed)


def _draw_wall(groups: Mapping[str, list], width: float) -> Canvas:
    size, apart = 15, 20
    columns = int(width + apart - size) // apart
    heights = [-(-len(cells) // columns) * apart - apart + size for cells in groups.values()]
    labels = [wrap(label, width) for label in groups]
    canvas, axes, tops = stack(labels, heights, width)
    for cells, top in zip(groups.values(), tops, strict=True):
        for lit in (True, False):
            squares = [
                _square(index % columns * apart + 0.5, top + index // columns * apart, size)
                for index, figure in enumerate(cells)
                if (figure is not None) == lit
            ]
            look = {"color": ACCENT} if lit else {"fill": False, "edgecolor": MUTED}
            if squares:
                axes.add_patch(PathPatch(Path.make_compound_path(*squares), lw=1, **look))
    return canvas


def _square(left: float, top: float, size: float) -> Path:
    right, bottom = left + size, top + size
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return Path(corners, closed=True)
