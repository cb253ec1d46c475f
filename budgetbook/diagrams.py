"""Diagrams: charts of what leads to what: money that flows, tables that tie, duties and money.

Drawn as `charts` draws, with the same arguments first and the same result.
"""

import itertools
import math
import re
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path

from budgetbook.book import Book
from budgetbook.charts import (
    ACCENT,
    FAINT,
    INK,
    LINE,
    MUTED,
    PAPER,
    SOFT,
    WIDTH,
    WRONG,
    Text,
    chart,
    drawing,
    words,
    wrap,
)
from budgetbook.display import Html
from budgetbook.figures import Figure

BOX, LINES = 104, 12  # how wide a chain's box is; how far apart its lines
# How wide a flow's bars and bands are; how high all of it; how far apart its lines and its nodes.
BAR, BAND, FLOW, TEXT, GAP = 5, 40, 230, 13, 14


def flow(
    book: Book, columns: list[Mapping], links: list[tuple], title: Text, subtitle: Text = ""
) -> Html:
    """Money flowing through columns, left to right, each name between the bands in and out.

    `columns` is a list of dicts, name to figure; `links` a list of (from, to, figure, inferred),
    where from and to are names, or (column, name) if a name stands in two columns. Bands that are
    an inference are drawn grey, with a dashed edge.
    """
    room = (WIDTH - BAND * (len(columns) - 1)) // len(columns)
    labels = [{key: wrap(book, key, room - 3 * BAR - 1, 8) for key in column} for column in columns]
    scale = FLOW / (max(sum(map(float, column.values())) for column in columns) or 1)
    slots = [
        {key: max(float(column[key]) * scale, TEXT * (1 + len(text[key]))) for key in column}
        for column, text in zip(columns, labels, strict=True)
    ]
    tall = max(sum(column.values()) + GAP * len(column) for column in slots)
    canvas, axes = drawing(tall)
    spot = {}
    for index, column in enumerate(slots):
        left, y = index * (room + BAND), (tall - sum(column.values()) - GAP * len(column)) / 2
        edges = [left] * (index > 0) + [left + room - BAR] * (index < len(columns) - 1)
        for key, slot in column.items():
            figure, middle = columns[index][key], y + (GAP + slot) / 2
            size = max(float(figure) * scale, 0.8)
            top = middle - size / 2
            spot[index, key] = [left, left + room, top, top]  # next band in, out
            for edge in edges:
                axes.add_patch(Rectangle((edge, top), BAR, size, color=ACCENT, lw=0))
            _draw_label(axes, [*labels[index][key], f"{figure}"], left + room / 2, middle)
            y += slot + GAP
    _draw_bands(axes, spot, links, scale)
    return chart(book, canvas, title, subtitle, [_told(book, *link) for link in links])


def _draw_label(axes: Axes, lines: list[str], x: float, middle: float) -> None:
    """Lines around a point, the last of them an amount."""
    top = middle - TEXT * len(lines) / 2
    for number, text in enumerate(lines, 1):
        colour = FAINT if number == len(lines) else INK
        axes.text(x, top + TEXT * number - 3, text, color=colour, fontsize=11, ha="center")


def _draw_bands(axes: Axes, spot: dict, links: list[tuple], scale: float) -> None:
    """A band for each link, from the next free place of one node to that of the other."""
    for source, target, figure, inferred in links:
        begin, end = _find(spot, source), _find(spot, target)
        size = float(figure) * scale
        x0, x1, y0, y1 = begin[1], end[0], begin[2], end[3]
        begin[2] += size
        end[3] += size
        middle = (x0 + x1) / 2
        path = Path(
            [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + size),
             (middle, y1 + size), (middle, y0 + size), (x0, y0 + size), (x0, y0)],
            [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY],
        )  # fmt: skip
        colour = LINE if inferred else SOFT
        edge = {"edgecolor": MUTED, "ls": (0, (3, 2)), "lw": 1} if inferred else {"lw": 0.4}
        axes.add_patch(PathPatch(path, **{"facecolor": colour, "edgecolor": colour, **edge}))


