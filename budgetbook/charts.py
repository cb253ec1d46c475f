"""Charts: matplotlib drawings, shown as inline SVG with real text in the page's type and colours.

Every function takes figures and gives a Chart: a title that states the finding, a subtitle that
says what is measured, the drawing, and alt text that tells it in words. All of them draw 400
units wide, so that the text stays legible on a phone.
"""

import functools
import io
import itertools
import math
import re
import textwrap
import warnings
from html import escape

import matplotlib
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path

from budgetbook.edition import pick, say, translate
from budgetbook.figures import Figure, display

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


class Chart:
    """A drawing with its title, subtitle and alt text, as a notebook shows it."""

    def __init__(self, canvas, title, subtitle, alt):
        self.canvas, self.title, self.subtitle, self.alt = canvas, title, subtitle, alt

    def _repr_html_(self):
        subtitle = f'<span class="subtitle">{markup(self.subtitle)}</span>' if self.subtitle else ""
        return (
            f'<figure class="chart"><figcaption>{markup(self.title)}{subtitle}</figcaption>'
            f"{svg(self.canvas, words(self.alt))}</figure>"
        )


def sentence(template, **figures):
    """A title, subtitle or alt text with figures in it: ``sentence("{n} lines", n=used)``."""
    return translate(template), figures


def words(text):
    """A sentence as plain text."""
    template, figures = text if isinstance(text, tuple) else (translate(text), {})
    return template.format(**{name: _shown(value) for name, value in figures.items()})


def markup(text):
    """A sentence as HTML in which every figure shows its work."""
    template, figures = text if isinstance(text, tuple) else (translate(text), {})
    shown = {
        name: value._repr_html_() if isinstance(value, Figure) else escape(str(value))
        for name, value in figures.items()
    }
    return escape(template).format(**shown)


def _shown(value):
    return display(value) if isinstance(value, Figure) else str(value)


def svg(canvas, alt):
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
    return text.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1).strip()


def _clean(tag):
    """A tag of a drawing; the text between tags stays as it is, whatever it says."""
    text = re.sub(r' (?:id|clip-path|version|xmlns:xlink)="[^"]*"', "", tag[0])
    text = re.sub(r" font-family: [^;\"]*;", "", text)
    text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
    for sentinel, colour in COLOURS.items():
        text = text.replace(sentinel, colour)
    return text


def drawing(height):
    """A canvas 400 units wide and its axes, in units from the top left, with no frame."""
    canvas = Canvas(figsize=(WIDTH / 72, height / 72), dpi=72)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    axes.text = functools.partial(axes.text, parse_math=False)  # a dollar sign is a dollar sign
    return canvas, axes


