"""Charts: matplotlib drawings, shown as inline SVG with real text in the page's type and colours.

Every function takes the book and figures, and gives HTML: a title that states the finding, a
subtitle that says what is measured, the drawing, and alt text that tells it in words. All of them
draw 400 units wide, so that the text stays legible on a phone. A text is English, or what
`sentence` makes of English with figures in it.
"""

import functools
import io
import math
import re
import textwrap
import warnings
from collections.abc import Iterable, Mapping

import matplotlib
import pandas as pd
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from budgetbook.book import Book
from budgetbook.display import Html
from budgetbook.figures import Figure

Text = str | tuple[str, dict]  # English, or a `sentence`
Amounts = Mapping[str, Figure] | pd.Series  # by name

WIDTH = 400
# Colours that the page replaces with its own, in light and in dark.
COLOURS = {
    "#000001": "currentColor",
    "#000002": "var(--accent)",
    "#000003": "var(--accent-soft)",
    "#000004": "var(--muted)",
    "#000005": "var(--wrong)",
    "#000006": "var(--line)",
    "#000007": "var(--ink-soft)",
    "#000008": "var(--pst-color-background)",
}
INK, ACCENT, SOFT, MUTED, WRONG, LINE, FAINT, PAPER = COLOURS
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "budgetbook", "font.size": 9}


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


def chart(book: Book, canvas: Canvas, title: Text, subtitle: Text, listed: Iterable[str]) -> Html:
    """A drawing with its title and subtitle; the alt text is the title and what is `listed`."""
    alt = words(book, title) + book.say("full stop") + book.say("semicolon").join(listed)
    under = Markup('<span class="subtitle">{}</span>').format(markup(book, subtitle))
    shown = Html(
        Markup('<figure class="chart"><figcaption>{}{}</figcaption>{}</figure>').format(
            markup(book, title), under if subtitle else "", svg(canvas, alt)
        )
    )
    quoted = [text[1].values() for text in (title, subtitle) if isinstance(text, tuple)]
    shown.figures = [
        each.citation for values in quoted for each in values if isinstance(each, Figure)
    ]
    return shown


def svg(canvas: Canvas, alt: str) -> str:
    """The drawing as inline SVG: no ids, styles or fonts of its own, the page's colours."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        # The page's own fonts draw the text: what matplotlib's lack does not matter.
        warnings.filterwarnings("ignore", message="Glyph")
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<(metadata|style|defs)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"| height="[^"]*"', r"\1", text, count=2)
    text = re.sub(r"<[^>]*>", _clean, text)
    text = re.sub(r">\s+<", "><", text)
    label = Markup('<svg role="img" aria-label="{}"').format(alt)
    return Markup(text.replace("<svg", label, 1).strip())


def _clean(tag: re.Match) -> str:
    """A tag of a drawing; the text between tags stays as it is, whatever it says."""
    text = re.sub(r' (?:id|clip-path|version|xmlns:xlink)="[^"]*"', "", tag[0])
    text = re.sub(r" font-family: [^;\"]*;", "", text)
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    for sentinel, colour in COLOURS.items():
        text = text.replace(sentinel, colour)
    return text


def drawing(height: float) -> tuple[Canvas, Axes]:
    """A canvas 400 units wide and its axes, in units from the top left, with no frame."""
    canvas = Canvas(figsize=(WIDTH / 72, height / 72), dpi=72)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    axes.text = functools.partial(axes.text, parse_math=False)  # a dollar sign is a dollar sign
    return canvas, axes


def bars(
    book: Book, amounts: Amounts, title: Text, subtitle: Text = "", emphasis: tuple[str, ...] = ()
) -> Html:
    """Horizontal bars, one for each figure of `amounts`: name to figure."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    marked = [book.translate(each) for each in emphasis]
    row, bar = 38, 12
    canvas, axes = drawing(row * len(items) + 4)
    longest = max(float(abs(figure)) for _, figure in items) or 1
    for index, (label, figure) in enumerate(items):
        top = index * row
        length = 300 * float(abs(figure)) / longest
        colour = WRONG if label in marked else ACCENT
        axes.text(0, top + 12, wrap(book, label, 360)[0], color=INK, fontsize=12)
        axes.add_patch(Rectangle((0, top + 18), max(length, 0.8), bar, color=colour, lw=0))
        axes.text(length + 6, top + 28, f"{figure}", color=INK, fontsize=12)
    return chart(book, canvas, title, subtitle, [f"{label} {figure}" for label, figure in items])


