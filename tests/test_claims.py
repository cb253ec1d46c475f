"""What the document says in words, and what its figures say of it."""

import pytest
from conftest import ROOT

from budgetbook import package
from budgetbook.book import Book
from budgetbook.claims import CLAIMS, READING, by_name, claims, judge

T9 = "09-basic-expenditure-items"
pytestmark = pytest.mark.published


@pytest.fixture
def printed():
    return package.read(ROOT / "data")


def change(rows, key, value, column, amount):
    next(row for row in rows if row[key] == value)[column] = amount


def test_no_verdict_is_harder_than_every_reading_allows(printed):
    """项目 may mean projects or items; the line for hired labour may be for temporary staff in
    whole or in part; 主要包括 says what money covers, and not that each purpose has some."""
    found = judge(printed)
    assert "contradicted" not in found.values()
    assert {each for each in found if found[each] == READING} == {
        "running_is_project",
        "hired_labour",
    }
    assert found["lists_of_purposes"] == found["comprehensive_budget"] == "not testable"


def test_most_money_outside_the_listed_purposes_speaks_against_the_list(printed):
    """Clothing (30224) is not listed; basic spending is 200.89."""
    change(printed[T9], "code", "30224", "amount", 20088)
    assert CLAIMS["lists_of_purposes"](printed) is None
    change(printed[T9], "code", "30224", "amount", 20090)
    assert CLAIMS["lists_of_purposes"](printed) is False


def test_running_expenses_beyond_basic_spending_are_for_projects(printed):
    """Personnel 149.07 and running expenses 51.82 are all of the basic 200.89."""
    change(printed["statements"], "subject", "running_expenses", "value", 5183)
    assert CLAIMS["running_is_project"](printed) is True


@pytest.mark.parametrize(("labour", "verdict"), [(2865, READING), (2864, None), (2317, False)])
def test_hired_labour_against_the_rise(printed, labour, verdict):
    """The rise is 46.36, half of it 23.18; all of 2022 was 5.46: 28.65 - 5.46 = 23.19 at least."""
    change(printed[T9], "code", "30226", "amount", labour)
    assert CLAIMS["hired_labour"](printed) is verdict


def test_no_claim_is_none_by_name():
    frame = claims(Book(ROOT, "en"))
    assert by_name(frame[frame["holds"] == "contradicted"]).text == "none"
