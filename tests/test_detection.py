"""The audit catches any single wrong amount, and the localiser finds it where the sums allow."""

from pathlib import Path

import pytest
import synthetic

from budgetbook import audit, detection, locate, package

DATA = Path(__file__).parent.parent / "data"
T2, T5, T6, T9, T10 = audit.T2, audit.T5, audit.T6, audit.T9, audit.T10


@pytest.fixture
def printed():
    return package.read(DATA)


@pytest.fixture
def correct(printed):
    cell(printed, T5, "21505")["total"] = 20339
    return printed


@pytest.fixture(scope="module")
def results():
    return detection.detect(detection.corrected(package.read(DATA)))


def cell(figures, table, code):
    return next(row for row in figures[table] if audit.name_of(row) == code)


def failed(figures):
    return {result["id"] for result in audit.run(figures) if result["status"] == "fail"}


def found(figures):
    located = locate.locate(figures)
    return located["verdict"], {
        (each["table"], each["code"], each["column"]): each["corrected"]
        for each in located["cells"]
    }


# The localiser


def test_it_names_the_misprint_of_the_document(printed):
    assert locate.locate(printed) == {
        "verdict": "one",
        "claims": 5,
        "cells": [
            {
                "table": T5,
                "row": 3,
                "code": "21505",
                "column": "total",
                "printed": 30339,
                "corrected": 20339,
                "slip": "changed",
            }
        ],
    }


def test_it_leaves_the_package_as_it_was(printed):
    before = {name: [dict(row) for row in rows] for name, rows in printed.items()}
    locate.locate(printed)
    assert printed == before


def test_it_has_nothing_to_say_when_all_checks_pass(correct):
    assert locate.locate(correct) is None
    assert failed(correct) == set()


def test_two_wrong_cells_are_no_single_one(printed):
    cell(printed, T2, "2150501")["total"] += 1
    assert found(printed) == ("none", {})


def test_a_wrong_leaf_is_one_of_its_sum(correct):
    """301 holds 99.93; with 30101 printed 10.00 too high, any item of at least 10.00, or that
    one, may be the wrong one: 30102 with 39.06, 30103 with 13.51 and 30101 itself."""
    cell(correct, T9, "30101")["amount"] = 1960 + 1000
    assert found(correct) == (
        "several",
        {
            (T9, "30101", "amount"): 1960,
            (T9, "30102", "amount"): 2906,
            (T9, "30103", "amount"): 351,
        },
    )
    first = locate.locate(correct)["cells"][0]
    assert (first["code"], first["slip"]) == ("30101", "changed")


def test_a_filled_blank_is_emptied(correct):
    cell(correct, T6, "")["total"] = 30339
    assert found(correct) == ("one", {(T6, "", "total"): None})


def test_nothing_is_corrected_to_what_the_table_prints_for_nothing(correct):
    cell(correct, T10, "3.1")["amount"] = 18
    assert found(correct) == ("one", {(T10, "3.1", "amount"): 0})


def test_a_zero_left_out_is_put_back(correct):
    cell(correct, T10, "3.1")["amount"] = None
    assert found(correct) == ("one", {(T10, "3.1", "amount"): 0})


def test_a_zero_in_a_blank_is_taken_out(correct):
    cell(correct, T9, "30107")["amount"] = 0
    assert found(correct) == ("one", {(T9, "30107", "amount"): None})


def test_a_wrong_statement_is_found(correct):
    cell(correct, "statements", "personnel_expenses")["value"] = 14970
    assert found(correct) == ("one", {("statements", "personnel_expenses", "value"): 14907})


def test_a_wrong_percentage_may_be_a_wrong_change(correct):
    """With -84.95%, last year would be 303.39 ÷ 0.1505 = 2015.88 and the change -1712.49."""
    cell(correct, "statements", "general_public_budget")["change_percent"] = -8495
    assert found(correct) == (
        "several",
        {
            ("statements", "general_public_budget", "change_percent"): -8496,
            ("statements", "general_public_budget", "change"): -171249,
        },
    )


# Misprints


def test_the_six_misprints_of_303_39():
    slips = locate.slips(30339, above=250)
    assert set(slips) == {"changed", "swapped", "moved", "dropped", "blanked", "repeated"}
    assert 20339 in slips["changed"] and 30330 in slips["changed"]
    assert sorted(slips["swapped"]) == [3339, 30393, 33039]
    assert slips["moved"] == [303390]
    assert sorted(slips["dropped"]) == [339, 3033, 3039, 3039, 3339]
    assert slips["blanked"] == [None]
    assert slips["repeated"] == [250]


def test_no_misprint_is_the_amount_itself():
    for amount in (0, 4, 18, 100, 1111, 30339):
        for kind, values in locate.slips(amount, above=amount).items():
            assert amount not in values, kind
    assert locate.slips(0)["moved"] == []


def test_a_slip_is_recognised():
    assert locate.slip(20339, 30339) == "changed"
    assert locate.slip(5182, 5812) == "swapped"
    assert locate.slip(250, 2500) == "moved"
    assert locate.slip(10000, 1000) in ("moved", "dropped")
    assert locate.slip(5182, None) == "blanked"
    assert locate.slip(None, 5182, above=5182) == "repeated"
    assert locate.slip(20339, 777) == ""


