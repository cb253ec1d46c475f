"""Law 3: every printed total is a claim, and the register recomputes it."""

import ast
import inspect
from pathlib import Path

import pytest
import synthetic
from bs4 import BeautifulSoup

from budgetbook import audit, form, locate, package
from budgetbook.book import Book, Package
from budgetbook.edition import Edition
from budgetbook.report import checks, outcome

DATA = Path(__file__).parent.parent / "data"
T3, T5, T9, T10 = audit.T3, audit.T5, audit.T9, audit.T10
IDS = [check["id"] for check in audit.CHECKS]
SEEDS = range(4)


@pytest.fixture
def printed():
    return package.read(DATA)


@pytest.fixture
def correct(printed):
    """The package with the misprint corrected by hand: 21505 is 200.89 and 2.50, 203.39."""
    find(printed, T5, "21505")["total"] = 20339
    return printed


def find(figures, table, code):
    return next(row for row in figures[table] if audit.name_of(row) == code)


def failing(figures, **options):
    """The claims that differ, by check."""
    found = {}
    for result in audit.run(figures, **options):
        for cell in result["cells"]:
            if cell["printed"] != cell["recomputed"]:
                where = cell["table"], cell["code"], cell["column"]
                values = cell["printed"], cell["recomputed"]
                found.setdefault(result["id"], {})[where] = values
    return found


def statuses(figures):
    return {result["id"]: result["status"] for result in audit.run(figures)}


# The published document


def test_the_document_fails_at_its_misprint_alone(printed):
    section, group = (T5, "21505", "total"), (T5, "215", "total")
    assert failing(printed) == {
        "t5-levels-sum": {group: (30339, 40339), section: (30339, 20339)},
        "t5-rows-sum": {section: (30339, 20339)},
        "t5-t7-t2": {section: (30339, 20339)},
        "t5-t7-t3": {section: (30339, 20339)},
        "targets-coverage": {(T3, "2150503", "project"): (250, None)},
    }


def test_families_of_the_misprint_fail_and_the_coverage_warns(printed):
    by_status = {}
    for result in audit.run(printed):
        by_status.setdefault(result["status"], set()).add(result["family"])
    assert by_status["fail"] == {4, 5, 9}
    assert by_status["warn"] == {17}
    assert by_status["pass"] == set(range(1, 21)) - {9}  # both checks of family 9 fail
    assert "not applicable" not in by_status


def test_with_the_misprint_corrected_everything_passes(correct):
    assert {key for key, status in statuses(correct).items() if status != "pass"} == {
        "targets-coverage"
    }


@pytest.mark.parametrize(
    ("check", "code", "value"),
    [
        ("personnel-expenses", "personnel_expenses", 14907),
        ("running-expenses", "running_expenses", 5182),
        ("personnel-and-running", "", 20089),
        ("operating-costs", "operating_costs", 5182),
        ("t8-t9-project", "", 30339),
        ("t9-t5-basic", "", 20089),
        ("change-balance", "expenditure", -171374),
        ("change-percent", "general_public_budget", -8496),
        ("change-percent", "operating_costs", 84908),
        ("t10-t9", "2", 18),
        ("t10-levels-sum", "3", 0),
        ("targets-counted", "performance_targets", 100),
        ("targets-money", "performance_appropriation", 10000),
        ("text-items", "2150503", 250),
        ("t3-t1-classes", "14", 30339),
    ],
)
def test_recomputed_by_hand(printed, check, code, value):
    result = next(each for each in audit.run(printed) if each["id"] == check)
    cell = next(cell for cell in result["cells"] if cell["code"] == code)
    assert cell["recomputed"] == value


# The register


def test_every_family_has_checks_in_order():
    families = [check["family"] for check in audit.CHECKS]
    assert families == sorted(families)
    assert set(families) == set(range(1, 21))
    assert len(audit.FAMILIES) == 20


def test_every_check_says_in_two_languages_what_it_demands():
    assert len(set(IDS)) == len(IDS)
    for check in audit.CHECKS:
        assert check["severity"] in ("error", "warning")
        for english, chinese in (check["title"], check["rule"]):
            assert english.isascii() or "“" in english
            assert not chinese.isascii()
        assert check["rule"][0].endswith(".") and check["rule"][1].endswith("。")


