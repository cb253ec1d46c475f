"""Each premise of the book fails on data made for it, and is then reported where it is quoted."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from reading import (
    EDITIONS,
    EVAL,
    copy_book,
    notebooks,
    printed_book,
    read_page,
    rows_of,
    save,
    tables,
)

TWO_YEARS = "chapters/explanations/year-on-year"
ALL_MONEY, PAYERS = "chapters/tables/table-1", "chapters/tables/table-2"
KINDS, GRANTS = "chapters/tables/table-3", "chapters/tables/table-4"
TABLE5, TABLE6, TABLE7, TABLE8 = (f"chapters/tables/table-{number}" for number in range(5, 9))
# Page and name of each premise, and data under which it fails: the number in a column of the rows
# of a table that have these values, times a factor; a blank counts as 1.
FAILS = {
    ("index", "one_source"): ("02-revenue", {"row": "1"}, "general_public_budget", 2),
    ("index", "two_in_three"): ("03-expenditure", {"code": "2150501"}, "total", "0.5"),
    ("index", "one_in_three"): ("03-expenditure", {"code": "2150805"}, "total", "0.5"),
    ("index", "costs_rose"): ("statements", {"subject": "operating_costs"}, "change", -1),
    ("index", "rest_fell"): ("statements", {"subject": "expenditure"}, "change", -1),
    ("index", "six_times"): ("statements", {"subject": "expenditure"}, "change", 2),
    (TWO_YEARS, "below_a_sixth"): ("statements", {"subject": "expenditure"}, "change", 2),
    (TWO_YEARS, "rest_fell"): ("statements", {"subject": "expenditure"}, "change", -1),
    (TWO_YEARS, "costs_rose"): ("statements", {"subject": "operating_costs"}, "change", -1),
    (TWO_YEARS, "a_sixth"): ("statements", {"subject": "operating_costs"}, "value", 2),
    (ALL_MONEY, "one_source"): ("01-revenue-and-expenditure", {"row": "1"}, "amount", 2),
    (ALL_MONEY, "one_field"): ("01-revenue-and-expenditure", {"row": "25"}, "amount", 2),
    (ALL_MONEY, "balanced"): ("01-revenue-and-expenditure", {"row": "11"}, "amount", 2),
    (PAYERS, "one_payer"): ("02-revenue", {"row": "1"}, "general_public_budget", 2),
    (KINDS, "two_in_three"): ("03-expenditure", {"row": "1"}, "basic", "0.5"),
    (KINDS, "nearly_all"): ("03-expenditure", {"code": "2150805"}, "total", "0.5"),
    (KINDS, "all_basic"): ("03-expenditure", {"code": "2150501"}, "total", "0.5"),
    (KINDS, "two_kinds"): ("03-expenditure", {"row": "1"}, "total", 2),
    (KINDS, "one_class"): ("01-revenue-and-expenditure", {"row": "25"}, "amount", 2),
    (GRANTS, "all_granted"): ("04-appropriation", {"side": "revenue", "ordinal": ""}, "amount", 2),
    (GRANTS, "one_budget"): ("04-appropriation", {"row": "1"}, "amount", 2),
    (GRANTS, "same_spending"): ("04-appropriation", {"ordinal": "14"}, "amount", 2),
    (TABLE5, "one_wrong"): ("05-general-public-budget", {"code": "2150805"}, "total", 2),
    (TABLE5, "all_agree"): ("03-expenditure", {"code": "21505"}, "total", 2),
    (TABLE5, "repeats"): ("05-general-public-budget", {"code": "215"}, "total", 2),
    (TABLE6, "is_empty"): ("06-government-fund", {"row": "1"}, "total", 1),
    (TABLE6, "one_source"): ("02-revenue", {"row": "1"}, "general_public_budget", 2),
    (TABLE6, "blank_elsewhere"): ("04-appropriation", {"row": "2"}, "amount", 1),
    (TABLE6, "same_before"): ("statements", {"subject": "general_public_budget"}, "change", 2),
    (TABLE7, "is_empty"): ("07-state-capital", {"row": "1"}, "total", 1),
    (TABLE7, "blank_elsewhere"): ("02-revenue", {"row": "1"}, "state_capital", 1),
    (TABLE8, "half"): ("08-economic-categories", {"code": "301"}, "amount", 2),
    (TABLE8, "third"): ("08-economic-categories", {"code": "312"}, "amount", 2),
    (TABLE8, "is_goods"): ("08-economic-categories", {"code": "302"}, "amount", 2),
    (TABLE8, "same_sum"): ("05-general-public-budget", {"row": "1"}, "project", 2),
    (TABLE8, "matching"): ("03-expenditure", {"code": "2150503"}, "project", 2),
    (TABLE8, "firms_first"): ("08-economic-categories", {"code": "312"}, "amount", "0.5"),
}


def change(folder, table, chosen, column, factor):
    """Multiply the numbers of a column, a blank as 1, by a factor in the rows that are chosen."""
    path, _ = tables(folder)[table]
    rows = rows_of(path)
    found = [row for row in rows if chosen.items() <= row.items()]
    assert found
    for row in found:
        row[column] = str(round(Decimal(row[column] or 1) * Decimal(factor), 2))
    save(path, rows)


def quotes(page, name):
    """How often each cell of a page quotes a premise."""
    found = {cell: EVAL.findall(text).count(name) for cell, text in page.prose.items()}
    return {cell: number for cell, number in found.items() if number}


def notes(page):
    """The notes that a page shows, by cell."""
    return {
        cell: [mark.text for mark in BeautifulSoup(html, "html.parser").select("mark.premise")]
        for cell, _, html in page.pieces
    }


def test_each_premise_is_quoted_and_has_data_under_which_it_fails():
    pages = printed_book("en")
    known = {(page, name) for page in pages for name in pages[page].premises}
    assert known == set(FAILS)
    assert all(quotes(pages[page], name) for page, name in known)


@pytest.mark.published
@pytest.mark.parametrize("language", EDITIONS)
def test_no_premise_fails_as_published(language):
    pages = printed_book(language)
    assert [
        note for page in pages.values() for found in notes(page).values() for note in found
    ] == []


@pytest.mark.parametrize("language", EDITIONS)
@pytest.mark.parametrize(("page", "name"), FAILS, ids=[name for _, name in FAILS])
def test_a_premise_that_fails_is_reported_in_each_paragraph(tmp_path, page, name, language):
    change(copy_book(tmp_path), *FAILS[page, name])
    read = read_page(page, notebooks(tmp_path)[page], language)
    premise, shown = read.premises[name], notes(read)
    assert not premise.holds
    for cell, times in quotes(read, name).items():
        assert shown[cell].count(premise.note) == times