def _told(book: Book, source: object, target: object, figure: Figure, inferred: bool) -> str:
    """A band in words."""
    ends = [book.translate(key[1] if isinstance(key, tuple) else key) for key in (source, target)]
    return f"{ends[0]} → {ends[1]} {figure}" + inferred * book.say("inferred")


def _find(spot: dict, key: object) -> list:
    """The place of a node, named by (column, label) or by its label alone."""
    return (
        spot[key] if isinstance(key, tuple) else next(spot[each] for each in spot if each[1] == key)
    )


def ties_map(
    book: Book, names: Mapping[str, tuple], pairs: pd.DataFrame, title: Text, subtitle: Text = ""
) -> Html:
    """The tables in a ring, joined where a check compares them, red where they disagree.

    `names` maps a resource to its number and short name; `pairs` is the data frame of
    `report.ties`. A red ring round a table means that its own sums fail.
    """
    height, radius = 330, 105
    canvas, axes = drawing(height)
    spot = {}
    for index, resource in enumerate(names):
        angle = 2 * math.pi * index / len(names)
        spot[resource] = WIDTH / 2 + radius * math.sin(angle), height / 2 - radius * math.cos(angle)
    for pair in sorted(pairs.itertuples(), key=lambda pair: pair.failing):
        (x0, y0), (x1, y1) = spot[pair.first], spot[pair.second]
        colour, width = (WRONG, 2.4) if pair.failing else (ACCENT, 0.9)
        axes.plot([x0, x1], [y0, y1], color=colour, lw=width, zorder=0)
    failing = [pair for pair in pairs.itertuples() if pair.failing]
    wrong = {pair.first for pair in failing if pair.first == pair.second}
    for resource, (x, y) in spot.items():
        _draw_table(book, axes, names[resource], (x, y), height, resource in wrong)
    listed = [f"{names[pair.first][0]}–{names[pair.second][0]}" for pair in failing]
    return chart(book, canvas, title, subtitle, listed)


def _draw_table(
    book: Book, axes: Axes, name: tuple[str, str], spot: tuple, height: float, wrong: bool
) -> None:
    """A table as a disc with its number, and its short name beside it."""
    (number, label), (x, y), disc = name, spot, 14
    if wrong:
        axes.add_patch(Circle((x, y), disc + 3, facecolor=PAPER, edgecolor=WRONG, lw=2.4))
    axes.add_patch(Circle((x, y), disc, color=ACCENT, lw=0))
    axes.text(x, y + 4, number, color=PAPER, fontsize=12, ha="center")
    side = (x > WIDTH / 2 + 1) - (x < WIDTH / 2 - 1)
    lines = wrap(book, label, 84) if side else [book.translate(label)]
    top = y + 4 - 6 * (len(lines) - 1) if side else y + (30 if y > height / 2 else -22)
    align = {-1: "right", 0: "center", 1: "left"}[side]
    for line, text in enumerate(lines):
        axes.text(x + side * 22, top + 12 * line, text, color=INK, fontsize=11, ha=align)


def chain(
    book: Book, columns: Mapping[str, Mapping], links: list[tuple], title: Text, subtitle: Text = ""
) -> Html:
    """What leads to what: columns of boxes, left to right, joined by lines.

    `columns` is a dict: heading to a dict or Series of nodes, key to label (text, or a sentence).
    `links` is a list of tuples: a key for each column, None where the chain has no node, and if the
    link is arguable. The line of such a one is dashed. A line past a gap runs through an empty box;
    a node without any line is an outline.
    """
    rooms, lines = _spread([dict(nodes) for nodes in columns.values()], links)
    apart, gap, head = (WIDTH - BOX) / max(len(rooms) - 1, 1), 10, 26
    texts = [
        {key: _box(book, key, label) if label else ["–"] for key, label in room.items()}
        for room in rooms
    ]
    sizes = [{key: LINES * len(text) + 7 for key, text in room.items()} for room in texts]
    tall = max(sum(room.values()) + gap * len(room) for room in sizes)
    canvas, axes = drawing(head + tall)
    spot = {}
    for index, (heading, room) in enumerate(zip(columns, sizes, strict=True)):
        axes.text(index * apart, 12, book.translate(heading), color=FAINT, fontsize=11)
        space, y = (tall - sum(room.values())) / len(room), head
        for key, size in room.items():
            spot[index, key] = index * apart, y + space / 2, size
            y += size + space
    _draw_lines(axes, spot, lines)
    _draw_boxes(axes, spot, lines, rooms, texts)
    listed = [
        " → ".join("–" if key is None else str(key) for key in link)
        + arguable * book.say("arguable link")
        for *link, arguable in links
    ]
    joined = {node for pair in lines for node in pair}
    for index, heading in enumerate(columns):
        alone = ", ".join(str(key) for key in rooms[index] if (index, key) not in joined)
        if alone:
            listed.append(f"{book.translate(heading)} {book.say('without a link')}: {alone}")
    return chart(book, canvas, title, subtitle, listed)


