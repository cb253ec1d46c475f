"""The charts as a reader sees them: every label whole, legible, and on nothing but its own box."""

import itertools
import re
from fractions import Fraction

import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.patches import Rectangle

from budgetbook import charts, diagrams
from budgetbook.charts import sentence
from budgetbook.figures import Figure
from budgetbook.notebook import OpenBook
from computedbook import drawings

CSS = (ROOT / "_static" / "book.css").read_text("utf8")

# What is wrong with a drawing, in pixels of the screen. A label is as high as its letters: from the
# top of a Chinese character to the tail of a g. It may lie in a shape that holds it with room to
# spare, where `boxes` says that the chart has such.
READ = """
([drawings, least, boxes]) => {
  for (const path of document.querySelectorAll(`${drawings} path`)) {  // one for each shape of it
    for (const part of path.getAttribute("d").match(/M[^M]*/g)) {
      const copy = path.cloneNode();
      copy.setAttribute("d", part);
      path.before(copy);
    }
    path.remove();
  }
  return [...document.querySelectorAll(drawings)].filter(svg => svg.checkVisibility()).map(svg => {
    const labels = [...svg.querySelectorAll("text")].map(text => {
      const size = parseFloat(getComputedStyle(text).fontSize);
      const begin = text.getStartPositionOfChar(0);
      const end = text.getEndPositionOfChar(text.getNumberOfChars() - 1);
      const screen = text.getScreenCTM();
      const a = new DOMPoint(begin.x, begin.y - 0.84 * size).matrixTransform(screen);
      const b = new DOMPoint(end.x, end.y + 0.2 * size).matrixTransform(screen);
      return { text: text.textContent, size: size * screen.a,
               left: a.x, top: a.y, right: b.x, bottom: b.y };
    });
    const shapes = [...svg.querySelectorAll("path, rect, circle, line, use")].map(shape => {
      const style = getComputedStyle(shape), box = shape.getBoundingClientRect();
      const filled = style.fill !== "none" && style.fillOpacity * style.opacity > 0;
      const stroked = style.stroke !== "none" && parseFloat(style.strokeWidth) > 0;
      const screen = shape.getScreenCTM();
      const half = stroked ? parseFloat(style.strokeWidth) / 2 : 0;
      return { shape, screen, box, filled, near: 1 + half };
    }).filter(each => each.filled || each.near > 1);
    const outline = each => each.points ??= Array.from(
      { length: each.shape.getTotalLength() + 1 },
      (_, at) => each.shape.getPointAtLength(at).matrixTransform(each.screen));
    const inside = ({ shape, screen }, x, y) =>
      shape.isPointInFill(new DOMPoint(x, y).matrixTransform(screen.inverse()));
    const found = [], edge = svg.getBoundingClientRect();
    for (const [number, label] of labels.entries()) {
      const say = wrong => found.push(`${label.text}: ${wrong}`);
      const { left, top, right, bottom } = label;
      if (label.size < least) say(`${label.size.toFixed(1)} px`);
      if (left < edge.left - 0.5 || right > edge.right + 0.5 || top < edge.top - 0.5
          || bottom > edge.bottom + 0.5 || left < 0 || right > innerWidth) say("cut off");
      if (label.text.includes("…")) say("shortened");
      if (/^[\\u2e80-\\uffff][、，。：；）]?$/.test(label.text.trim())) say("one character alone");
      for (const other of labels.slice(number + 1))
        if (left < other.right && other.left < right && top < other.bottom && other.top < bottom)
          say(`on "${other.text}"`);
      for (const each of shapes) {
        const { box, near } = each;
        if (left > box.right + near || right < box.left - near
            || top > box.bottom + near || bottom < box.top - near) continue;
        if (outline(each).some(point => point.x > left - near && point.x < right + near
                                       && point.y > top - near && point.y < bottom + near))
          say("touched by an edge or a line");
        else if (each.filled && !boxes && inside(each, (left + right) / 2, (top + bottom) / 2))
          say("on a shape");
      }
    }
    return [...new Set(found)];
  });
}
"""
DRAWINGS = "figure.chart > svg"
# How many shapes of each drawing that was read are red, with its alt text.
RED = """
drawings => [...document.querySelectorAll(drawings)].map(svg =>
  [svg.getAttribute("aria-label"), svg.querySelectorAll("[style*='--wrong']").length])
"""
PAIR = re.compile(r"\d+ [^;；。]+ – \d+ ")  # of tables that disagree, in the alt text


def faults(page, boxes, least=12):
    """What is wrong with the drawings that a page shows, one list for each."""
    return page.evaluate(READ, [DRAWINGS, least, boxes])


# The book's own

BOXED = {"audit", "money-and-plan"}  # a table's number lies in a disc, a link's end in a box


@pytest.mark.parametrize("width", [390, 1280])
def test_every_label_is_whole_legible_and_clear(chromium, book, width):
    page, read, wrong = chromium.new_page(viewport={"width": width, "height": 800}), 0, []
    for path in sorted(book.site.rglob("*.html")):
        if 'class="chart"' not in path.read_text("utf8"):
            continue
        page.goto(path.as_uri())
        name, drawn = path.relative_to(book.site), page.locator("figure.chart").count()
        found = faults(page, path.stem in BOXED)
        assert len(found) == drawn, f"{path}: {len(found)} of {drawn} charts are shown"
        wrong += [f"{name}: {fault}" for each in found for fault in each]
        for alt, red in page.evaluate(RED, DRAWINGS):  # what disagrees is red, and nothing else
            assert red == len(PAIR.findall(alt)), f"{name}: {alt}"
        read += drawn
    page.close()
    assert wrong == []
    assert read


