"""The data package: what the document prints, exactly; and what is malformed, located."""

import json
import shutil
from fractions import Fraction

import pytest
from conftest import ROOT
from frictionless import Package as Frictionless

from budgetbook import package
from budgetbook.package import NARRATIVE, TABLES, PackageError
from budgetbook.tables import table

DATA = ROOT / "data"

# Every amount of the ten tables, typed from the document, table by table in printed order.
PRINTED = {
    "01-revenue-and-expenditure": "303.39 303.39 303.39 303.39",
    "02-revenue": "303.39 303.39 303.39 303.39 203.39 203.39 200.89 200.89 2.50 2.50"
    " 100.00 100.00 100.00 100.00",
    "03-expenditure": "303.39 200.89 102.50 303.39 200.89 102.50 203.39 200.89 2.50"
    " 200.89 200.89 2.50 2.50 100.00 100.00 100.00 100.00",
    "04-appropriation": "303.39 303.39 303.39 303.39",
    "05-general-public-budget": "303.39 200.89 102.50 303.39 200.89 102.50 303.39 200.89 2.50"
    " 200.89 200.89 2.50 2.50 100.00 100.00 100.00 100.00",
    "06-government-fund": "",
    "07-state-capital": "",
    "08-economic-categories": "303.39 99.93 54.32 49.14 100.00",
    "09-basic-expenditure-items": "200.89 99.93 19.60 39.06 13.51 8.91 4.45 3.25 2.61 0.04 8.50"
    " 51.82 7.10 0.18 41.36 3.18 49.14 49.14",
    "10-three-public-expenses": "0.18 0.00 0.18 0.00 0.00 0.00",
}
ROWS = dict(zip(TABLES, (38, 7, 7, 31, 7, 1, 1, 11, 110, 6), strict=True))


@pytest.fixture(scope="module")
def data():
    return package.read(DATA)


def amounts(rows):
    fields = [key for key in rows[0] if key not in ("row", "ordinal", "printed")]
    return [row[key] for row in rows for key in fields if not isinstance(row[key], str)]


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_printed(data, name):
    assert len(data[name]) == ROWS[name]
    found = [value for value in amounts(data[name]) if value is not None]
    assert found == [int(Fraction(text) * 100) for text in PRINTED[name].split()]


def test_the_misprint_is_kept(data):
    row = next(row for row in data["05-general-public-budget"] if row["code"] == "21505")
    assert (row["total"], row["basic"], row["project"]) == (30339, 20089, 250)


def test_the_narrative_is_whole(data):
    counts = {name: len(data[name]) for name in ("duties", "units", "tasks", "indicators")}
    assert counts == {"duties": 12, "units": 1, "tasks": 6, "indicators": 6}
    assert sum(row["ordinal"] is not None for row in data["glossary"]) == 12
    stated = {row["subject"]: (row["value"], row["change"]) for row in data["statements"]}
    assert stated["expenditure"] == (30339, -171374)
    assert stated["operating_costs"] == (5182, 4636)
    assert [(row["operator"], row["value"]) for row in data["indicators"]] == [
        ("≥", 9000), ("≥", 100), ("=", 10000), ("≥", 9000), ("≥", 100), ("≥", 9500),
    ]  # fmt: skip
    numbers = [row["value"] for row in data["targets"] if row["kind"] == "number"]
    assert numbers == [700, 300, 2000, 1500]


def test_one_english_name_for_one_chinese_name(data):
    names = {}
    for name in TABLES:
        for row in data[name]:
            names.setdefault(row["name_zh"], set()).add(row["name_en"])
    assert {chinese: english for chinese, english in names.items() if len(english) > 1} == {}


