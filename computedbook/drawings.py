"""Drawings by matplotlib for a page: inline SVG, with real text in the page's type and colours.

A unit is a pixel, so that text is as large on a phone. What fits is worked out with a type that is
wider than nearly all that a page may use.
"""

import functools
import io
import itertools
import re
import warnings
from collections.abc import Callable, Iterator

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FORMS = {"wide": 608, "narrow": 328}  # each is drawn so wide; the page shows what fits
TYPE, LEADING = 14, 17  # the size of all text, and from line to line
FONT = FontProperties(family="DejaVu Sans", size=TYPE)
# What a line may end after: a word, or a Chinese character, with the marks that belong to it; a
# number keeps its unit.
PIECES = re.compile(
    r"(?=.)[（“《]*"
    r"(?:[^ \n\u2e80-\uffff“”]+(?:(?<=\d)[万亿]?[\u4e00-\u9fff])?|[^\s、，：；。）》“”])?"
    r"[、，：；。）》”]*\s*",
    re.DOTALL,
)
ALIKE = re.compile(r'" (style="[^"]*"/>)<path d="(?=[^"]*" \1)')  # between paths of one style
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
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "computedbook"}


def in_forms(draw: Callable[[float], Canvas], alt: str) -> str:
    """What is drawn, wide and narrow; once, if it is the same.

    Where no style sheet chooses, the wide one is shown alone.
    """
    drawn = {svg(draw(width), alt): form for form, width in reversed(FORMS.items())}
    hidden = {"wide": "", "narrow": Markup(' display="none"')}
    return Markup().join(
        text.replace("<svg", Markup('<svg class="{}"{}').format(form, hidden[form]), 1)
        for text, form in reversed(drawn.items())
    )


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
    text = re.sub(r"<[^>]*>", _clean, text)
    text = re.sub(r'</?g>|<path d="[^"]*" style="fill: none"/>', "", text)  # nothing is seen of it
    text = re.sub(r">\s+<", "><", text)
    text = ALIKE.sub("", text)  # one path for those that follow one another
    label = Markup('<svg role="img" aria-label="{}"').format(alt)
    return Markup(text.replace("<svg", label, 1).strip())


def _clean(tag: re.Match) -> str:
    """A tag of a drawing; the text between tags stays as it is, whatever it says."""
    text = re.sub(r' (?:id|clip-path|version|xmlns:xlink)="[^"]*"', "", tag[0])
    text = re.sub(r" (?:font-family: [^;\"]*|text-anchor: start|stroke-dashoffset: 0);", "", text)
    text = text.replace("; stroke-linejoin: miter", "")  # so it is where nothing is said
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    text = re.sub(r'(\.\d\d)\d+|pt(?=")', r"\1", text)
    text = re.sub(r'(?<= d=")[^"]*', lambda path: "".join(_steps(path[0])), text)
    for sentinel, colour in COLOURS.items():
        text = text.replace(sentinel, colour)
    return text


def _steps(path: str) -> Iterator[str]:
    """A path, to a tenth of a pixel, by its way from point to point.

    Like shapes are so the same wherever they stand, and a page that holds many is packed small.
    """
    x = y = 0.0
    for command, numbers in re.findall(r"([MLCQz])([^MLCQz]*)", path):
        points = [round(float(number), 1) for number in numbers.split()]
        if command == "M":
            yield "M" + " ".join(f"{number:g}" for number in points)
        else:
            ways = [number - (x, y)[index % 2] for index, number in enumerate(points)]
            yield command.lower() + " ".join(f"{round(way, 1) + 0:g}" for way in ways)
        if points:
            x, y = points[-2:]


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


def wrap(text: str, room: float) -> list[str]:
    """A label in lines that fit `room`, as even as can be, so that no character is left alone."""
    pieces = PIECES.findall(text)
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


def stack(
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


def columns_of(
    labels: list[dict], whole: list, width: float, around: float, apart: tuple
) -> tuple[list[dict], list[float], list[float], float]:
    """Columns of labels: their lines, where each column begins, its width, and that of them all.

    A column has room for its longest word, for what stands in it `whole` and for its part of the
    `width`, with a margin `around`. Between columns is what is left, but `apart` at least, at most.
    """
    part = width * (1 - (len(labels) - 1) / 10) / len(labels) - 2 * around
    texts, rooms, gaps = [], [], max(len(labels) - 1, 1)
    for column, fixed in zip(labels, whole, strict=True):
        longest = [line for label in column.values() for line in wrap(label, 0)]
        room = max(part, measure(*longest, *fixed))
        texts.append({key: wrap(label, room) for key, label in column.items()})
        rooms.append(measure(*fixed, *itertools.chain(*texts[-1].values())) + 2 * around)
    gap = min(max((width - sum(rooms)) / gaps, apart[0]), apart[1])
    lefts = [sum(rooms[:index]) + gap * index for index in range(len(rooms))]
    return texts, lefts, rooms, lefts[-1] + rooms[-1]
