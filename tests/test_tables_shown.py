"""Tables as a page shows them: printed ones and data frames alike, in both editions."""

import re
from fractions import Fraction

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from budgetbook.display import COUNT, MONEY, PERCENT
from budgetbook.figures import Figure
from budgetbook.notebook import open_book

SCOPES = ("col", "row", "colgroup")
AMOUNT = re.compile(r"−?\d+\.\d\d")
PYTHON = re.compile(r"\b(True|False|None|NaN|nan|NaT)\b|Figure\(|\w_\w")


@pytest.fixture(params=["pages", "chinese_pages"])
def edition(request):
    """The pages of an edition."""
    return request.getfixturevalue(request.param)


def figures(edition, kind):
    return [(name, each) for name, page in edition.items() for each in page.select(kind)]


def columns(figure):
    """The cells of each column of numbers."""
    kinds = [each["class"] if each.get("class") else [] for each in figure.select("thead tr > *")]
    for place, kind in enumerate(kinds):
        if "number" in kind:
            rows = [row.find_all(["td", "th"]) for row in figure.select("tbody tr")]
            yield [row[place] for row in rows if len(row) == len(kinds)]


def test_every_table_has_headers_that_say_what_they_head(edition):
    for name, figure in figures(edition, "figure.printed"):
        for each in figure.select("th"):
            assert each.get("scope") in SCOPES and each.text.strip(), (name, str(each))
        assert figure.select_one(".scroll")["aria-label"], name


def test_the_index_of_a_data_frame_heads_its_rows(edition):
    derived = figures(edition, "figure.derived")
    assert derived
    for name, figure in derived:
        for row in figure.select("tbody tr"):
            first, *others = row.find_all(["td", "th"])
            assert first.name == "th" and all(each.name == "td" for each in others), name


def test_numbers_stand_right_with_as_many_decimals_in_a_column(edition):
    for name, figure in figures(edition, "figure.printed"):
        for cells in columns(figure):
            assert all("number" in cell["class"] for cell in cells), name
            if "derived" in figure["class"]:
                texts = [cell.text for cell in cells if AMOUNT.match(cell.text)]
                assert len({len(text.partition(".")[2]) for text in texts}) <= 1, (name, texts)


def test_money_says_its_unit(edition):
    for name, figure in figures(edition, "figure.derived"):
        texts = [cell.text for cells in columns(figure) for cell in cells]
        if any(AMOUNT.fullmatch(text) for text in texts):
            assert "万元" in figure.select_one("figcaption > .unit").text, name


def test_nothing_in_a_table_speaks_python(edition):
    for name, figure in figures(edition, "figure.printed"):
        for each in figure.select("thead th, td"):
            text = each.text
            if name != "chapters/reference/data.html" or each.name == "th":  # names of its columns
                assert not PYTHON.search(text), (name, text)
        for each in figure.select("thead th"):
            assert not each.text[0].islower(), (name, each.text)


# A data frame by itself

BOOK = open_book(ROOT, "en")


def shown(book=BOOK, **frame):
    index = frame.pop("index", None)
    html = book.html(pd.DataFrame(frame, index=index, dtype=object))
    return BeautifulSoup(html, "html.parser")


def texts(figure, selector="tbody td"):
    return [each.text for each in figure.select(selector)]


def money(value):
    return Figure(Fraction(value), MONEY)


def test_decimals_are_filled_up_for_each_unit():
    figure = shown(
        part=[money("2.5"), money("0.0125"), None],
        share=[Figure(100, PERCENT), Figure(Fraction("33.333"), PERCENT), float("nan")],
        counted=[Figure(7, COUNT), Figure(-12, COUNT), 0],
    )
    assert texts(figure) == [
        "2.5000", "100.00%", "7",
        "0.0125", "33.33%", "−12",
        "", "", "0",
    ]  # fmt: skip
    assert {tuple(each["class"]) for each in figure.select("td[class]")} == {("number",)}


@pytest.mark.parametrize(
    ("others", "unit"),
    [
        ([Figure(1, PERCENT)], "Unit: 10,000 yuan (万元)"),
        ([Figure(1, COUNT)], "Amounts in 10,000 yuan (万元)"),
        ([3], "Amounts in 10,000 yuan (万元)"),
        (["words"], "Unit: 10,000 yuan (万元)"),
    ],
)
def test_the_unit_is_said_as_narrowly_as_it_holds(others, unit):
    assert shown(amount=[money(1)], others=others).select_one(".unit").text == unit


def test_without_money_no_unit_is_said():
    assert shown(counted=[1], share=[Figure(1, PERCENT)]).figcaption is None


def test_yes_and_no_in_the_language_of_the_edition():
    chinese = open_book(ROOT, "zh")
    assert texts(shown(paid=[True, False, None])) == ["yes", "no", ""]
    assert texts(shown(chinese, paid=[True, False, None])) == ["是", "否", ""]


def test_outer_levels_of_an_index_head_groups_of_rows():
    index = pd.MultiIndex.from_tuples([("a", "x"), ("a", "y"), ("b", "x")])
    figure = shown(index=index, amount=[1, 2, 3])
    assert texts(figure, "th[scope=colgroup]") == ["A", "B"]
    assert texts(figure, "th[scope=row]") == ["X", "Y", "X"]
    assert figure.select_one("thead td").text == ""  # the index has no name


def test_columns_of_the_data_go_by_their_titles():
    table = BOOK.table(5)
    figure = BeautifulSoup(BOOK.html(table[["name", "basic"]]), "html.parser")
    assert texts(figure, "thead th") == ["Account code", "Account", "Basic expenditure"]
    assert texts(figure, "th[scope=row]")[0] == "Total"


def test_what_a_frame_holds_is_escaped():
    figure = shown(index=["<b>x</b>"], **{"<i>": ["<script>"]})
    assert not figure.select("b, i, script") and texts(figure) == ["<script>"]