def bars(amounts, title, subtitle="", emphasis=(), alt=None):
    """Horizontal bars, one for each figure of `amounts` (a dict or Series: name to figure)."""
    items = [(translate(str(name)), figure) for name, figure in amounts.items()]
    row, bar = 38, 12
    canvas, axes = drawing(row * len(items) + 4)
    longest = max(float(abs(figure)) for _, figure in items) or 1
    for index, (label, figure) in enumerate(items):
        top = index * row
        length = 300 * float(abs(figure)) / longest
        colour = WRONG if emphasis and label in map(translate, emphasis) else ACCENT
        axes.text(0, top + 12, wrap(label, 360)[0], color=INK, fontsize=12)
        axes.add_patch(Rectangle((0, top + 18), max(length, 0.8), bar, color=colour, lw=0))
        axes.text(length + 6, top + 28, display(figure), color=INK, fontsize=12)
    listed = "; ".join(f"{label} {display(figure)}" for label, figure in items)
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def steps(amounts, title, subtitle="", alt=None):
    """A bridge from the first figure of `amounts` to the last, by the changes between them."""
    items = [(translate(str(name)), figure) for name, figure in amounts.items()]
    row = 46
    canvas, axes = drawing(row * len(items) + 4)
    levels, level = [], 0.0
    for index, (_, figure) in enumerate(items):
        end = index in (0, len(items) - 1)
        start, level = (0.0, float(figure)) if end else (level, level + float(figure))
        levels.append((start, level, end))
    low, high = min(0.0, *(min(pair[:2]) for pair in levels)), max(max(p[:2]) for p in levels)
    scale = 300 / ((high - low) or 1)
    for index, ((label, figure), (start, stop, end)) in enumerate(zip(items, levels, strict=True)):
        top = index * row
        left, right = (min(start, stop) - low) * scale, (max(start, stop) - low) * scale
        axes.text(0, top + 13, label, color=INK, fontsize=12)
        axes.add_patch(
            Rectangle(
                (left, top + 20), max(right - left, 0.8), 13, color=ACCENT if end else SOFT, lw=0
            )
        )
        if index + 1 < len(items):
            edge = (stop - low) * scale
            axes.plot([edge, edge], [top + 20, top + row + 33], color=MUTED, lw=0.7, ls=(0, (2, 2)))
        value = display(figure) if end or figure < 0 else f"+{display(figure)}"
        axes.text(right + 6, top + 31, value, color=INK, fontsize=12)
    listed = "; ".join(f"{label} {display(figure)}" for label, figure in items)
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def flow(columns, links, title, subtitle="", alt=None, height=380):
    """Money flowing through columns, left to right.

    `columns` is a list of dicts, name to figure; `links` a list of (from, to, figure, inferred),
    where from and to are names, or (column, name) if a name stands in two columns. Bands that are
    an inference are drawn grey, with a dashed edge.
    """
    canvas, axes = drawing(height)
    bar, line, room = 9, 13, WIDTH // len(columns)
    labels = [{label: wrap(label, room) for label in column} for column in columns]
    gap = line * (1 + max(len(lines) for column in labels for lines in column.values())) + 8
    most = max(len(column) for column in columns)
    totals = [sum(float(figure) for figure in column.values()) for column in columns]
    scale = (height - gap * most - 4) / (max(totals) or 1)
    spot = {}
    for index, column in enumerate(columns):
        left = index * (WIDTH - bar) / (len(columns) - 1)
        side = "left" if index == 0 else "right" if index == len(columns) - 1 else "center"
        x = left + {"left": 0, "right": bar, "center": bar / 2}[side]
        y = (height - totals[index] * scale - gap * len(column)) / 2
        for label, figure in column.items():
            y += gap
            size = max(float(figure) * scale, 0.8)
            spot[index, label] = [left, y, y]  # left edge, next band out, next band in
            axes.add_patch(Rectangle((left, y), bar, size, color=ACCENT, lw=0))
            lines = [*labels[index][label], display(figure)]
            for number, text in enumerate(reversed(lines)):
                colour = INK if number else FAINT
                at = y - 4 - number * line
                axes.text(x, at, text, color=colour, fontsize=11, ha=side)
            y += size
    for source, target, figure, inferred in links:
        begin, end = _find(spot, source), _find(spot, target)
        size = float(figure) * scale
        x0, x1, y0, y1 = begin[0] + bar, end[0], begin[1], end[2]
        begin[1] += size
        end[2] += size
        middle = (x0 + x1) / 2
        path = Path(
            [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + size),
             (middle, y1 + size), (middle, y0 + size), (x0, y0 + size), (x0, y0)],
            [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY],
        )  # fmt: skip
        colour = LINE if inferred else SOFT
        edge = {"edgecolor": MUTED, "ls": (0, (3, 2)), "lw": 1} if inferred else {"lw": 0.4}
        axes.add_patch(PathPatch(path, **{"facecolor": colour, "edgecolor": colour, **edge}))
    listed = "; ".join(
        f"{_label(source)} → {_label(target)} {display(figure)}" + inferred * say("inferred")
        for source, target, figure, inferred in links
    )
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def _label(key):
    return translate(key[1] if isinstance(key, tuple) else key)


def wrap(text, width):
    """A label in lines that fit `width` units at the size of a chart's small type."""
    return textwrap.wrap(
        translate(text), int(width / pick(6.1, 12)), max_lines=3, placeholder=" …"
    ) or [""]


def _find(spot, key):
    """The place of a node, named by (column, label) or by its label alone."""
    return (
        spot[key] if isinstance(key, tuple) else next(spot[each] for each in spot if each[1] == key)
    )