# Others, whose amounts and names are not the book's

AMOUNTS = {
    "as usual": ["303.39", "200.89", "100.00", "2.50"],
    "nothing": ["0", "0", "0", "0"],
    "equal": ["1", "1", "1", "1"],
    "one is all": ["99999999.99", "0.01", "0", "99999999.98"],
    "below nothing": ["-40.25", "-0.01", "-30", "-10.24"],
    "up and down": ["10", "-500", "800.50", "310.50"],
    "more than the whole": ["0.01", "100", "100", "0.02"],
}
NAMES = {
    "en": ["Total", "Special fund for the development of small and medium-sized enterprises",
           "Fees", "Contributions to the annuity and the housing fund of those in post, $5 each"],
    "zh": ["合计", "用于支持中小企业发展和管理的专项支出（含上年结转）", "费用",
           "机关事业单位职业年金缴费、“三公”经费和2023年新增的3项支出"],
}  # fmt: skip


def flow(book, figures):
    """From one name to two, and from these to one, which may be less or more."""
    (whole, total), *parts, (last, rest) = figures.items()
    links = [(whole, name, amount, False) for name, amount in parts]
    links += [(name, last, amount, True) for name, amount in parts]
    return book.flow([{whole: total}, dict(parts), {last: rest}], links, "")


def wall(book, figures):
    groups = {name: [figure, None] * 20 for name, figure in figures.items()}
    return book.wall(groups, "")


def ties_map(book, figures):
    """Every table compared with every other, and with itself; every second one fails."""
    names = {name: (str(number), name) for number, name in enumerate(figures, 1)}
    pairs = itertools.combinations_with_replacement(names, 2)
    rows = [(*pair, 1, number % 2) for number, pair in enumerate(pairs)]
    return book.ties_map(
        names, pd.DataFrame(rows, columns=["first", "second", "claims", "failing"]), ""
    )


def chain(book, figures):
    """Each name leads to the next ones, past a gap, or nowhere."""
    names = dict(enumerate(figures, 9))
    sums = {
        f"215080{number}": sentence("{name}: {amount}", name=name, amount=amount)
        for number, (name, amount) in enumerate(figures.items())
    }
    links = [(9, 9, "2150800", False), (9, 10, None, True), (10, None, "2150801", False),
             (None, 11, "2150802", True), (11, 9, None, False)]  # fmt: skip
    return book.chain({"Duties": names, "Tasks": names, "Money": sums}, links, "")


KINDS = {
    "bars": lambda book, figures: book.bars(figures, ""),
    "steps": lambda book, figures: book.steps(figures, ""),
    "wall": wall,
    "flow": flow,
    "chain": chain,
    "ties_map": ties_map,
}


def amounts_of(book, values, names):
    return {
        name: Figure(Fraction(value), "万元", name, cells=(), book=book)
        for name, value in zip(names, values, strict=True)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_labels_stay_clear_with_any_names_and_amounts(chromium, complete, kind):
    """Both forms of each, with nothing, little, much and less than nothing, and with long names."""
    drawn = []
    for language, names in NAMES.items():
        book = OpenBook(ROOT, language)
        for turn, values in [*enumerate(AMOUNTS.values())][:: 1 if complete else 3]:
            order = names[turn % 4 :] + names[: turn % 4]
            figures = amounts_of(book, values, order)
            drawn.append(KINDS[kind](book, figures)._repr_html_())
    style = f"{CSS} {DRAWINGS} {{ display: block !important; max-width: none !important; }}"
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(f"<style>{style}</style>{''.join(drawn)}")
    found = faults(page, kind in ("chain", "ties_map"))
    page.close()
    assert len(found) == (1 if kind == "ties_map" else 2) * len(drawn)
    assert [fault for each in found for fault in each] == []


# What the test would see


def whole(spot, width, height, **look):
    """A bar far too large."""
    return Rectangle((-500, -500), 2000, 2000, **look)


CARELESS = {
    "over a bar": ("flow", diagrams, "EDGE", 0, "touched by an edge or a line"),
    "over its box": (
        "chain",
        drawings,
        "measure",
        lambda *lines: 40,
        "touched by an edge or a line",
    ),
    "on a shape": ("bars", charts, "Rectangle", whole, "on a shape"),
    "past the end": ("bars", charts, "measure", lambda *lines: 10, "cut off"),
    "on a guide": ("steps", charts, "measure", lambda *lines: 10, "touched by an edge or a line"),
    "on another": ("ties_map", drawings, "LEADING", 8, 'on "'),
    "small": ("wall", drawings, "TYPE", 11, "11.0 px"),
    "alone": ("flow", drawings, "wrap", lambda text, room: list(text), "one character alone"),
}


@pytest.mark.parametrize("how", CARELESS)
def test_a_careless_drawing_does_not_go_unseen(chromium, monkeypatch, how):
    kind, module, name, careless, wanted = CARELESS[how]
    monkeypatch.setattr(module, name, careless)
    book = OpenBook(ROOT, "zh" if how == "alone" else "en")
    drawn = KINDS[kind](book, amounts_of(book, AMOUNTS["as usual"], NAMES[book.language]))
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.set_content(f"<style>{CSS}</style>{drawn._repr_html_()}")
    found = faults(page, kind in ("chain", "ties_map"))
    page.close()
    assert any(wanted in fault for fault in found[0])