# Detection


def test_every_amount_and_every_blank_is_tried(correct, results):
    """85 printed amounts; the rest of the cells of the ten tables are blank."""
    cells = [
        (table, row["row"], column)
        for table in audit.TABLES
        for row in correct[table]
        for column in audit.COLUMNS[table]
    ]
    assert {(each["table"], each["row"], each["column"]) for each in results} == set(cells)
    tried = {}
    for each in results:
        key = each["table"], each["row"], each["column"]
        tried.setdefault(key, set()).add(each["kind"])
        assert each["misprint"] != each["printed"]
    for (table, row, column), kinds in tried.items():
        value = correct[table][row - 1][column]
        if value is None:
            assert kinds == {"filled"}
        else:
            assert kinds >= {"changed", "blanked"}
        if value:
            assert kinds >= {"changed", "blanked", "moved", "dropped"}


def test_every_misprint_turns_a_check_from_pass_to_fail(correct, results):
    """Run the whole register on each misprinted copy, whatever `detect` says."""
    for each in results:
        row = correct[each["table"]][each["row"] - 1]
        row[each["column"]] = each["misprint"]
        assert failed(correct), each
        row[each["column"]] = each["printed"]
    assert not failed(correct)


def test_the_right_cell_is_always_named_or_listed(results):
    counts = detection.summary(results)
    assert counts["caught"] == counts["tried"] == counts["named"] + counts["listed"]
    assert counts["named"] > counts["listed"] > 0
    assert counts["median"] >= 2


def test_only_leaves_of_one_sum_are_listed(correct, results):
    """What the sums determine is named: no total, and no cell of a table whose rows and columns
    both add up. Economic items and categories stand in one sum each."""
    for each in results:
        if each["candidates"] > 1:
            assert each["table"] in (audit.T8, T9), each


def test_every_candidate_would_do(correct, results):
    """A list is as short as the identities allow: each of its corrections makes all checks pass."""
    several = [each for each in results if each["candidates"] > 1]
    for each in several[::9]:
        row = correct[each["table"]][each["row"] - 1]
        row[each["column"]] = each["misprint"]
        for candidate in locate.locate(correct)["cells"]:
            suspect = correct[candidate["table"]][candidate["row"] - 1]
            before = suspect[candidate["column"]]
            suspect[candidate["column"]] = candidate["corrected"]
            assert not failed(correct), (each, candidate)
            suspect[candidate["column"]] = before
        row[each["column"]] = each["printed"]


def test_every_other_misprint_is_caught_and_listed_too(correct):
    """Not one of each kind but all: every digit changed to every other, every pair swapped."""
    board = locate.board(correct)
    for table in audit.TABLES:
        for row in board["package"][table]:
            for column in audit.COLUMNS[table]:
                value, tried = row[column], set()
                if value is None:
                    tried = {0, 1, 10**9}
                for values in locate.slips(value).values() if value is not None else ():
                    tried.update(values[::3])
                for misprint in tried:
                    row[column] = misprint
                    failing = locate.failing_at(board, (table, row, column))
                    assert failing, (table, row, column, misprint)
                    located = locate.candidates(board, failing)["cells"]
                    assert any(
                        (each["table"], each["row"], each["column"], each["corrected"])
                        == (table, row["row"], column, value)
                        for each in located
                    ), (table, row, column, misprint)
                    row[column] = value


def test_on_the_document_as_printed_a_second_misprint_shows_too(printed):
    """Its own misprint hides no other: some further comparison fails, or this very cell is
    wrong otherwise."""

    def differing():
        return {
            (result["id"], each["table"], each["row"], each["column"], each["recomputed"])
            for result in audit.run(printed)
            for each in result["cells"]
            if result["severity"] == "error" and each["printed"] != each["recomputed"]
        }

    before = differing()
    for table, number, column, kind, misprint in detection.misprints(printed):
        if kind in ("changed", "filled") and (table, number, column) != (T5, 3, "total"):
            row = printed[table][number - 1]
            value, row[column] = row[column], misprint
            assert differing() - before, (table, number, column)
            row[column] = value


def test_an_audit_that_misses_something_would_be_noticed(correct, monkeypatch):
    """With table 9's sums left out of the register, its items are free, and detect says so."""
    fewer = [each for each in audit.CHECKS if each["id"] != "t9-levels-sum"]
    monkeypatch.setattr(locate, "CHECKS", fewer)
    missed = [each for each in detection.detect(correct) if not each["caught"]]
    assert {each["table"] for each in missed} == {T9}


def test_beside_a_misprint_others_are_still_caught(printed):
    """Only the claims that the misprinted cell 21505 of table 5 already breaks are passed over."""
    missed = [each for each in detection.detect(printed) if not each["caught"]]
    assert {(each["table"], each["row"], each["column"]) for each in missed} <= {(T5, 3, "total")}


@pytest.mark.parametrize("shape", ["public institution", "carry-over", "three public"])
def test_misprints_in_other_budgets_are_caught_and_found(shape):
    counts = detection.summary(detection.detect(synthetic.make(shape, 3)))
    assert counts["tried"] == counts["caught"] == counts["named"] + counts["listed"]
