"""Exercises: none gives its answer away; each check tells right from wrong, on other data too."""

import ast
import functools
import json
import re
import shutil

import pytest
import yaml
from conftest import ROOT
from test_prose import NOTEBOOKS, ROLE

from budgetbook.notebook import open_book
from computedbook.teaching import exercises, tags, without_solutions

FOUND = exercises(ROOT)
CHECKED = [each for each in FOUND if each.checked]
PAGES = sorted({each.page for each in CHECKED})

# Plausible wrong answers, as a student would type them, each with what it is told.
WRONG = {
    "hired-at-staff-pay": {
        "hired / total_each": "divided by the whole budget",
        "hired / (wages / staff)": "employer's contributions",
        "hired / pay": "all the staff together",
        "7": "How often",
    },
    "one-more-in-post": {
        "total_each": "as it stands",
        "0": "only the number of people",
        "606780": "That is in yuan",
    },
    "class-without-contributions": {
        "class_total": "as it is now",
        "contributions": "contributions themselves",
        "290.03": "Pension and annuity only",
        "2756300": "That is in yuan",
        "0 - 275.63": "the sign is not",
    },
    "misprint-by-hand": {
        '("21505", "total", 203.39)': "Go along each line",
        '("215", "total", 303.39)': "go down its columns",
        '("total", "project", 102.5)': "go along the lines",
        '(215, "project", 202.5)': "with its misprint",
        '("215", "project", 1025000)': "That is in yuan",
        '"215"': "Give the code",
    },
    "another-split": {
        "dict(zip(split, (2.5, 0, 0, 100)))": "pairing of the chapter",
        "dict(zip(split, (1, 1, 1, 99)))": "Item 2150503 does not add up",
        "dict(zip(split, (1, 1.5, 1, 99)))": "Category 302 does not add up",
        "dict(zip(split, (3, -0.5, -0.5, 100.5)))": "below zero",
        "{}": "Fill in all four",
    },
    "annuity-on-the-pension-base": {
        "annuity": "as printed",
        "pension * 8 / 100": "apply it to the base",
        "pension_base": "That is the base",
        "44550": "That is in yuan",
    },
    "rebuild-last-year": {
        "2017.13": "Give two amounts",
        "(2017.13, 2017.13)": "from the amount of the change",
        "(2017.89, 2016.55)": "the other way round",
        "(2016.55, 2017.13)": "One of the two",
        "(45.61, 45.65)": "do not multiply",
        "(2000, 2030)": "Divide this year",
    },
    "last-years-projects": {
        "before - personnel": "Operating costs of 2022 have to go",
        "before - operating - personnel": "take those of 2022",
        "rest - personnel": "That is 2023",
        "18626000": "That is in yuan",
    },
    "one-dissatisfied-firm": {
        "19": "Nearly",
        "5": "in per cent",
        "95": "what the threshold leaves",
    },
    "put-it-right": {
        'book.with_cell(5, "21505", "total", 2033900)': "in 10,000 yuan",
        'book.with_cell(5, "215", "total", 403.39)': "still",
        "203.39": "Give the book",
    },
    "plant-a-misprint": {
        'mended.with_cell(10, "2", "amount", 0.81)': "names the cell",
        'book.with_cell(9, "30201", "amount", 7.01)': "2 cells differ",
        "mended": "0 cells differ",
        "7.01": "Give the book",
    },
    "a-check-of-ones-own": {
        'lambda p: equal(at(p, T10, "3", "amount"), at(p, T9, "30231", "amount"))': "misses",
        'lambda p: equal(at(p, T10, "", "amount"), at(p, T9, "", "amount"))': "fails on this",
        'lambda p: equal(at(p, T10, "30217", "amount"), at(p, T9, "30217", "amount"))': "nothing",
        "lambda p: True": "cannot run it",
        "hospitality(book.package)": "without brackets",
    },
    "if-the-awards-had-moved": {
        '"science_cause"': "the other cause",
        '"total_percent"': "which row",
    },
    "by-one-thread": {"4": "no money", "9": "no task", "1": "a plain link"},
}


