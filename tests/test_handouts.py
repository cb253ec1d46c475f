"""Sheets to hand out: each on one page of paper, to be written on, without an answer."""

import re
from unicodedata import normalize

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from pypdf import PdfReader, PdfWriter

from computedbook import browser, handouts

FOLDER = ROOT / "chapters" / "handouts"
SHEETS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
A4 = (595, 842)  # points
BLANK = "＿＿＿＿"
# What a pupil is to find, worked out by hand.
ANSWERS = {
    "misprint": ("203.39", "≠"),  # table 5 prints another number
    "claim": ("54,600", "5.46", "50,000", "5.00"),  # the year before; what is left over
}


def pytest_generate_tests(metafunc):
    if "edition" in metafunc.fixturenames:
        metafunc.parametrize("edition", ["en", "zh"], scope="module")


@pytest.fixture(scope="module")
def leaves(copied, edition):
    """The sheets as `make` prints them, by name."""
    if not browser.found():
        pytest.skip("there is no Chromium")
    done = copied.make(f"handouts-{edition}")
    assert done.returncode == 0 and "WARN" not in done.stdout, done.stdout[-3000:]
    printed = (copied.folder / "_build" / "handouts" / edition).glob("*.pdf")
    return {path.stem: PdfReader(path) for path in printed}


def fonts(page):
    """The fonts of a page: those that say where their drawings are."""
    for font in page["/Resources"]["/Font"].values():
        if font.get_object()["/Subtype"] != "/Type3":  # which is its own drawings
            yield from font.get_object()["/DescendantFonts"]


@pytest.mark.costly
@pytest.mark.last
@pytest.mark.parametrize("name", SHEETS)
def test_it_is_one_page_to_write_on_without_an_answer(leaves, edition, name):
    (page,) = leaves[name].pages
    assert tuple(round(each) for each in page.mediabox[2:]) == A4
    text = normalize("NFKC", page.extract_text())  # whose signs are half as wide
    title = leaves[name].metadata.title
    assert re.sub(r"\s", "", normalize("NFKC", title)) in re.sub(r"\s", "", text)
    assert title.startswith({"en": "Sheet: ", "zh": "讲义："}[edition])
    assert normalize("NFKC", BLANK) in text and "{" not in text
    for answer in ANSWERS.get(name, ()):
        assert answer not in text
    embedded = [font["/FontDescriptor"] for font in fonts(page)]
    assert embedded and all("/FontFile2" in each for each in embedded)


def offers(folder):
    """The links to something printed: the page where each stands, and the file where it leads."""
    for page in folder.rglob("*.html"):
        text = page.read_text("utf8")
        if 'class="paper"' in re.sub("<!--.*?-->", "", text):
            for link in BeautifulSoup(text, "html.parser").select("a.paper, .paper a"):
                yield page.relative_to(folder).as_posix(), (page.parent / link["href"]).resolve()


@pytest.mark.costly
@pytest.mark.last
def test_the_pages_offer_what_is_printed(copied, leaves, edition):
    folder = copied.site / edition.removeprefix("en") / "chapters"
    found = {}
    for page, file in offers(folder):
        found.setdefault(page, set()).add(file.relative_to(folder).as_posix())
    sheets = {name: f"handouts/{name}.pdf" for name in SHEETS}
    each = {f"handouts/{name}.html": {file} for name, file in sheets.items()}
    assert found == {"reference/teaching.html": {*sheets.values()}, **each}
    assert all((folder / file).is_file() for file in sheets.values())


def test_nothing_is_offered_that_was_not_printed(book):
    assert [*offers(book.site)] == []


def test_a_sheet_of_two_pages_is_refused(tmp_path):
    pdf = PdfWriter()
    for _ in range(2):
        pdf.add_blank_page(*A4)
    pdf.write(tmp_path / "long.pdf")
    with pytest.raises(SystemExit, match=r"long\.pdf has 2 pages"):
        handouts.main(tmp_path, tmp_path)