def steps(book: Book, amounts: Amounts, title: Text, subtitle: Text = "") -> Html:
    """A bridge from the first figure of `amounts` to the last, by the changes between them."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    row = 46
    canvas, axes = drawing(row * len(items) + 4)
    levels = _levels([float(figure) for _, figure in items])
    low, high = min(0.0, *map(min, levels)), max(map(max, levels))
    scale = 300 / ((high - low) or 1)
    for index, ((label, figure), (start, stop)) in enumerate(zip(items, levels, strict=True)):
        top, end = index * row, index in (0, len(items) - 1)
        left, right = (min(start, stop) - low) * scale, (max(start, stop) - low) * scale
        size, colour = max(right - left, 0.8), ACCENT if end else SOFT
        axes.text(0, top + 13, label, color=INK, fontsize=12)
        axes.add_patch(Rectangle((left, top + 20), size, 13, color=colour, lw=0))
        if index + 1 < len(items):
            edge = (stop - low) * scale
            axes.plot([edge, edge], [top + 20, top + row + 33], color=MUTED, lw=0.7, ls=(0, (2, 2)))
        value = f"{figure}" if end or figure < 0 else f"+{figure}"
        axes.text(right + 6, top + 31, value, color=INK, fontsize=12)
    return chart(book, canvas, title, subtitle, [f"{label} {figure}" for label, figure in items])


def _levels(amounts: list[float]) -> list[tuple[float, float]]:
    """Where each step of a bridge begins and ends; its ends stand on the ground."""
    found, level = [], 0.0
    for index, amount in enumerate(amounts):
        start = 0.0 if index in (0, len(amounts) - 1) else level
        level = start + amount
        found.append((start, level))
    return found


def wrap(book: Book, text: str, width: float, most: int = 3) -> list[str]:
    """A label in lines that fit `width` units at the size of a chart's small type; `most` lines."""
    text, columns = book.translate(text), int(width / book.pick((6.1, 12)))
    if book.language == "zh" and text and " " not in text:  # of even length, no character alone
        columns = math.ceil(len(text) / math.ceil(len(text) / columns))
    lines = textwrap.wrap(text, columns, max_lines=most, placeholder=" …")
    return lines or [""]


def wall(book: Book, groups: Mapping[str, list], title: Text, subtitle: Text = "") -> Html:
    """Every line of a table as a small square, the used ones lit.

    `groups` is a dict: name of a group to a list of figures or blanks (None).
    """
    columns, size = 19, 15
    rows = [(len(cells) + columns - 1) // columns for cells in groups.values()]
    canvas, axes = drawing(sum(22 + count * (size + 3) for count in rows))
    y, listed = 0, []
    for (label, cells), count in zip(groups.items(), rows, strict=True):
        label = book.translate(label)
        axes.text(0, y + 12, label, color=INK, fontsize=11)
        for index, figure in enumerate(cells):
            left = (index % columns) * (size + 6)
            top = y + 18 + index // columns * (size + 3)
            lit = figure is not None
            axes.add_patch(
                Rectangle((left, top), size, size, facecolor=ACCENT if lit else "none",
                          edgecolor=ACCENT if lit else MUTED, lw=0.8)
            )  # fmt: skip
        y += 22 + count * (size + 3)
        listed.append(f"{label} {sum(each is not None for each in cells)}/{len(cells)}")
    return chart(book, canvas, title, subtitle, listed)