def test_results_speak_the_language_asked_for(printed):
    title = {
        language: audit.run(printed, language=language)[0]["title"] for language in ("en", "zh")
    }
    assert title == {"en": "Table 1: revenue adds up", "zh": "表1：收入合计"}


@pytest.mark.parametrize("module", [form, audit, locate])
def test_the_audit_runs_where_there_is_only_python(module):
    """No imports, formats, files or unpacking that MicroPython in a browser does not have."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        assert not isinstance(node, ast.ClassDef | ast.Match)
        if isinstance(node, ast.Import):  # which MicroPython has, and the form's own file
            assert (module, [each.name for each in node.names]) == (form, ["json"])
        if isinstance(node, ast.ImportFrom):
            assert node.module in ("budgetbook.form", "budgetbook.audit")
        assert not (isinstance(node, ast.FormattedValue) and node.format_spec)
        if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
            assert not any(isinstance(item, ast.Starred) for item in node.elts)
        if isinstance(node, ast.Dict):
            assert None not in node.keys
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print" and (module is form or node.func.id != "open")


def failing_copy(check, figures):
    """A copy of `figures` in which `check` no longer passes, one cell changed; None if no change
    of a cell that it compares does that."""
    for claim in audit.claims_of(check, figures):
        _, row, column = claim[0]
        printed = row[column]
        for value in ((printed or 0) + 1, (printed or 0) - 1, -1, 10**9, None, 0):
            row[column] = value
            copy = {name: [dict(row) for row in rows] for name, rows in figures.items()}
            row[column] = printed
            if any(
                audit.settle(each) != each[0][1][each[0][2]]
                for each in audit.claims_of(check, copy)
            ):
                return copy
    return None


@pytest.mark.parametrize("slug", IDS)
def test_every_check_can_fail(correct, slug):
    check = next(each for each in audit.CHECKS if each["id"] == slug)
    copy = failing_copy(check, correct)
    assert statuses(copy)[slug] == ("fail" if check["severity"] == "error" else "warn")


@pytest.mark.parametrize("slug", IDS)
def test_every_check_can_fail_on_another_bureau(slug):
    check = next(each for each in audit.CHECKS if each["id"] == slug)
    shape = "several classes" if "vehicles" in slug else "everything"  # the one without vehicles
    figures = synthetic.make(shape, 1)
    assert statuses(failing_copy(check, figures))[slug] in ("fail", "warn")


def test_a_check_that_cannot_fail_would_be_noticed(correct):
    """The two tests above would fail for a check that compares each cell with itself."""
    idle = next(each for each in audit.CHECKS if each["id"] == "t5-rows-sum") | {
        "claims": lambda p, table: [
            ((table, row, "total"), [(table, row, "total")], ()) for row in p[table]
        ]
    }
    assert audit.claims_of(idle, correct)
    assert failing_copy(idle, correct) is None


# Blank, zero, at least, at most


def test_a_filled_blank_is_caught(correct):
    find(correct, T9, "30107")["amount"] = 1
    assert failing(correct)["t9-levels-sum"] == {(T9, "301", "amount"): (9993, 9994)}


def test_an_empty_table_stays_empty(correct):
    correct[audit.T6][0]["total"] = 500
    found = failing(correct)
    assert {"t6-levels-sum", "t6-rows-sum", "t5-t7-revenue", "t6-t7-stated"} <= set(found)
    assert found["t6-levels-sum"] == {(audit.T6, "", "total"): (500, None)}


def test_blank_and_zero_do_not_mix(correct):
    find(correct, T10, "3.1")["amount"] = None
    assert failing(correct)["blank-or-zero"] == {(T10, "3.1", "amount"): (None, 0)}
    find(correct, T10, "3.1")["amount"] = 0
    find(correct, T9, "30107")["amount"] = 0
    assert failing(correct)["blank-or-zero"] == {(T9, "30107", "amount"): (0, None)}


def test_no_amount_is_negative(correct):
    find(correct, T9, "30107")["amount"] = -1
    assert failing(correct)["not-negative"] == {(T9, "30107", "amount"): (-1, None)}


def test_table_10_may_exceed_table_9_by_project_money(correct):
    """2.50 + 100.00 of project spending; 0.18 of hospitality is basic."""
    find(correct, T10, "2")["amount"] = 18 + 10250
    assert "t10-t9" not in failing(correct)
    find(correct, T10, "2")["amount"] += 1
    assert failing(correct)["t10-t9"] == {(T10, "2", "amount"): (10269, 10268)}
    find(correct, T10, "2")["amount"] = 17
    assert failing(correct)["t10-t9"] == {(T10, "2", "amount"): (17, 18)}


def test_a_percentage_holds_to_its_last_printed_digit(correct):
    row = find(correct, "statements", "general_public_budget")
    for percent, holds in ((-8496, True), (-8497, False), (-8500, True), (-8400, False)):
        row["change_percent"] = percent  # -85% without decimals is right too
        assert ("change-percent" not in failing(correct)) == holds


def test_the_word_for_a_change_has_its_sign(correct):
    find(correct, "statements", "operating_costs")["comparison"] = "decrease"
    assert failing(correct)["change-direction"] == {
        ("statements", "operating_costs", "change"): (4636, -4636)
    }


def test_a_change_to_nothing_is_no_decrease(correct):
    find(correct, "statements", "hospitality")["comparison"] = "decrease"
    assert failing(correct)["change-direction"] == {
        ("statements", "hospitality", "change"): (0, -1)
    }


def test_operating_costs_of_a_bureau_with_an_institution_are_at_most_running_expenses(correct):
    find(correct, "statements", "operating_costs")["value"] = 5000
    assert failing(correct)["operating-costs"] == {
        ("statements", "operating_costs", "value"): (5000, 5182)
    }
    correct["units"].append(dict(correct["units"][0], offices=0))
    assert "operating-costs" not in failing(correct)


def test_no_vehicles_no_costs(correct):
    vehicles = find(correct, "assets", "1")
    find(correct, T10, "3.2")["amount"] = 100
    assert failing(correct)["no-vehicles-no-costs"] == {(T10, "3.2", "amount"): (100, None)}
    vehicles["held"] = 1
    assert "no-vehicles-no-costs" not in failing(correct)
    assert "vehicles-have-costs" not in failing(correct)
    find(correct, T10, "3.2")["amount"] = 0
    assert failing(correct)["vehicles-have-costs"] == {("assets", "1", "held"): (1, 0)}


def test_a_class_that_table_1_words_otherwise_is_not_an_error(correct):
    for table in (audit.T2, T3, T5):
        find(correct, table, "215")["name_zh"] += "（类）"
    assert not {"t3-t1-classes", "t5-t7-classes", "t4-t1-lines"} & set(failing(correct))


@pytest.mark.parametrize("moved", [20000, 30339])
@pytest.mark.parametrize("place", [13, 15, 1])
def test_lines_of_a_class_that_is_worded_otherwise_are_compared(correct, moved, place):
    """Line 14 is class 215's, whatever it is called: money moved to another is seen."""
    for table in (audit.T2, T3, T5):
        find(correct, table, "215")["name_zh"] += "（类）"
    for table in (audit.T1, audit.T4):
        spending = {r["ordinal"]: r for r in correct[table] if r["side"] == "expenditure"}
        spending[14]["amount"] = 30339 - moved or None
        spending[place]["amount"] = moved
    found = failing(correct)
    for slug, table in (("t3-t1-classes", audit.T1), ("t5-t7-classes", audit.T4)):
        assert found[slug] == {
            (table, "14", "amount"): (30339 - moved or None, 30339),
            (table, str(place), "amount"): (moved, None),
        }
    assert set(found) == {"t3-t1-classes", "t5-t7-classes", "targets-coverage"}  # moved in both


