"""A second computation of what the front page, the table chapters and the audit quote.

`oracle.csv` was written by hand from the published document, without the library and without
`data/`: for each figure the arithmetic on the numbers as printed, a count, or the code or name of
a line. `comparisons.csv` says for each check what its rule compares, counted in the document: all
of it, what has nothing or 0 on both sides, and what tests one number by itself.
Nothing here imports `budgetbook`.
"""

import ast
import csv
import operator
import re
from fractions import Fraction

import pytest
from conftest import ROOT

PAGES = ["index", *(f"chapters/tables/table-{n}" for n in range(1, 11)), "chapters/checking/audit"]
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
# Of the checks and the misprints that the book makes, these are counted here.
COUNTED = {
    "Checks in the register",
    "Comparisons of printed numbers",
    "Comparisons of nothing with nothing",
    "Comparisons that test form alone",
    "Misprints put in on purpose",
}
# What comes of those misprints, test_detection.py tries again.
OF_THE_TRIAL = {
    "Share of them that a check catches",
    "Those that a check catches",
    "Share for which the one right cell is named",
    "Share for which a list of cells is given",
    "Median length of these lists",
}
pytestmark = pytest.mark.published
RETOLD = "What Part 3 says of such money"  # our words for the document's


def worked_out(text):
    """The exact value of plain arithmetic on decimal numbers."""

    def value(node):
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        return Fraction(ast.get_source_segment(text, node))

    return value(ast.parse(text, mode="eval").body)


def rows_of(path):
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def by_hand(name):
    return rows_of(ROOT / "tests" / "proof" / f"{name}.csv")


def expectations():
    """By page, label and unit: the set of values expected."""
    found = {}
    for row in by_hand("oracle"):
        key = (row["page"], row["label"], row["unit"])
        found.setdefault(key, set()).add(row["expected"])
    return found


def agrees(figure, expected):
    """Whether a figure's `value`, given to four decimals, is what was expected."""
    shown = figure["value"]
    try:
        meant = worked_out(expected)
    except (SyntaxError, ValueError):
        plain = shown.replace(" ", "").rstrip("。")
        return plain == expected.replace(" ", "").rstrip("。")
    sign = -1 if meant < 0 else 1
    rounded = sign * int(abs(meant) * 10_000 + Fraction(1, 2))
    return Fraction(shown) * 10_000 == rounded


@pytest.fixture(scope="module")
def quoted(pages):
    """The figures of those pages: page, label and unit to the elements."""
    found = {}
    for path in PAGES:
        for figure in pages[f"{path}.html"].select("article data.figure"):
            key = (path.split("/")[-1], figure["data-label"], figure["data-unit"])
            if figure["data-label"] not in COUNTED | OF_THE_TRIAL | {RETOLD}:
                found.setdefault(key, []).append(figure)
    return found


def test_every_figure_is_what_the_document_gives_by_hand(quoted, complete, record):
    """A figure that is newer than the last proof may have nothing to be held against yet."""
    expected = expectations()
    assert set(expected) <= set(quoted)
    assert not complete or set(quoted) == set(expected)
    wrong = [
        (key, figure["value"], expected.get(key))
        for key, figures in quoted.items()
        for figure in figures
        if key in expected and not any(agrees(figure, each) for each in expected[key])
    ]
    assert wrong == []
    unseen = [
        (key, each)
        for key in expected
        for each in expected[key]
        if not any(agrees(figure, each) for figure in quoted[key])
    ]
    assert unseen == []
    record("Figures worked out a second time, by hand", sum(map(len, expected.values())))


def test_the_correction_is_the_one_found_by_hand(pages):
    """Section 21505: 200.89 + 2.50 = 203.39, where 303.39 is printed."""
    for name in ("chapters/tables/table-5.html", "chapters/checking/audit.html"):
        shown = pages[name].find("data", {"data-label": re.compile("^The correction")}).text
        assert shown == "Table 5, 21505: Total, 203.39 instead of 303.39"


def test_what_the_text_says_of_two_funds_is_retold(pages):
    for number, fund in ((6, "政府性基金"), (7, "国有资本经营预算")):
        figure = pages[f"chapters/tables/table-{number}.html"].find("data", {"data-label": RETOLD})
        assert fund in figure["value"] and "没有" in figure["value"]


def counted(page, label):
    """The one value that a page gives under a label."""
    values = {figure["value"] for figure in page.find_all("data", {"data-label": label})}
    return int(values.pop()) if len(values) == 1 else values


def test_every_check_compares_what_its_rule_says(pages):
    expected = {row["check"]: worked_out(row["comparisons"]) for row in by_hand("comparisons")}
    audit = pages["chapters/checking/audit.html"]
    shown = {
        item.select_one(".title").text: int(item.select_one(".number").text.split()[0])
        for item in audit.select("ul.checks > li")
        if not item.find_parent(class_="exercise")
    }
    assert shown == expected
    assert counted(audit, "Checks in the register") == len(expected)


def test_the_comparisons_are_told_apart_by_kind(pages):
    """The front page tells of those that set printed numbers against each other alone."""
    columns = ("comparisons", "blanks", "form")
    rows = [[worked_out(row[each]) for each in columns] for row in by_hand("comparisons")]
    total, blanks, form = map(sum, zip(*rows, strict=True))
    audit = pages["chapters/checking/audit.html"]
    for page in (pages["index.html"], audit):
        assert counted(page, "Comparisons of printed numbers") == total - blanks - form
    assert counted(audit, "Comparisons of nothing with nothing") == blanks
    assert counted(audit, "Comparisons that test form alone") == form


def test_as_many_misprints_are_tried_as_the_tables_have_room_for(pages):
    """Of each kind one for every cell that it changes, in tables with the misprint put right."""
    tried = 0
    for path in sorted((ROOT / "data" / "tables").glob("*.csv")):
        above = {}
        for row in rows_of(path):
            if path.stem.startswith("05") and row["code"] == "21505":
                row["total"] = "203.39"
            if row.get("side") != above.get("side"):
                above = {}
            for column in list(row)[list(row).index("name_en") + 1 :]:
                tried += kinds(row[column], above.get(column, ""))
            above = row
    audit = pages["chapters/checking/audit.html"]
    assert counted(audit, "Misprints put in on purpose") == tried


def kinds(amount, above):
    """How many kinds of misprint change an amount, as printed: a blank can only be filled."""
    if not amount:
        return 1
    digits = amount.replace(".", "")
    changed = left_out = True
    swapped = len(set(digits)) > 1
    moved = dropped = float(amount) != 0
    repeated = above not in ("", amount)
    return changed + left_out + swapped + moved + dropped + repeated


def test_the_kinds_of_misprint():
    assert kinds("", "2.50") == 1  # filled
    assert kinds("0.00", "") == 2  # a digit changed, left out
    assert kinds("0.00", "0.18") == 3  # and the one above repeated
    assert kinds("11.11", "11.11") == 4  # the point moved, a digit dropped
    assert kinds("303.39", "2.50") == 6  # two digits swapped


def test_the_arithmetic_is_plain():
    assert worked_out("303.39 - -1713.74") == Fraction(201713, 100)
    assert worked_out("(8.91 + 4.45) / 200.89 * 100") == Fraction(1336, 20089) * 100
    assert agrees({"value": "55.6563"}, "(8.91 - 0.01 / 2) / 16 * 100")
    assert not agrees({"value": "55.6562"}, "(8.91 - 0.01 / 2) / 16 * 100")
    assert not agrees({"value": "2150503"}, "2150501")
