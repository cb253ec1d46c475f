"""Diagrams: charts of what leads to what: money that flows, tables that tie, duties and money.

Drawn as `charts` draws, with the same arguments first and the same result.
"""

import functools
import itertools
import re
from collections.abc import Mapping, Set

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path

from budgetbook.book import Book
from budgetbook.charts import Text, chart, words
from budgetbook.display import Html
from budgetbook.figures import Figure
from computedbook.drawings import (
    ACCENT,
    FAINT,
    FORMS,
    INK,
    LEADING,
    LINE,
    MUTED,
    PAPER,
    SOFT,
    WRONG,
    columns_of,
    drawing,
    measure,
    wrap,
    write,
)

# How wide a flow's bars are, with the room beside them, and how high all of it; the margin of a
# box, and its distance from the next.
BAR, EDGE, FLOW, PAD, GAP = 5, 12, 240, 5, 14
CURVE = [Path.MOVETO, *[Path.CURVE4] * 3]


def flow(
    book: Book, columns: list[Mapping], links: list[tuple], title: Text, subtitle: Text = ""
) -> Html:
    """Money flowing through columns, left to right, each name between the bands in and out.

    `columns` is a list of dicts, name to figure; `links` a list of (from, to, figure, inferred),
    where from and to are names, or (column, name) if a name stands in two columns. Bands that are
    an inference are drawn grey, with a dashed edge.
    """
    labels = [{key: book.translate(key) for key in column} for column in columns]
    draw = functools.partial(_draw_flow, labels, columns, links)
    return chart(book, draw, title, subtitle, [_told(book, *link) for link in links])


def _draw_flow(
    labels: list[dict], columns: list[Mapping], links: list[tuple], width: float
) -> Canvas:
    amounts = [{key: f"{figure}" for key, figure in column.items()} for column in columns]
    whole = [column.values() for column in amounts]
    # As if bars stood at both ends, too.
    texts, lefts, rooms, wide = columns_of(labels, whole, width + 2 * EDGE, EDGE, (20, 150))
    scale = FLOW / (max(sum(map(float, column.values())) for column in columns) or 1)
    slots = [
        {key: max(float(column[key]) * scale, LEADING * (1 + len(text[key]))) + GAP for key in text}
        for column, text in zip(columns, texts, strict=True)
    ]
    tall = max(sum(column.values()) for column in slots)
    canvas, axes = drawing(wide - 2 * EDGE, tall - GAP)
    spot = {}
    for index, (column, left, room) in enumerate(zip(slots, lefts, rooms, strict=True)):
        left, y = left - EDGE, (tall - sum(column.values())) / 2
        edges = [left] * (index > 0) + [left + room - BAR] * (index < len(columns) - 1)
        for key, slot in column.items():
            middle, size = y + (slot - GAP) / 2, max(float(columns[index][key]) * scale, 0.8)
            top = middle - size / 2
            spot[index, key] = [left, left + room, top, top]  # next band in, out
            for edge in edges:
                axes.add_patch(Rectangle((edge, top), BAR, size, color=ACCENT, lw=0))
            _label(axes, texts[index][key], amounts[index][key], left + room / 2, middle)
            y += slot
    _draw_bands(axes, spot, links, scale)
    return canvas


def _label(axes: Axes, lines: list[str], amount: str, x: float, middle: float) -> None:
    """Lines and an amount, around a point."""
    top = middle - LEADING * (len(lines) + 1) / 2
    write(axes, x, top, lines, ha="center")
    write(axes, x, top + LEADING * len(lines), [amount], color=FAINT, ha="center")


