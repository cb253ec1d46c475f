"""Charts: matplotlib drawings, shown as inline SVG with real text in the page's type and colours.

Every function takes the book and figures, and gives HTML: a title that states the finding, a
subtitle that says what is measured, the drawing, and alt text that tells it in words. Each is drawn
twice, wide and narrow, and the page shows what fits: a unit is a pixel, so that the text is as
large on a phone. A text is English, or what `sentence` makes of English with figures in it.
"""

import functools
import io
import re
import warnings
from collections.abc import Callable, Iterable, Mapping

import matplotlib
import pandas as pd
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from budgetbook.book import Book
from budgetbook.display import Html
from budgetbook.figures import Figure

Text = str | tuple[str, dict]  # English, or a `sentence`
Amounts = Mapping[str, Figure] | pd.Series  # by name

FORMS = {"wide": 608, "narrow": 328}
TYPE, LEADING, BAR = 14, 17, 13  # the size of all text, from line to line, how thick a bar is
FONT = FontProperties(family="DejaVu Sans", size=TYPE)
# What a label's line may hold: words and amounts whole, Chinese by the character, each with the
# marks that belong to it.
PIECES = re.compile(
    r"(?=.)[（“《]*(?:[^ \n\u2e80-\uffff“”]+(?:万元)?|[^\s、，：；。）》“”])?[、，：；。）》”]*\s*",
    re.DOTALL,
)
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
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "budgetbook"}


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
            Markup().join(svg(draw(width), alt, form) for form, width in FORMS.items()),
        )
    )
    quoted = [text[1].values() for text in (title, subtitle) if isinstance(text, tuple)]
    shown.figures = [
        each.citation for values in quoted for each in values if isinstance(each, Figure)
    ]
    return shown


def svg(canvas: Canvas, alt: str, form: str) -> str:
    """The drawing as inline SVG: no ids, styles or fonts of its own, the page's colours.

    Where no style sheet chooses, the wide one is shown alone.
    """
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        # The page's own fonts draw the text: what matplotlib's lack does not matter.
        warnings.filterwarnings("ignore", message="Glyph")
        buffer = io.StringIO()
        canvas.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<(metadata|style|defs)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", _clean, text)
    text = re.sub(r">\s+<", "><", text)
    hidden = Markup(' display="none"') if form == "narrow" else ""
    label = Markup('<svg class="{}"{} role="img" aria-label="{}"').format(form, hidden, alt)
    return Markup(text.replace("<svg", label, 1).strip())


def _clean(tag: re.Match) -> str:
    """A tag of a drawing; the text between tags stays as it is, whatever it says."""
    text = re.sub(r' (?:id|clip-path|version|xmlns:xlink)="[^"]*"', "", tag[0])
    text = re.sub(r" font-family: [^;\"]*;", "", text)
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    text = re.sub(r'(\.\d\d)\d+|pt(?=")', r"\1", text)
    for sentinel, colour in COLOURS.items():
        text = text.replace(sentinel, colour)
    return text


def drawing(width: float, height: float) -> tuple[Canvas, Axes]:
    """A canvas and its axes, in units from the top left, with no frame."""
    canvas = Canvas(figsize=(width / 72, height / 72), dpi=72)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return canvas, axes


def write(
    axes: Axes, x: float, top: float, lines: list[str], color: str = INK, ha: str = "left"
) -> None:
    """Lines of text below one another; a dollar sign in them is a dollar sign."""
    for number, line in enumerate(lines):
        baseline = top + LEADING * number + 13
        axes.text(x, baseline, line, fontsize=TYPE, color=color, ha=ha, parse_math=False)


def measure(*lines: str) -> float:
    """How wide the widest of the lines is at most: hardly a page's type is as wide as DejaVu."""
    return max(sum(map(_advance, line)) for line in lines)


@functools.cache
def _advance(character: str) -> float:
    """How wide a character is: what is not ASCII is taken to be as wide as high, like Chinese."""
    if not re.match("[ -~\xa0]", character):
        return TYPE
    return text_to_path.get_text_width_height_descent(character, FONT, False)[0]


def wrap(book: Book, text: str, room: float) -> list[str]:
    """A label in lines that fit `room`, as even as can be, so that no character is left alone."""
    pieces = PIECES.findall(book.translate(text))
    best = [(0.0, [])]  # for so many of the pieces: how uneven, the lines
    for end in range(1, len(pieces) + 1):
        found = []
        for start in reversed(range(end)):
            line = "".join(pieces[start:end]).rstrip()
            slack = room - measure(line)
            if slack < 0 and found:
                break
            found.append((best[start][0] + slack**2, [*best[start][1], line]))
        best.append(min(found))
    return best[-1][1] or [""]


def bars(book: Book, amounts: Amounts, title: Text, subtitle: Text = "") -> Html:
    """Horizontal bars, one for each figure of `amounts`: name to figure."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    draw = functools.partial(_draw_bars, book, items)
    return chart(book, draw, title, subtitle, [f"{label} {figure}" for label, figure in items])


def _draw_bars(book: Book, items: list[tuple], width: float) -> Canvas:
    labels = [wrap(book, label, width) for label, _ in items]
    canvas, axes, tops = _stack(labels, [BAR] * len(items), width)
    room = width - 6 - measure(*(f"{figure}" for _, figure in items))
    longest = max(float(abs(figure)) for _, figure in items) or 1
    for (_, figure), top in zip(items, tops, strict=True):
        length = max(room * float(abs(figure)) / longest, 0.8)
        axes.add_patch(Rectangle((0, top), length, BAR, color=ACCENT, lw=0))
        write(axes, length + 6, top - 2, [f"{figure}"])
    return canvas


def _stack(
    labels: list[list[str]], heights: list[float], width: float
) -> tuple[Canvas, Axes, list[float]]:
    """A canvas with labels below one another, and where under each its so high drawing begins."""
    tops, y = [], 0
    for lines, height in zip(labels, heights, strict=True):
        tops.append(y + LEADING * len(lines) + 5)
        y = tops[-1] + height + 12
    canvas, axes = drawing(max(width, *(measure(*lines) for lines in labels)), y - 8)
    for lines, top in zip(labels, tops, strict=True):
        write(axes, 0, top - 5 - LEADING * len(lines), lines)
    return canvas, axes, tops


def steps(book: Book, amounts: Amounts, title: Text, subtitle: Text = "") -> Html:
    """A bridge from the first figure of `amounts` to the last, by the changes between them."""
    items = [(book.translate(str(name)), figure) for name, figure in amounts.items()]
    draw = functools.partial(_draw_steps, book, items)
    return chart(book, draw, title, subtitle, [f"{label} {figure}" for label, figure in items])


def _draw_steps(book: Book, items: list[tuple], width: float) -> Canvas:
    labels = [wrap(book, label, width) for label, _ in items]
    canvas, axes, tops = _stack(labels, [BAR] * len(items), width)
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
    return chart(book, functools.partial(_draw_wall, book, named), title, subtitle, listed)


def _draw_wall(book: Book, groups: Mapping[str, list], width: float) -> Canvas:
    size, apart = 15, 20
    columns = int(width + apart - size) // apart
    heights = [-(-len(cells) // columns) * apart - apart + size for cells in groups.values()]
    labels = [wrap(book, label, width) for label in groups]
    canvas, axes, tops = _stack(labels, heights, width)
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