def test_other_money_of_a_class_that_is_worded_otherwise_is_compared(correct):
    find(correct, audit.T2, "215")["name_zh"] += "（类）"
    line = next(r for r in correct[audit.T4] if r["ordinal"] == 14)
    line["amount"] -= 100
    assert failing(correct)["t4-t1-lines"] == {(audit.T1, "14", "amount"): (30339, 30239)}


@pytest.mark.parametrize("shape", synthetic.SHAPES)
def test_no_wording_of_a_class_is_an_error(shape):
    figures = synthetic.make(shape, 1)
    for table in (audit.T2, T3, *audit.FUND_TABLES):
        for row in figures[table]:
            row["name_zh"] = f"{table}的{row['code']}"
    assert "fail" not in statuses(figures).values()
    line = next(r for r in figures[audit.T1] if r["side"] == "expenditure" and r["amount"])
    line["amount"] -= 1
    assert {"t3-t1-classes", "t4-t1-lines"} <= set(failing(figures))


def test_the_form_has_the_classes_in_the_order_of_their_lines(correct):
    """The lines of tables 1 and 4, and the national list, typed in another place."""
    assert list(form.FORM["classes"]) == synthetic.CLASSES
    line = next(r for r in correct[audit.T1] if r["ordinal"] == 14 and r["side"] == "expenditure")
    assert line["name_zh"] == find(correct, T3, "215")["name_zh"]
    assert form.FORM["classes"][line["ordinal"] - 1] == "215"