def wall(groups, title, subtitle="", alt=None):
    """Every line of a table as a small square, the used ones lit.

    `groups` is a dict: name of a group to a list of figures or blanks (None).
    """
    columns, size = 19, 15
    rows = [(len(cells) + columns - 1) // columns for cells in groups.values()]
    canvas, axes = drawing(sum(22 + count * (size + 3) for count in rows))
    y = 0
    for (label, cells), count in zip(groups.items(), rows, strict=True):
        axes.text(0, y + 12, translate(label), color=INK, fontsize=11)
        for index, figure in enumerate(cells):
            left = (index % columns) * (size + 6)
            top = y + 18 + index // columns * (size + 3)
            lit = figure is not None
            axes.add_patch(
                Rectangle((left, top), size, size, facecolor=ACCENT if lit else "none",
                          edgecolor=ACCENT if lit else MUTED, lw=0.8)
            )  # fmt: skip
        y += 22 + count * (size + 3)
    listed = "; ".join(
        f"{translate(label)} {sum(each is not None for each in cells)}/{len(cells)}"
        for label, cells in groups.items()
    )
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def ties_map(names, pairs, title, subtitle="", alt=None):
    """The tables in a ring, joined where a check compares them, red where they disagree.

    `names` maps a resource to its number and short name; `pairs` is the data frame of
    `report.ties`. A red ring round a table means that its own sums fail.
    """
    height, radius, disc = 330, 105, 14
    canvas, axes = drawing(height)
    spot = {}
    for index, resource in enumerate(names):
        angle = 2 * math.pi * index / len(names)
        spot[resource] = WIDTH / 2 + radius * math.sin(angle), height / 2 - radius * math.cos(angle)
    wrong = set()
    for pair in sorted(pairs.itertuples(), key=lambda pair: pair.failing):
        (x0, y0), (x1, y1) = spot[pair.first], spot[pair.second]
        if pair.failing:
            wrong |= {pair.first} & {pair.second}
        colour, width = (WRONG, 2.4) if pair.failing else (ACCENT, 0.9)
        axes.plot([x0, x1], [y0, y1], color=colour, lw=width, zorder=0)
    for resource, (x, y) in spot.items():
        number, label = names[resource]
        if resource in wrong:
            axes.add_patch(Circle((x, y), disc + 3, facecolor=PAPER, edgecolor=WRONG, lw=2.4))
        axes.add_patch(Circle((x, y), disc, color=ACCENT, lw=0))
        axes.text(x, y + 4, number, color=PAPER, fontsize=12, ha="center")
        side = (x > WIDTH / 2 + 1) - (x < WIDTH / 2 - 1)
        lines = wrap(label, 84) if side else [translate(label)]
        top = y + 4 - 6 * (len(lines) - 1) if side else y + (30 if y > height / 2 else -22)
        for line, text in enumerate(lines):
            align = {-1: "right", 0: "center", 1: "left"}[side]
            axes.text(x + side * 22, top + 12 * line, text, color=INK, fontsize=11, ha=align)
    listed = "; ".join(
        f"{names[pair.first][0]}–{names[pair.second][0]}"
        for pair in pairs.itertuples()
        if pair.failing
    )
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def chain(columns, links, title, subtitle="", alt=None):
    """What leads to what: columns of boxes, left to right, joined by lines.

    `columns` is a dict: heading to a dict or Series of nodes, key to label (text, or a sentence).
    `links` is a list of tuples, one key for each column, None where the chain has no node. A line
    past such a gap is dashed and runs through an empty box; a node from which none goes on ends
    in a ring; one without any line is an outline.
    """
    rooms, lines = _spread([dict(nodes) for nodes in columns.values()], links)
    width, line, gap, head = 82, 12, 10, 26
    apart = (WIDTH - width) / max(len(rooms) - 1, 1)
    texts = [
        {key: _box(key, label, width) if label else ["–"] for key, label in room.items()}
        for room in rooms
    ]
    sizes = [{key: line * len(text) + 7 for key, text in room.items()} for room in texts]
    tall = max(sum(room.values()) + gap * len(room) for room in sizes)
    canvas, axes = drawing(head + tall)
    spot = {}
    for index, (heading, room) in enumerate(zip(columns, sizes, strict=True)):
        axes.text(index * apart, 12, translate(heading), color=FAINT, fontsize=11)
        space, y = (tall - sum(room.values())) / len(room), head
        for key, size in room.items():
            spot[index, key] = index * apart, y + space / 2, size
            y += size + space
    for begin, end in sorted(lines, key=lambda pair: not lines[pair]):
        (x0, top0, size0), (x1, top1, size1) = spot[begin], spot[end]
        x0, y0, y1 = x0 + width, top0 + size0 / 2, top1 + size1 / 2
        middle, codes = (x0 + x1) / 2, [Path.MOVETO, *[Path.CURVE4] * 3]
        curve = Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], codes)
        style = (WRONG, (0, (3, 2))) if lines[begin, end] else (ACCENT, "-")
        axes.add_patch(PathPatch(curve, fill=False, lw=1.1, edgecolor=style[0], ls=style[1]))
    onward, joined = {begin for begin, _ in lines}, {node for pair in lines for node in pair}
    for (index, key), (left, top, size) in spot.items():
        empty, linked = not rooms[index][key], (index, key) in joined
        edge, dashes = (WRONG, (0, (3, 2))) if empty else (SOFT if linked else MUTED, "-")
        fill = {"fill": linked and not empty, "facecolor": SOFT, "edgecolor": edge, "ls": dashes}
        axes.add_patch(Rectangle((left, top), width, size, lw=0.9, **fill))
        for number, text in enumerate(texts[index][key]):
            colour = INK if linked else FAINT
            axes.text(left + 3, top + 12 + number * line, text, color=colour, fontsize=11)
        if linked and (index, key) not in onward and index < len(rooms) - 1:
            right, y = left + width, top + size / 2
            axes.plot([right, right + 4], [y, y], color=WRONG, lw=1.1)
            axes.add_patch(Circle((right + 7, y), 3, fill=False, edgecolor=WRONG, lw=1.1))
    listed = "; ".join(" → ".join("–" if key is None else str(key) for key in link)
                       for link in links)  # fmt: skip
    for index, heading in enumerate(columns):
        alone = ", ".join(str(key) for key in rooms[index] if (index, key) not in joined)
        if alone:
            listed += f"; {translate(heading)} {pick('without a link', '无对应')}: {alone}"
    return Chart(canvas, title, subtitle, alt or _listing(title, listed))