def _draw_lines(axes: Axes, spot: dict, lines: dict) -> None:
    for begin, end in sorted(lines, key=lines.get, reverse=True):  # plain ones above arguable
        (x0, top0, size0), (x1, top1, size1) = spot[begin], spot[end]
        x0, y0, y1 = x0 + BOX, top0 + size0 / 2, top1 + size1 / 2
        middle, codes = (x0 + x1) / 2, [Path.MOVETO, *[Path.CURVE4] * 3]
        curve = Path([(x0, y0), (middle, y0), (middle, y1), (x1, y1)], codes)
        style = (MUTED, (0, (3, 2)), 0.9) if lines[begin, end] else (ACCENT, "-", 1.4)
        colour, dashes, width = style
        axes.add_patch(PathPatch(curve, fill=False, lw=width, edgecolor=colour, ls=dashes))


def _draw_boxes(axes: Axes, spot: dict, lines: dict, rooms: list, texts: list) -> None:
    joined = {node for pair in lines for node in pair}
    for (index, key), (left, top, size) in spot.items():
        empty, linked = not rooms[index][key], (index, key) in joined
        filled = linked and not empty
        fill = {"fill": filled, "facecolor": SOFT, "edgecolor": SOFT if filled else MUTED}
        axes.add_patch(Rectangle((left, top), BOX, size, lw=0.9, **fill))
        for number, text in enumerate(texts[index][key]):
            colour = INK if linked else FAINT
            axes.text(left + 3, top + 12 + number * LINES, text, color=colour, fontsize=11)


def _spread(rooms: list[dict], links: list[tuple]) -> tuple[list[dict], dict]:
    """The columns with an empty place (label None) where a line passes, and the lines.

    The lines are a dict: pair of nodes (column, key) to whether it is arguable in every link.
    """
    lines = {}
    for *link, arguable in links:
        path = [(index, key) for index, key in enumerate(link) if key is not None]
        for begin, end in itertools.pairwise(path):
            gaps = [(index, (begin, end)) for index in range(begin[0] + 1, end[0])]
            for index, place in gaps:
                rooms[index].setdefault(place, None)
            for pair in itertools.pairwise([begin, *gaps, end]):
                lines[pair] = lines.get(pair, True) and arguable
    for index, room in enumerate(rooms):  # an empty place stands as far down as where it comes from
        nodes = [key for key in room if room[key]]
        for place in [key for key in room if not room[key]]:
            before = list(rooms[place[0][0]])
            part = before.index(place[0][1]) / len(before)
            nodes.insert(round(part * len(nodes)), place)
        rooms[index] = {key: room[key] for key in nodes}
    return rooms, lines


def _box(book: Book, key: object, label: Text) -> list[str]:
    """A node's text in lines. Chinese may break between characters; words and amounts may not."""
    lines = [""]
    text = f"{key} {words(book, label)}"
    for piece in re.findall(r"(?:[!-~¥−]+(?:万元)?|（?.)[、，：；）]*\s*", text):
        longer = (lines[-1] + piece).rstrip()
        if lines[-1] and sum(11 if each > "\u2e80" else 6.2 for each in longer) > BOX - 6:
            lines.append("")
        lines[-1] += piece
    return [each.rstrip() for each in lines]