def test_a_class_without_a_line_is_seen(correct):
    """Neither its name nor its code is any line's."""
    for table in (audit.T1, audit.T4):
        correct[table] = [r for r in correct[table] if r["ordinal"] != 14 or r["side"] == "revenue"]
    found = failing(correct)
    assert found["t3-t1-classes"] == {(T3, "215", "total"): (30339, None)}
    assert found["t5-t7-classes"] == {(T5, "215", "total"): (30339, None)}


@pytest.mark.parametrize("subject", ["expenditure", "general_public_budget", "operating_costs"])
def test_a_stated_figure_is_compared_in_its_unit(correct, subject):
    row = find(correct, "statements", subject)
    amount, right = row["value"], failing(correct)
    row.update(value=amount * 10000, unit="元")
    assert failing(correct) == right
    assert locate.locate(correct) is None
    row.update(value=amount * 10000 + 10000, unit="元")
    wrong = {key: value for found in failing(correct).values() for key, value in found.items()}
    assert wrong["statements", subject, "value"] == (amount + 1, amount)
    assert locate.locate(correct)["cells"][0]["corrected"] == amount
    row.update(value=amount, unit="亿元")
    assert ("statements", subject, "value") in {
        key for found in failing(correct).values() for key in found
    }


@pytest.mark.parametrize("unit", ["元", "万 元", ""])
def test_a_stated_figure_that_cannot_be_compared_is_no_figure(correct, unit):
    """303.39 yuan are no whole hundredths of the tables' unit."""
    find(correct, "statements", "expenditure")["unit"] = unit
    with pytest.raises(ValueError, match="statements, row 3: a value in"):
        audit.run(correct)


def test_a_tenth_kind_belongs_to_its_own_item(correct):
    for number in range(7, 12):
        correct["assets"].insert(7, dict(correct["assets"][6], item=f"1.{number}", held=1))
    assert failing(correct)["vehicles-sum"] == {("assets", "1", "held"): (0, 5)}


# Less than a whole package


def test_without_the_narrative_its_checks_do_not_apply(correct):
    tables = {name: rows for name, rows in correct.items() if name in audit.TABLES}
    absent = {key for key, status in statuses(tables).items() if status == "not applicable"}
    assert absent == {
        check["id"] for check in audit.CHECKS if set(check["reads"]) - set(audit.TABLES)
    }
    assert set(statuses(tables).values()) == {"pass", "not applicable"}


class Recorder(dict):
    def __getitem__(self, name):
        self.read = {*getattr(self, "read", ()), name}
        return super().__getitem__(name)


@pytest.mark.parametrize("only", [*audit.TABLES, "statements", "projects", "assets"])
def test_the_checks_of_one_resource_read_only_what_they_declare(printed, only):
    recorder = Recorder(printed)
    results = audit.run(recorder, only=only)
    mine = [each for each in audit.CHECKS if only in each["reads"] or only in each["each"]]
    assert [result["id"] for result in results] == [check["id"] for check in mine]
    declared = {only}.union(*(check["reads"] for check in mine))
    if only not in audit.TABLES:  # a check that takes tables one at a time needs them all here
        declared.update(*(check["each"] for check in mine))
    assert recorder.read <= declared
    whole = {result["id"]: result for result in audit.run(printed)}
    for result in results:
        assert all(cell in whole[result["id"]]["cells"] for cell in result["cells"])