def test_the_package_is_valid_by_an_independent_reader():
    report = Frictionless(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_every_column_is_described_in_both_languages():
    descriptor = json.loads((DATA / "datapackage.json").read_text("utf8"))
    assert {each["name"] for each in descriptor["resources"]} == {*TABLES, *NARRATIVE}
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            for key in ("type", "title", "title_zh", "description", "description_zh"):
                assert field.get(key, "").strip(), (resource["name"], field["name"], key)


# Malformed packages


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def problems(folder):
    with pytest.raises(PackageError) as caught:
        package.read(folder)
    return caught.value.problems


T5 = "tables/05-general-public-budget.csv"
LAST = "7,2150805,中小企业发展专项,Special fund for the development of small and medium-sized enterprises,100.00,,100.00"
DAMAGE = {
    "a missing column": (T5, ",project\n", "\n", ":1: column project is missing"),
    "a column too many": (T5, ",project\n", ",project,note\n", ":1: found the columns"),
    "columns in another order": (T5, "total,basic", "basic,total", ":1: found the columns"),
    "a third decimal": (T5, "303.39,200.89,2.50", "303.390,200.89,2.50", ":4: column total: found '303.390'"),
    "one decimal": (T5, "303.39,200.89,2.50", "303.4,200.89,2.50", ":4: column total: found '303.4'"),
    "text": (T5, "303.39,200.89,2.50", "n/a,200.89,2.50", ":4: column total: found 'n/a'"),
    "a thousands separator": (T5, "303.39,200.89,2.50", '"1,303.39",200.89,2.50', ":4: column total: found '1,303.39'"),
    "full-width digits": (T5, "303.39,200.89,2.50", "３０３.３９,200.89,2.50", ":4: column total: found '３０３.３９'"),
    "not a number": (T5, "303.39,200.89,2.50", "NaN,200.89,2.50", ":4: column total: found 'NaN'"),
    "a space": (T5, "303.39,200.89,2.50", "303.39 ,200.89,2.50", ":4: column total: found '303.39 '"),
    "a huge number": (T5, "303.39,200.89,2.50", "9" * 40 + ".00,200.89,2.50", ":4: column total: found '999"),
    "a negative amount": (T5, "303.39,200.89,2.50", "-303.39,200.89,2.50", ":4: column total: found '-303.39', expected at least 0"),
    "ten digits": (T5, "303.39,200.89,2.50", "1234567890.00,200.89,2.50", ":4: column total: found '1234567890.00'"),
    "a line that is gone": (T5, LAST + "\n", "", ":7: found the end after 6 rows, expected 7"),
    "no last line end": (T5, LAST + "\n", LAST, ":8: found no line end"),
    "lost characters": ("narrative/duties.csv", "Policy and planning", "Policy ?? planning", ":2: column name_en"),
    "a text that turns round": ("narrative/duties.csv", "Policy and planning", "Policy \u202egninnalp", ":2: column name_en"),
    "a row twice": (T5, "5,2150503,", "4,2150501,", ":6: column row: found '4', expected '5'"),
    "a code twice": (T5, "5,2150503,", "5,2150501,", ":6: found a second row for 2150501"),
    "a code without its section": (T5, "5,2150503,", "5,2159903,", ":6: column code: found '2159903'"),
    "a code that is none": (T5, "5,2150503,", "5,21505O3,", ":6: column code: found '21505O3'"),
    "a cell too few": (T5, "2.50,,2.50", "2.50,2.50", ":6: found 6 cells, expected 7"),
    "an open quote": (T5, "5,2150503,", '5,"2150503,', ":6: not CSV"),
    "an unknown side": ("tables/01-revenue-and-expenditure.csv", "1,revenue,1,", "1,income,1,", ":2: column side: found 'income'"),
    "a task that is none": ("narrative/targets.csv", "1,1,name", "1,9,name", ":2: column task: found '9'"),
    "a cell that is none": ("narrative/statements.csv", "03-expenditure,,basic", "03-expenditure,,basis", ":5: column column: found 'basis'"),
    "a cell of words": ("narrative/statements.csv", "03-expenditure,,basic", "03-expenditure,,name_zh", ":5: column column: found 'name_zh'"),
    "a cell of a table without codes": ("narrative/statements.csv", "03-expenditure,,basic", "01-revenue-and-expenditure,,amount", ":5: column table: found '01-revenue"),
    "no total of one side": ("tables/01-revenue-and-expenditure.csv", "expenditure,,支出合计", "expenditure,27,支出合计", ":39: found no total row for expenditure, expected one with a blank ordinal"),
    "a control character": ("narrative/duties.csv", "Policy and planning", "Policy\x07", ":2: column name_en"),
    "a missing file": ("datapackage.json", "tables/07-state-capital.csv", "tables/7.csv", "7.csv: the file is missing"),
    "a missing table": ("datapackage.json", '"07-state-capital"', '"07-other"', "resource 7: found the name '07-other'"),
    "a file outside": ("datapackage.json", "tables/07-state-capital.csv", "../07.csv", "expected a file inside"),
    "broken JSON": ("datapackage.json", '"resources": [', '"resources": ', "datapackage.json:"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_located(copy, kind):
    path, old, new, message = DAMAGE[kind]
    file = copy / path
    text = file.read_text("utf8")
    assert text.count(old) == 1, f"{old!r} must stand once in {path}"
    file.write_text(text.replace(old, new), "utf8", newline="")
    found = problems(copy)
    assert any(message in problem for problem in found), found
    assert all(str(copy) in problem for problem in found)


@pytest.mark.parametrize(
    ("encode", "message"),
    [
        (lambda text: text.encode("utf-8-sig"), ":1: found a byte order mark"),
        (lambda text: text.encode("utf-16"), ":1: found a byte order mark"),
        (lambda text: text.encode("gb18030"), ":2: byte 4 of the line: found 0xba, expected UTF-8"),
        (lambda text: text.encode().decode("latin-1").encode(), ":2: found UTF-8 that was read as"),
        (lambda text: b"", ":1: column row is missing"),
        (lambda text: text.encode().splitlines()[0] + b"\n", ":2: found no rows"),
    ],
    ids=["Excel's mark", "UTF-16", "GB 18030", "mistaken for Latin", "empty", "header only"],
)
def test_wrong_encodings_are_located(copy, encode, message):
    file = copy / T5
    file.write_bytes(encode(file.read_text("utf8")))
    assert any(T5 + message in problem for problem in problems(copy)), problems(copy)


def test_all_problems_are_reported_together(copy):
    for path, old, new, _ in (
        DAMAGE["text"],
        DAMAGE["an unknown side"],
        DAMAGE["a control character"],
    ):
        file = copy / path
        file.write_text(file.read_text("utf8").replace(old, new), "utf8")
    assert len(problems(copy)) == 3


def test_windows_line_ends_change_nothing(copy):
    for file in copy.rglob("*.csv"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert package.read(copy) == package.read(DATA)


def test_the_narrative_may_be_left_out(copy):
    path = copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf8"))
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] in TABLES]
    path.write_text(json.dumps(descriptor), "utf8")
    assert set(package.read(copy)) == set(TABLES)


def test_a_running_notebook_sees_a_changed_file(copy, monkeypatch):
    """Run All after an edit, in the same kernel, computes with the new amounts."""
    monkeypatch.chdir(copy.parent)
    assert table(5).loc["2150503", "total"] == Fraction("2.50")
    file = copy / T5
    file.write_text(file.read_text("utf8").replace("2.50,,2.50", "12.50,,12.50"), "utf8")
    assert table(5).loc["2150503", "total"] == Fraction("12.50")
    descriptor = copy / "datapackage.json"
    descriptor.write_text(
        descriptor.read_text("utf8").replace(
            '"short_title": "State capital"', '"short_title": "State"'
        ),
        "utf8",
    )
    assert package.current().resources["07-state-capital"]["short_title"] == "State"


@pytest.mark.parametrize("path", [T5, "datapackage.json"])
def test_a_running_notebook_goes_on_when_a_mistake_is_mended(copy, monkeypatch, path):
    monkeypatch.chdir(copy.parent)
    assert table(5).loc["2150503", "total"] == Fraction("2.50")
    file = copy / path
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b" oops")
    for _ in range(2):
        with pytest.raises(package.PackageError):
            table(5)
    file.write_bytes(content)
    assert table(5).loc["2150503", "total"] == Fraction("2.50")
