"""The data package: what the document prints, exactly; and what is malformed, located."""

import inspect
import json
import re
import shutil
from fractions import Fraction

import pytest
from conftest import ROOT
from frictionless import Package as Frictionless

from budgetbook import audit, package
from budgetbook.book import Book
from budgetbook.form import FORM, TABLES
from budgetbook.package import PackageError
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


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def amounts(rows):
    fields = [key for key in rows[0] if key not in ("row", "ordinal", "printed")]
    return [row[key] for row in rows for key in fields if not isinstance(row[key], str)]


@pytest.mark.published
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
    """As it lies there: a data package, its columns left for the reader to find out."""
    report = Frictionless(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_the_complete_descriptor_is_valid_by_an_independent_reader(copy):
    descriptor = copy / "datapackage.json"
    descriptor.write_text(package.descriptor_text(copy), "utf8")
    assert json.loads(descriptor.read_text("utf8"))["profile"] == "tabular-data-package"
    found = Frictionless(str(descriptor))
    assert [each.name for each in found.resources] == [each["name"] for each in FORM["resources"]]
    report = found.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    file = copy / "tables/10-three-public-expenses.csv"
    file.write_text(file.read_text("utf8").replace(",3.1,", ",31,"), "utf8")
    assert not Frictionless(str(descriptor)).validate().valid


def test_the_complete_descriptor_is_read_like_the_short_one(copy):
    complete = package.descriptor_text(copy)
    (copy / "datapackage.json").write_text(complete, "utf8")
    assert package.descriptor_text(copy) == complete
    assert package.read(copy, shown=True) == package.read(DATA, shown=True)


def test_every_column_is_described_in_both_languages():
    descriptor = package.describe(DATA)
    assert len(descriptor["resources"]) == len(FORM["resources"])
    for resource in descriptor["resources"]:
        for entry in (resource, *resource["schema"]["fields"]):
            for key in ("title", "title_zh", "description", "description_zh"):
                assert entry.get(key, "").strip(), (resource["name"], entry["name"], key)
                assert "{" not in entry[key]
            assert entry["title_zh"] != entry["title"] and not entry["title_zh"].isascii()
    assets = next(each for each in descriptor["resources"] if each["name"] == "assets")
    held, planned = assets["schema"]["fields"][4:6]
    assert held["description"] == "Number held on 31 December 2022."
    assert planned["description_zh"].startswith("2023年")


# Malformed packages


def problems(folder):
    with pytest.raises(PackageError) as caught:
        package.read(folder, shown=True)
    return caught.value.problems


T5, STATED = "tables/05-general-public-budget.csv", "narrative/statements.csv"
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
    "a year that is none": ("datapackage.json", '"fiscal_year": 2023', '"fiscal_year": "2023"', "fiscal_year: found '2023', expected a year"),
    "another unit": ("datapackage.json", '"unit": "万元"', '"unit": "元"', "found the unit '元', expected '万元'"),
    "a title without words": ("datapackage.json", '"name": "duties",', '"name": "duties", "title_zh": "",', "(duties): found the title_zh ''"),
    "a section that is none": (STATED, ",8,operating_costs,", ",9,operating_costs,", ":23: column section: found '9', expected at most 8"),
    "an unknown unit": (STATED, "51.82,万元,,", "51.82,万 元,,", ":15: column unit: found '万 元', expected one of 元, 万元, 亿元"),
    "a count of money": (STATED, "51.82,万元,,", "51.82,个,,", ":15: column unit: found '个', expected one of 元, 万元, 亿元"),
    "money that is counted": (STATED, "targets,1,个,", "targets,1,万元,", ":21: column unit: found '万元', expected one of 个, 项"),
    "less than the form can say": (STATED, "51.82,万元,,", "518250,元,,", ":15: column value: found '518250', expected a value that is whole hundredths of 万元"),
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


def state(copy, change):
    """Change the package's descriptor, made complete, in a resource of it: table 5."""
    descriptor = package.describe(copy)
    change(next(each for each in descriptor["resources"] if each["name"].startswith("05")))
    (copy / "datapackage.json").write_text(json.dumps(descriptor), "utf8")


OTHERWISE = {
    "a type": (lambda fields: fields[4].update(type="string"), "{'type': 'string'}, expected {'type': 'number'}"),
    "a name": (lambda fields: fields[4].update(name="sum"), "schema: total: found {'name': 'sum'}"),
    "a unit": (lambda fields: fields[4].update(unit="元"), "schema: total: found {'unit': '元'}, expected {'unit': '万元'}"),
    "a bound": (lambda fields: fields[4]["constraints"].update(minimum=-5), "{'minimum': -5}, expected {'minimum': 0}"),
    "a pattern more": (lambda fields: fields[2]["constraints"].update(pattern="("), "{'pattern': '('}, expected {'pattern': None}"),
    "a column less": (lambda fields: fields.pop(), "schema: project: found {'name': None, 'type': None}"),
    "a column more": (lambda fields: fields.append({"name": "note", "type": "string"}), "found {'name': 'note', 'type': 'string'}"),
    "no columns": (lambda fields: fields.insert(0, 5), "schema: expected a list of named, typed fields"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_schema_that_is_stated_is_the_forms(copy, what):
    change, message = OTHERWISE[what]
    state(copy, lambda resource: change(resource["schema"]["fields"]))
    found = problems(copy)
    assert message in found[0] and "resource 5 (05-general-public-budget)" in found[0], found


def test_a_schema_that_is_stated_may_ask_for_less(copy):
    """As packages have done that give names and types alone."""
    file = copy / T5
    file.write_text(file.read_text("utf8").replace(",Support services for offices,", ",,"), "utf8")
    assert "column name_en: found '', expected a value" in problems(copy)[0]
    state(copy, lambda resource: resource["schema"]["fields"][3].pop("constraints"))
    assert package.read(copy)["05-general-public-budget"][4]["name_en"] == ""


def test_a_package_may_have_titles_of_its_own(copy):
    state(copy, lambda resource: resource.update(title="Table 5", note="As printed"))
    described = package.describe(copy)["resources"][4]
    assert (described["title"], described["note"]) == ("Table 5", "As printed")
    assert described["title_zh"] == "一般公共预算拨款支出预算表"


# What the text states


@pytest.mark.parametrize("subject", FORM["subjects"])
def test_a_misspelt_subject_is_refused(copy, subject):
    """Else the checks that look for it would have nothing to compare, and say nothing."""
    file = copy / STATED
    text = file.read_text("utf8")
    for misspelt in (subject[:-1], subject.replace("e", "a", 1), "personell", "total"):
        assert text.count(f",{subject},") == 1
        file.write_text(text.replace(f",{subject},", f",{misspelt},"), "utf8")
        found = problems(copy)
        assert len(found) == 1 and f"column subject: found {misspelt!r}" in found[0]
        assert subject in found[0]


def test_the_form_knows_every_subject_that_a_rule_looks_for():
    """Each is on the list in the rule book's source, and none is on it for nothing."""
    source = inspect.getsource(audit)
    assert set(re.findall(r'stated\(p(?:ackage)?, "(\w+)"\)', source)) == set(FORM["subjects"])


def test_the_narrative_may_be_left_out(copy):
    path = copy / "datapackage.json"
    descriptor = json.loads(path.read_text("utf8"))
    descriptor["resources"] = [each for each in descriptor["resources"] if each["name"] in TABLES]
    path.write_text(json.dumps(descriptor), "utf8")
    assert set(package.read(copy)) == set(TABLES)


def test_a_running_notebook_sees_a_changed_file(copy):
    """Run All after an edit, in the same kernel, computes with the new amounts."""
    book = Book(copy.parent)
    assert table(book, 5).loc["2150503", "total"] == Fraction("2.50")
    file = copy / T5
    file.write_text(file.read_text("utf8").replace("2.50,,2.50", "12.50,,12.50"), "utf8")
    assert table(book, 5).loc["2150503", "total"] == Fraction("12.50")
    descriptor = copy / "datapackage.json"
    named = '"name": "07-state-capital",'
    whole = descriptor.read_text("utf8")
    descriptor.write_text(whole.replace(named, f'{named} "short_title": "State",'), "utf8")
    assert book.package.resource("07-state-capital")["short_title"] == "State"


@pytest.mark.parametrize("path", [T5, "datapackage.json"])
def test_a_running_notebook_goes_on_when_a_mistake_is_mended(copy, path):
    book = Book(copy.parent)
    assert table(book, 5).loc["2150503", "total"] == Fraction("2.50")
    file = copy / path
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b" oops")
    for _ in range(2):
        with pytest.raises(package.PackageError):
            table(book, 5)
    file.write_bytes(content)
    assert table(book, 5).loc["2150503", "total"] == Fraction("2.50")