def test_a_package_read_as_needed_gives_the_same_results(printed):
    assert audit.run(Package(DATA)) == audit.run(printed)


# Other bureaus


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("shape", synthetic.SHAPES)
def test_budgets_of_other_shapes_pass(shape, seed):
    assert "fail" not in statuses(synthetic.make(shape, seed)).values()


def test_the_shapes_are_what_they_are_called():
    made = {shape: synthetic.make(shape, 1) for shape in synthetic.SHAPES}
    assert sum(len(row["code"]) == 3 for row in made["several classes"][T3]) == 5
    assert made["government fund"][audit.T6][0]["total"] > 0
    assert made["public institution"][T3][0]["operating"] > 0
    assert made["carry-over"][audit.T2][0]["carry_over"] > 0
    assert all(row["amount"] > 0 for row in made["three public"][T10])
    assert made["everything"][audit.T7][0]["total"] > 0


@pytest.mark.parametrize("shape", synthetic.SHAPES)
def test_a_wrong_total_of_another_bureau_fails(shape):
    for table in audit.TABLES:
        figures = synthetic.make(shape, 2)
        row = next((r for r in figures[table] if r[audit.COLUMNS[table][0]]), figures[table][0])
        column = audit.COLUMNS[table][0]
        row[column] = (row[column] or 0) + 1
        assert "fail" in statuses(figures).values()


# The line that unfolds on a chapter's page


@pytest.mark.parametrize(
    ("statuses", "english", "chinese"),
    [
        ({"pass": 12}, "12 checks touch this table: all hold.",
         "与本表有关的核对共12项：全部相符。"),
        ({"pass": 7, "fail": 2, "not applicable": 1},
         "Ten checks touch this table: seven hold, two fail, one does not apply here.",
         "与本表有关的核对共10项：7项相符，2项不符，1项不适用。"),
        ({"pass": 1, "fail": 1, "warn": 1},
         "Three checks touch this table: one holds, one fails, one raises a question.",
         "与本表有关的核对共3项：1项相符，1项不符，1项存疑。"),
        ({"warn": 2, "not applicable": 2},
         "Four checks touch this table: two raise a question, two do not apply here.",
         "与本表有关的核对共4项：2项存疑，2项不适用。"),
        ({"fail": 1}, "One check touches this table: it fails.",
         "与本表有关的核对有1项，结果不符。"),
        ({"fail": 2}, "Two checks touch this table: all fail.",
         "与本表有关的核对共2项：全部不符。"),
    ],
)  # fmt: skip
def test_one_sentence_says_how_the_checks_came_out(statuses, english, chinese):
    found = [{"status": status} for status, n in statuses.items() for _ in range(n)]
    assert outcome(Edition("en"), found, "this table") == english
    assert outcome(Edition("zh"), found, "本表") == chinese


@pytest.mark.published
def test_the_checks_of_a_table_unfold_and_those_of_the_book_by_family():
    book = Book(DATA.parent, "en")
    (fold,) = BeautifulSoup(checks(book, 5), "html.parser").contents
    assert fold.name == "details" and fold["class"] == ["checks"] and not fold.has_attr("open")
    line, listed = fold.contents
    assert line.text.startswith("16 checks touch this table: 11 hold, four fail, ")
    assert len(listed.select("li")) == 16 and len(listed.select("li.fail")) == 4
    few = BeautifulSoup(checks(book, "assets"), "html.parser")
    assert few.summary.text == "Three checks touch these lines: all hold."
    families = BeautifulSoup(checks(book), "html.parser").select("details.checks")
    assert len(families) == len(audit.FAMILIES)
    assert [bool(each.select(".fail")) for each in families] == [
        each.has_attr("open") for each in families
    ]
    assert families[0].summary.text == "Tables 1 and 4 add up and balance: all hold"