def _spread(rooms, links):
    """The columns with an empty place (label None) where a line passes, and the lines.

    The lines are a dict: pair of nodes (column, key) to whether it bridges a gap.
    """
    lines = {}
    for link in links:
        path = [(index, key) for index, key in enumerate(link) if key is not None]
        for begin, end in itertools.pairwise(path):
            gaps = [(index, (begin, end)) for index in range(begin[0] + 1, end[0])]
            for index, place in gaps:
                rooms[index].setdefault(place, None)
            lines |= dict.fromkeys(itertools.pairwise([begin, *gaps, end]), bool(gaps))
    for index, room in enumerate(rooms):  # an empty place stands as far down as where it comes from
        nodes = [key for key in room if room[key]]
        for place in [key for key in room if not room[key]]:
            before = list(rooms[place[0][0]])
            part = before.index(place[0][1]) / len(before)
            nodes.insert(round(part * len(nodes)), place)
        rooms[index] = {key: room[key] for key in nodes}
    return rooms, lines


def _box(key, label, width):
    """A node's text in lines. Chinese may break between characters; words and amounts may not."""
    text = words(label) if isinstance(label, tuple) else translate(label)
    lines = [""]
    for piece in re.findall(r"[!-~¥−]+(?:万元)?\s*|（?.[、，）]*\s*", f"{key} {text}"):
        longer = (lines[-1] + piece).rstrip()
        if lines[-1] and sum(11 if each > "\u2e80" else 5.8 for each in longer) > width - 6:
            lines.append("")
        lines[-1] += piece
    return [each.rstrip() for each in lines]


def _listing(title, listed):
    template, figures = title if isinstance(title, tuple) else (translate(title), {})
    return f"{template}{pick('. ', '。')}{{listed}}", {**figures, "listed": listed}
