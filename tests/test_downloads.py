"""Each table and chart can be had as files, each notebook in its own language, and all run."""

import csv
import io
import json
import re
import struct
import zipfile
from xml.etree import ElementTree

import pytest
from conftest import ROOT

TABLE5 = "chapters/tables/table-5.html"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SVG = "{http://www.w3.org/2000/svg}"


def saved(page, cell, kind):
    """What the menu below a cell saves under a name: the name and the bytes."""
    menu = page.locator(f"#{cell} .tools")
    if not menu.evaluate("each => each.open"):
        menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_role("button", name=kind, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def sheet(data):
    """The cells of a spreadsheet's only sheet: texts, and numbers as numbers."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = ElementTree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
        shared = ElementTree.fromstring(packed.read("xl/sharedStrings.xml"))
    texts = ["".join(each.itertext()) for each in shared.iter(f"{SHEET}si")]

    def value(cell):
        found = cell.find(f"{SHEET}v")
        if found is None or not found.text:
            return "".join(cell.itertext())
        return texts[int(found.text)] if cell.get("t") == "s" else float(found.text)

    return [[value(cell) for cell in row] for row in root.iter(f"{SHEET}row")]


@pytest.mark.published
@pytest.mark.parametrize(
    ("edition", "head", "name", "ending"),
    [
        ("", "Account code,Account,Total,Basic expenditure,Project expenditure",
         "Regulation of industry and the information industry", ""),
        ("zh/", "科目编码,科目名称,合计,基本支出,项目支出", "工业和信息产业监管", ".zh"),
    ],
)  # fmt: skip
def test_a_printed_table_as_printed(open_page, edition, head, name, ending):
    page = open_page(edition + TABLE5)
    file, data = saved(page, "table", "CSV")
    assert file == f"gulou-2023-table-5{ending}.csv"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == head.split(",")
    assert rows[3] == ["21505", name, "303.39", "200.89", "2.50"]  # not 203.39
    assert [len(row) for row in rows] == [5] * 8
    file, data = saved(page, "table", "Excel")
    assert file == f"gulou-2023-table-5{ending}.xlsx"
    cells = sheet(data)
    assert cells[0] == rows[0]
    assert cells[3] == ["21505", name, 303.39, 200.89, 2.5]
    assert page.errors == []


@pytest.mark.published
def test_a_derived_table(open_page):
    page = open_page("chapters/explanations/people-and-operating-costs.html")
    cell = page.locator(".cell:has(figure.derived td:text-is('48.41%'))").first.get_attribute("id")
    file, data = saved(page, cell, "Excel")
    assert file == f"gulou-2023-people-and-operating-costs-{cell}.xlsx"
    shares = [number for row in sheet(data) for number in row if isinstance(number, float)]
    assert 72.17 in shares and 0.4841 in shares


def test_folded_rows_are_in_it_too(open_page):
    page = open_page("chapters/tables/table-9.html")
    rows = page.locator("#table tbody tr").count()
    _, data = saved(page, "table", "CSV")
    assert len(data.decode().splitlines()) == rows + 1


@pytest.mark.parametrize("edition", ["", "zh/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_chart_by_itself(open_page, edition, width):
    page = open_page(f"{edition}chapters/tables/table-9.html", width, color_scheme="dark")
    ending = ".zh" if edition else ""
    title = page.locator("#chart-wall figcaption").evaluate("each => each.firstChild.data")
    file, data = saved(page, "chart-wall", "SVG")
    assert file == f"gulou-2023-table-9-chart-wall{ending}.svg"
    drawing = ElementTree.fromstring(data)
    texts = ["".join(each.itertext()) for each in drawing.iter(f"{SVG}text")]
    assert "".join(texts).replace(" ", "").startswith(title.replace(" ", ""))
    assert any(text.startswith("301 ") for text in texts)
    text = data.decode()
    assert "var(" not in text and "currentColor" not in text  # no colour is the page's
    file, picture = saved(page, "chart-wall", "PNG")
    assert file == f"gulou-2023-table-9-chart-wall{ending}.png"
    assert picture.startswith(b"\x89PNG")
    size = [int(float(drawing.get(each)) * 2) for each in ("width", "height")]
    assert list(struct.unpack(">II", picture[16:24])) == size
    assert len(picture) > 5000  # it is not blank


@pytest.mark.parametrize("edition", ["", "zh"])
def test_every_menu_has_a_name_of_its_own_and_links_that_lead_somewhere(book, edition):
    names, files = [], 0
    for name, page in book.pages(edition).items():
        for menu in page.select(".tools"):
            assert menu.parent.select("figure.chart, table")
            names.append(menu["data-name"])
            address, *data = menu.select("a")
            assert page.find(id=address["href"][1:]), name
            for link in data:
                path = (book.site / edition / name).parent / link["href"]
                assert path.read_text("utf8").startswith("row,"), name
                assert link["download"].startswith("gulou-2023-")
                files += 1
    assert len(names) == len(set(names)) > 50 and files > 15
    assert all(re.fullmatch(r"gulou-2023-[a-z0-9-]+(\.zh)?", each) for each in names)


def test_every_page_offers_its_notebook_in_its_own_language(book):
    for edition, ending in (("", ""), ("zh", ".zh")):
        for name, page in book.pages(edition).items():
            links = {each["href"] for each in page.select("a[href$='.ipynb'][download]")}
            (link,) = links
            path = ((book.site / edition / name).parent / link).resolve()
            assert path.name == f"{name.rpartition('/')[2][:-5]}{ending}.ipynb"
            cells = json.loads(path.read_text("utf8"))["cells"]
            assert not [each for each in cells if "deck" in each["metadata"].get("tags", ())], name
            title = "".join(cells[0]["source"])
            shown = page.h1.find(string=True, recursive=False).replace("’", "'")
            assert title == f"# {shown}"


def test_the_archive_holds_what_runs_a_chapter_in_either_language(book):
    page = book.pages("zh")[TABLE5]
    link = page.select_one(".run a[href$='.zip']")["href"]
    with zipfile.ZipFile((book.site / "zh" / TABLE5).parent / link) as packed:
        names = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    commands = page.select_one(".run pre").text.split()
    assert len(page.select_one(".run pre").text.strip().splitlines()) == 2
    assert {each for each in commands if "." in each and each[:2] != "--"} <= set(names)
    setup = names["chapters/tables/table-5.zh.ipynb"].decode()
    assert 'open_book(\\"../..\\", language=\\"zh\\")' in setup
    assert "](table-3.zh.ipynb)" in setup
    assert 'open_book(\\"../..\\")' in names["chapters/tables/table-5.ipynb"].decode()
    assert {"data/tables/05-general-public-budget.csv", "budgetbook/form.json"} <= set(names)
    assert names["_static/book.css"] == (ROOT / "_static" / "book.css").read_bytes()  # shown in Lab
    assert "locale/zh_CN/LC_MESSAGES/chapters/tables/table-5.po" in names


def test_without_a_script_there_is_the_link_and_the_data_file(open_page):
    page = open_page(TABLE5, java_script_enabled=False)
    menu = page.locator("#table .tools")
    menu.locator("summary").click()
    assert [each.text_content() for each in menu.locator("a, button").all()] == [
        "Link",
        "data file",
    ]
    assert menu.locator("summary").inner_text() == "Link, data file"