def _draw_bands(axes: Axes, spot: dict, links: list[tuple], scale: float) -> None:
    """A band for each link, from the next free place of one node to that of the other."""
    for source, target, figure, inferred in links:
        begin, end = _find(spot, source), _find(spot, target)
        size = max(float(figure) * scale, 0)
        x0, x1, y0, y1 = begin[1], end[0], begin[2], end[3]
        begin[2] += size
        end[3] += size
        middle = (x0 + x1) / 2
        path = Path(
            [(x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + size),
             (middle, y1 + size), (middle, y0 + size), (x0, y0 + size), (x0, y0)],
            [*CURVE, Path.LINETO, *CURVE[1:], Path.CLOSEPOLY],
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
    """The tables below one another, arcs where a check compares two, red where they disagree.

    `names` maps a resource to its number and short name; `pairs` is the data frame of
    `report.ties`. A red ring round a table means that its own sums fail.
    """
    failing = [pair for pair in pairs.itertuples() if pair.failing]
    names = {key: (number, book.translate(label)) for key, (number, label) in names.items()}
    listed = [
        " – ".join(" ".join(names[end]) for end in (pair.first, pair.second)) for pair in failing
    ]
    draw = functools.partial(_draw_ties, names, pairs)
    return chart(book, draw, title, subtitle, listed)


def _draw_ties(names: Mapping[str, tuple], pairs: pd.DataFrame, _: float) -> Canvas:
    """The same for every width: what fits a phone needs no more."""
    width = FORMS["narrow"]
    disc, x = 14, width * 0.33
    texts = {key: wrap(label, width - x - 2 * disc) for key, (_, label) in names.items()}
    row = max(2 * LEADING + 5, *(LEADING * len(lines) + 3 for lines in texts.values()))
    rights = x + 2 * disc + max(measure(*lines) for lines in texts.values())
    canvas, axes = drawing(rights, row * len(names))
    spot = {key: row * (index + 0.5) for index, key in enumerate(names)}
    for pair in sorted(pairs.itertuples(), key=lambda pair: pair.failing):
        y0, y1 = spot[pair.first], spot[pair.second]
        look = {"edgecolor": WRONG, "lw": 2.4} if pair.failing else {"edgecolor": ACCENT, "lw": 0.9}
        if pair.first != pair.second:
            left = x - disc - 4
            out = left - 4 / 3 * (left - 3) * abs(y1 - y0) / (row * (len(names) - 1))
            curve = Path([(left, y0), (out, y0), (out, y1), (left, y1)], CURVE)
            axes.add_patch(PathPatch(curve, fill=False, **look))
        elif pair.failing:
            axes.add_patch(Circle((x, y0), disc + 3, fill=False, **look))
    for key, y in spot.items():
        axes.add_patch(Circle((x, y), disc, color=ACCENT, lw=0))
        write(axes, x, y - 8, [names[key][0]], color=PAPER, ha="center")
        write(axes, x + 2 * disc, y - LEADING * len(texts[key]) / 2, texts[key])
    return canvas


def chain(
    book: Book, columns: Mapping[str, Mapping], links: list[tuple], title: Text, subtitle: Text = ""
) -> Html:
    """What leads to what: columns of boxes, left to right, joined by lines.

    `columns` is a dict: heading to a dict or Series of nodes, key to label (text, or a sentence).
    `links` is a list of tuples: a key for each column, None where the chain has no node, and if the
    link is arguable. The line of such a one is dashed. A line past a gap runs on through the
    column; a node without any line is an outline.
    """
    headings = [book.translate(heading) for heading in columns]
    named = [
        {
            key: re.sub(r"^(\d\d?) ", "\\1\xa0", f"{key} {words(book, label)}")
            for key, label in nodes.items()
        }
        for nodes in columns.values()
    ]
    rooms, lines = _spread([dict(nodes) for nodes in named], links)
    joined = {node for pair in lines for node in pair}
    listed = [
        book.say("label", heading, book.say("between").join(nodes.values()))
        for heading, nodes in zip(headings, named, strict=True)
    ]
    listed += [
        " → ".join("–" if key is None else str(key) for key in link)
        + arguable * book.say("arguable link")
        for *link, arguable in links
    ]
    for index, heading in enumerate(headings):
        alone = [str(key) for key in named[index] if (index, key) not in joined]
        if alone:
            listed.append(book.say("without a link", heading, book.say("between").join(alone)))
    draw = functools.partial(_draw_chain, headings, rooms, lines)
    return chart(book, draw, title, subtitle, listed)


def _draw_chain(headings: list[str], rooms: list[dict], lines: dict, width: float) -> Canvas:
    labels = [{key: label or "" for key, label in room.items()} for room in rooms]
    whole = [[heading] for heading in headings]
    texts, lefts, wide, all_wide = columns_of(labels, whole, width, PAD, (24, 90))
    sizes = [{key: LEADING * len(text) + 6 for key, text in room.items()} for room in texts]
    head, tall = LEADING + 8, max(sum(room.values()) + GAP * (len(room) - 1) for room in sizes)
    canvas, axes = drawing(all_wide, head + tall + 1)
    spot = {}
    for index, (heading, room) in enumerate(zip(headings, sizes, strict=True)):
        write(axes, lefts[index], 0, [heading], color=FAINT)
        space, y = (tall - sum(room.values())) / len(room), head
        for key, size in room.items():
            spot[index, key] = lefts[index], wide[index], y + space / 2, size
            y += size + space
    passed = {(index, key) for index, room in enumerate(rooms) for key in room if not room[key]}
    _draw_lines(axes, spot, lines, passed)
    boxes = {node: place for node, place in spot.items() if node not in passed}
    _draw_boxes(axes, boxes, lines, texts)
    return canvas


def _draw_lines(axes: Axes, spot: dict, lines: dict, passed: Set) -> None:
    for begin, end in sorted(lines, key=lines.get, reverse=True):  # plain ones above arguable
        (x0, wide, top0, size0), (x1, wide1, top1, size1) = spot[begin], spot[end]
        x0, y0, y1 = x0 + wide, top0 + size0 / 2, top1 + size1 / 2
        middle = (x0 + x1) / 2
        points = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
        through = [(x1 + wide1, y1)] * (end in passed)
        curve = Path(points + through, CURVE + [Path.LINETO] * len(through))
        colour, dash, lw = (MUTED, (0, (3, 2)), 0.9) if lines[begin, end] else (ACCENT, "-", 1.4)
        axes.add_patch(PathPatch(curve, fill=False, lw=lw, edgecolor=colour, ls=dash))


def _draw_boxes(axes: Axes, spot: dict, lines: dict, texts: list) -> None:
    joined = {node for pair in lines for node in pair}
    for (index, key), (left, wide, top, size) in spot.items():
        linked = (index, key) in joined
        fill = {"fill": linked, "facecolor": SOFT, "edgecolor": SOFT if linked else MUTED}
        axes.add_patch(Rectangle((left, top), wide, size, lw=0.9, **fill))
        write(axes, left + PAD, top + 3, texts[index][key], color=INK if linked else FAINT)


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