class Lesson:
    """A notebook as a student runs it, and then with its solutions, without what only shows."""

    def __init__(self, page, root=ROOT):
        notebook = json.loads((root / f"{page}.ipynb").read_text("utf8"))
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self.root, self.names, self.asked, self.first = root, {}, {}, {}
        for cell in sorted(cells, key=lambda cell: "solution" in tags(cell)):
            source = "".join(cell["source"]).replace('open_book("../..")', f'open_book("{root}")')
            body = ast.parse(source).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), cell["id"], "exec"), self.names)
            if "try" in tags(cell):
                label, answer = (ast.unparse(each) for each in last.value.args)
                self.asked[ast.literal_eval(label)] = answer
                self.first[ast.literal_eval(label)] = eval(ast.unparse(last), self.names)

    def answer(self, label):
        return eval(self.asked[label], self.names)

    def check(self, label, answer, language="en"):
        return opened(self.root, language).check(label, answer)


opened, lesson = functools.cache(open_book), functools.cache(Lesson)


WITHOUT = "index|.*/(?:reference|handouts)/"


def test_each_chapter_has_some_exercises():
    count = {}
    for each in FOUND:
        count[each.page] = count.get(each.page, 0) + 1
    chapters = {str(path.relative_to(ROOT).with_suffix("")) for path in NOTEBOOKS}
    assert set(count) == {each for each in chapters if not re.match(WITHOUT, each)}
    assert set(count.values()) == {2, 3}
    assert len({each.label for each in FOUND}) == len(FOUND)


@pytest.mark.parametrize("key", ["level", "goal"])
def test_levels_and_goals_are_known_in_both_languages_and_used(key):
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["sphinx"]["config"]
    english, chinese = config[f"exercise_{key}s"], config["editions"]["zh"][f"exercise_{key}s"]
    assert set(english) == set(chinese) == {getattr(each, key) for each in FOUND}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_exercise_is_followed_by_its_solution(path):
    """Only what is given, filled in and worked out stands between."""
    cells = json.loads(path.read_text("utf8"))["cells"]
    expected = []
    for cell in cells:
        if "exercise" in tags(cell):
            assert not expected
            label = re.search("^:label: (.+)$", "".join(cell["source"]), re.MULTILINE)[1]
            expected = [f"{label}-solution", f"{label}-work", f"{label}-try", f"{label}-given"]
            assert cell["id"] == label
        elif expected:
            assert cell["id"] in expected
            expected = expected[: expected.index(cell["id"])]
            kind = cell["id"].rpartition("-")[2]
            assert tags(cell) == {"try": ["try"], "given": []}.get(kind, ["solution"])
        else:
            assert not {"try", "solution"} & set(tags(cell))
    assert not expected


def names(source, kind=ast.Load):
    """The names that code uses, or those to which it gives a value."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    return {node.id for node in found if isinstance(node.ctx, kind)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_solution_alone_quotes_is_computed_there(path):
    """And what the rest quotes, outside, so that a student's notebook runs."""
    notebook = json.loads(path.read_text("utf8"))
    students = {cell["id"] for cell in without_solutions(notebook)["cells"]}
    given, used = {True: set(), False: set()}, {True: set(), False: set()}
    filled_in = set()
    for cell in notebook["cells"]:
        source, outside = "".join(cell["source"]), cell["id"] in students
        if cell["cell_type"] == "markdown":
            used[outside] |= {name for text in ROLE.findall(source) for name in names(text)}
        elif "try" in tags(cell):
            filled_in |= names(source, ast.Store)
        else:
            given[outside] |= names(source, ast.Store)
            used[outside] |= names(source)
    assert used[True] & (given[False] - given[True]) - filled_in == set()
    assert used[False] & given[True] - used[True] == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_cell_that_is_not_filled_in_says_so(page):
    found = lesson(page).first
    assert {label: each.status for label, each in found.items()} == dict.fromkeys(found, "untried")
    assert set(found) == {each.label for each in CHECKED if each.page == page}


