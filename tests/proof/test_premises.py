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
TABLE_9, TABLE_10 = "chapters/tables/table-9", "chapters/tables/table-10"
OFFICE = "chapters/explanations/people-and-operating-costs"
ASSETS = "chapters/explanations/procurement-and-assets"
T9, T10 = "09-basic-expenditure-items", "10-three-public-expenses"
TARGETS = "chapters/explanations/performance-targets"
WORDS, PLAN = "chapters/checking/words-against-numbers", "chapters/checking/money-and-plan"
AUDIT = "chapters/checking/audit"
# Page and name of each premise, and data under which it fails: the number in a column of the rows
# of a table that have these values, times a factor; a blank or a nought counts as 1.
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
    (ALL_MONEY, "one_field"): ("03-expenditure", {"code": "215"}, "total", 2),
    (ALL_MONEY, "balanced"): ("01-revenue-and-expenditure", {"row": "11"}, "amount", 2),
    (PAYERS, "one_payer"): ("02-revenue", {"row": "1"}, "general_public_budget", 2),
    (KINDS, "two_in_three"): ("03-expenditure", {"row": "1"}, "basic", "0.5"),
    (KINDS, "nearly_all"): ("03-expenditure", {"code": "2150805"}, "total", "0.5"),
    (KINDS, "all_basic"): ("03-expenditure", {"code": "2150501"}, "total", "0.5"),
    (KINDS, "two_kinds"): ("03-expenditure", {"row": "1"}, "total", 2),
    (KINDS, "one_class"): ("03-expenditure", {"code": "215"}, "total", 2),
    (GRANTS, "all_granted"): ("04-appropriation", {"side": "revenue", "ordinal": ""}, "amount", 2),
    (GRANTS, "one_budget"): ("04-appropriation", {"row": "1"}, "amount", 2),
    (GRANTS, "same_spending"): ("04-appropriation", {"ordinal": "14"}, "amount", 2),
    (TABLE5, "one_wrong"): ("05-general-public-budget", {"code": "2150805"}, "total", 2),
    (TABLE5, "all_agree"): ("03-expenditure", {"code": "21505"}, "total", 2),
    (TABLE6, "is_empty"): ("06-government-fund", {"row": "1"}, "total", 1),
    (TABLE6, "one_source"): ("02-revenue", {"row": "1"}, "general_public_budget", 2),
    (TABLE6, "blank_elsewhere"): ("04-appropriation", {"row": "2"}, "amount", 1),
    (TABLE7, "is_empty"): ("07-state-capital", {"row": "1"}, "total", 1),
    (TABLE7, "blank_elsewhere"): ("02-revenue", {"row": "1"}, "state_capital", 1),
    (TABLE8, "half"): ("08-economic-categories", {"code": "301"}, "amount", 2),
    (TABLE8, "third"): ("08-economic-categories", {"code": "312"}, "amount", 2),
    (TABLE8, "is_goods"): ("08-economic-categories", {"code": "302"}, "amount", 2),
    (TABLE8, "most_labour"): (T9, {"code": "30226"}, "amount", "0.5"),
    (TABLE8, "same_sum"): ("05-general-public-budget", {"row": "1"}, "project", 2),
    (TABLE8, "matching"): ("03-expenditure", {"code": "2150503"}, "project", 2),
    (TABLE8, "firms_first"): ("08-economic-categories", {"code": "312"}, "amount", "0.5"),
    ("index", "one_cell"): ("03-expenditure", {"code": "2150501"}, "total", 2),
    ("chapters/bureau/duties", "two_in_three"): ("03-expenditure", {"code": "2150501"}, "total", 2),
    ("chapters/bureau/unit", "under_a_quarter"): (
        "08-economic-categories",
        {"row": "1"},
        "amount",
        2,
    ),
    ("chapters/bureau/work-plan", "no_baseline"): ("targets", {"row": "20"}, "baseline", "100"),
    (TABLE_9, "parts"): (T9, {"code": "30399"}, "amount", 2),
    (TABLE_9, "bills_blank"): (T9, {"code": "30211"}, "amount", 3),
    (TABLE_9, "twice"): (T9, {"code": "30102"}, "amount", 2),
    (TABLE_9, "only_other"): (T9, {"code": "30302"}, "amount", 3),
    (TABLE_9, "nearly"): (T9, {"code": "30108"}, "amount", "0.9"),
    (TABLE_9, "another_step"): (T9, {"code": "30108"}, "amount", "0.999"),
    (TABLE_10, "guests_only"): (T10, {"item": "2"}, "amount", 2),
    (TABLE_10, "level"): ("statements", {"subject": "hospitality"}, "change", 1),
    (TABLE_10, "no_project"): (T9, {"code": "30217"}, "amount", 2),
    (TABLE_10, "one_way_each"): (T9, {"code": "30217"}, "amount", 0),
    (OFFICE, "three_in_four"): (T9, {"code": "301"}, "amount", "0.5"),
    (OFFICE, "same_sum"): ("statements", {"subject": "operating_costs"}, "value", 2),
    (OFFICE, "costs_rose"): ("statements", {"subject": "operating_costs"}, "change", -1),
    ("chapters/handouts/claim", "rose"): (
        "statements",
        {"subject": "operating_costs"},
        "change",
        -1,
    ),
    (OFFICE, "falls_short"): (T9, {"code": "30226"}, "amount", 2),
    (OFFICE, "only_office"): (T9, {"code": "30211"}, "amount", 3),
    (ASSETS, "all_zero"): ("procurement", {"row": "1"}, "value", 3),
    (ASSETS, "three_quarters"): (T9, {"code": "30226"}, "amount", "0.5"),
    (ASSETS, "no_capital"): (T9, {"code": "31002"}, "amount", 3),
    (ASSETS, "no_cars"): (T10, {"item": "3"}, "amount", 3),
    (ASSETS, "no_upkeep"): (T9, {"code": "30209"}, "amount", 3),
    (TWO_YEARS, "small_before"): ("statements", {"subject": "operating_costs"}, "change", "0.5"),
    (TWO_YEARS, "both_agree"): ("statements", {"subject": "operating_costs"}, "change_percent", 2),
    (TWO_YEARS, "same_change"): ("statements", {"subject": "expenditure"}, "change", 2),
    (TARGETS, "one_target"): ("statements", {"subject": "performance_targets"}, "value", 2),
    (TARGETS, "one_of_two"): ("projects", {"row": "1"}, "total", "0.5"),
    (TARGETS, "two_thirds"): ("05-general-public-budget", {"code": ""}, "basic", "0.5"),
    (TARGETS, "under_a_hundredth"): ("projects", {"row": "1"}, "total", "0.5"),
    (TARGETS, "one_firm"): ("indicators", {"row": "2"}, "value", 2),
    (WORDS, "none_against"): ("statements", {"subject": "operating_costs"}, "change_percent", 2),
    (WORDS, "two_readings"): ("09-basic-expenditure-items", {"code": "30226"}, "amount", "0.1"),
    (WORDS, "why_untestable"): ("statements", {"subject": "operating_costs"}, "change", -1),
    (WORDS, "fell"): ("statements", {"subject": "expenditure"}, "change", -1),
    (WORDS, "rose"): ("statements", {"subject": "operating_costs"}, "change", -1),
    (PLAN, "safety_paid"): ("links", {"row": "30"}, "task", "0.8"),
    (PLAN, "perhaps"): ("links", {"row": "29"}, "task", "0.7"),
    (PLAN, "two_alone"): ("links", {"row": "27"}, "duty", "0.9"),
    (PLAN, "two_thirds"): ("05-general-public-budget", {"code": "2150501"}, "total", "0.5"),
    (AUDIT, "one_misprint"): ("01-revenue-and-expenditure", {"row": "1"}, "amount", 2),
    (AUDIT, "red_at_five"): ("01-revenue-and-expenditure", {"row": "1"}, "amount", 2),
}


def change(folder, table, chosen, column, factor):
    """Multiply the numbers of a column, a blank or 0 as 1, by a factor in the rows chosen."""
    path, _ = tables(folder)[table]
    rows = rows_of(path)
    found = [row for row in rows if chosen.items() <= row.items()]
    assert found
    for row in found:
        printed = Decimal(row[column] or "0.00")
        row[column] = str(((printed or 1) * Decimal(factor)).quantize(printed))
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
