"""Sheets to hand out: each on one page of paper, to be written on, without an answer."""

import os
import re
import shutil
import subprocess
import sys
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from pypdf import PdfReader, PdfWriter

from computedbook import browser, handouts

FOLDER = ROOT / "chapters" / "handouts"
SHEETS = [(path.stem, language) for path in FOLDER.glob("*.ipynb") for language in ("en", "zh")]
SAMPLES = [("misprint", "en"), ("claim", "zh")]
A4 = (595, 842)  # points
BLANK = "＿＿＿＿"
# What a pupil is to find, worked out by hand, in the order of the editions.
ANSWERS = {
    "misprint": ("203.39", "≠"),  # table 5 prints another number
    "claim": ("54,600", "5.46", "50,000", "5.00"),  # the year before; what is left over
    "read": ("General public budget", "一般公共预算"),
    "judge": ("(answer)",),
    "ask": ("(answer)",),
}


def pytest_generate_tests(metafunc):
    if "sheet" in metafunc.fixturenames:
        complete = metafunc.config.getoption("--complete")
        chosen = sorted(SHEETS) if complete else SAMPLES
        metafunc.parametrize("sheet", chosen, ids="-".join, scope="module")


@pytest.fixture(scope="module")
def printed(sheet, tmp_path_factory):
    """A sheet as nbconvert prints it."""
    if not browser.found():
        pytest.skip("there is no Chromium")
    (name, language), folder = sheet, tmp_path_factory.mktemp("sheet")
    path = FOLDER / f"{name}.ipynb"
    command = [sys.executable, "-m", "nbconvert", "--to", "webpdf", "--output-dir", folder, path]
    environment = {**os.environ, "BUDGETBOOK_LANGUAGE": language}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    return PdfReader(folder / f"{name}.pdf")


def fonts(page):
    """The fonts of a page: those that say where their drawings are."""
    for font in page["/Resources"]["/Font"].values():
        if font.get_object()["/Subtype"] != "/Type3":  # which is its own drawings
            yield from font.get_object()["/DescendantFonts"]


def test_it_is_one_page_to_write_on_without_an_answer(printed, sheet):
    name, language = sheet
    (page,) = printed.pages
    assert tuple(round(each) for each in page.mediabox[2:]) == A4
    text = normalize("NFKC", page.extract_text())
    title = printed.metadata.title
    assert re.sub(r"\s", "", normalize("NFKC", title)) in re.sub(r"\s", "", text)
    assert title.startswith({"en": "Sheet: ", "zh": "讲义："}[language])
    assert normalize("NFKC", BLANK) in text and "{" not in text
    for answer in ANSWERS[name]:
        assert answer not in text
    embedded = [font["/FontDescriptor"] for font in fonts(page)]
    assert embedded and all("/FontFile2" in each for each in embedded)


# What the site offers


def chapters(book, edition, folder):
    """A copy of those of an edition's chapters that lead to a sheet or are one."""
    for page in (book.site / edition / "chapters").rglob("*.html"):
        if "<!--paper:" in page.read_text("utf8"):
            copy = folder / page.relative_to(book.site / edition)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(page, copy)
    return folder / "chapters"


def offers(folder):
    """The links to something printed: where each stands and the file to which it leads."""
    for page in folder.rglob("*.html"):
        text = page.read_text("utf8")
        for link in BeautifulSoup(text, "html.parser").select("article .paper:is(a), .paper a"):
            yield page.relative_to(folder).as_posix(), (page.parent / link["href"]).resolve()


@pytest.mark.parametrize("edition", ["", "zh"])
def test_the_pages_offer_what_is_printed_and_else_nothing(book, edition, tmp_path):
    folder = chapters(book, edition, tmp_path)
    assert [*offers(folder)] == []
    made = tmp_path / "made"
    made.mkdir()
    for path in FOLDER.glob("*.ipynb"):
        pdf = PdfWriter()
        pdf.add_blank_page(*A4)
        pdf.write(made / f"{path.stem}.pdf")
    handouts.main(made, folder / "handouts")
    found = [*offers(folder)]
    assert all(file.is_file() for _, file in found)
    pages = {page for page, _ in found}
    assert pages == {"reference/teaching.html"} | {
        f"handouts/{path.stem}.html" for path in FOLDER.glob("*.ipynb")
    }
    assert len({file for page, file in found if page == "reference/teaching.html"}) == 5


def test_a_sheet_of_two_pages_is_refused(tmp_path):
    pdf = PdfWriter()
    for _ in range(2):
        pdf.add_blank_page(*A4)
    pdf.write(tmp_path / "long.pdf")
    with pytest.raises(SystemExit, match=r"long\.pdf has 2 pages"):
        handouts.main(tmp_path, tmp_path)