@pytest.mark.published
@pytest.mark.parametrize("exercise", CHECKED, ids=lambda each: each.label)
def test_a_plausible_wrong_answer_is_told_where_to_look(exercise):
    student, label = lesson(exercise.page), exercise.label
    for typed, hint in WRONG[label].items():
        answer = eval(typed, dict(student.names))
        outcome = student.check(label, answer)
        assert outcome.status == "wrong" and hint in outcome.text, (typed, outcome)
        chinese = student.check(label, answer, "zh")
        assert chinese.status == "wrong" and re.search("[一-鿿]", chinese.text), (typed, chinese)


@pytest.mark.parametrize("exercise", CHECKED, ids=lambda each: each.label)
def test_the_worked_solution_is_right(exercise):
    solved = lesson(exercise.page)
    answer = solved.answer(exercise.label)
    assert solved.check(exercise.label, answer).status == "right"
    assert str(solved.check(exercise.label, answer, "zh")) == "✓ 正确。"
    number = getattr(answer, "value", None)
    if number is not None:  # however a student writes it
        assert solved.check(exercise.label, round(float(number), 2)).status == "right"
        assert solved.check(exercise.label, f"{float(number):,.2f}").status == "right"


# Other data, by file: what is replaced, as often as it stands there.
CHANGED = {
    "narrative/units.csv": {",4\n": ",5\n"},
    "narrative/indicators.csv": {",≥,95,%": ",≥,96,%"},
    "narrative/statements.csv": {"-1713.74": "-1613.74", "-84.96": "-84.17", "149.07": "148.07"},
    "tables/03-expenditure.csv": {"102.50": "101.50", "2.50": "1.50"},
    "tables/08-economic-categories.csv": {"54.32": "53.32"},
    "tables/09-basic-expenditure-items.csv": {"41.36": "43.36", "8.91": "9.91"},
}
LASTING = {"put-it-right", "a-check-of-ones-own", "if-the-awards-had-moved", "by-one-thread"}


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The chapters with other data."""
    root = tmp_path_factory.mktemp("other")
    for folder in ("data", "chapters"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".*", "__*"))
    for name, edits in CHANGED.items():
        path = root / "data" / name
        text = path.read_text("utf8")
        for old, new in edits.items():
            assert old in text, (name, old)
            text = text.replace(old, new)
        path.write_text(text, "utf8")
    return root


def test_a_number_with_a_unit_is_told_apart_from_a_wrong_one():
    check = lesson("chapters/tables/table-5").check
    for answer in ("102.50万元", ("215", "project", "102.50 yuan")):
        assert "without a unit" in check("misprint-by-hand", answer).text
    code_and_number = check("misprint-by-hand", ("21505", "total", "1,000.00"))
    assert "without a unit" not in code_and_number.text


@pytest.mark.published
@pytest.mark.parametrize("page", [page for page in PAGES if page != "chapters/checking/audit"])
def test_checks_follow_the_data(page, other):
    """With other data the solution is still right, and yesterday's answer is not."""
    solved = Lesson(page, other)
    for label in solved.asked:
        assert solved.check(label, solved.answer(label)).status == "right", label
        if label not in LASTING:
            before = lesson(page).answer(label)
            assert solved.check(label, before).status == "wrong", label


@pytest.mark.parametrize("edition", ["pages", "chinese_pages"])
def test_no_answer_shows_before_it_is_opened(request, edition):
    """Solutions are shut and list their figures themselves; cells show their code alone."""
    found = request.getfixturevalue(edition)
    for each in FOUND:
        page = found[f"{each.page}.html"]
        exercise = page.select_one(f"#exercise-{each.label}")
        (solution,) = exercise.select("details.folded-solution")
        assert not solution.has_attr("open")
        assert str(each.minutes) in exercise.select_one("p.effort").text
        assert bool(exercise.select(".tag_try")) == each.checked
        assert not exercise.select(".tag_try .cell_output")
        inside = {figure["aria-describedby"] for figure in solution.select("data.figure")}
        outside = {figure["aria-describedby"] for figure in page.select("data.figure")
                   if figure.find_parent("details", class_="folded-solution") is None}  # fmt: skip
        foot = page.select_one("#where-these-figures-come-from")
        listed = {entry["id"] for entry in foot.select("ul.figures > li")} if foot else set()
        assert listed & (inside - outside) == set(), each.label
