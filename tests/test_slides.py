"""Slides, as those in front of whom they are shown see them, and as the speaker does."""

import json
import os
import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT
from pypdf import PdfReader
from test_notebooks import source
from test_prose import NOTEBOOKS

from computedbook.pages import cells

PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))["parts"]
FOLDERS = [part["chapters"][0]["file"].split("/")[1] for part in PARTS]
SAMPLES = {"en": ["tables"], "zh": ["explanations"]}  # otherwise than by make proof: these parts
PAGE = "<p>Slides:</p><!--decks-->"
NOTES = re.compile(r"^:::\{admonition\} (\d+) min\n:class: notes\n\n(?:.+\n+)+:::$", re.MULTILINE)
SMALLEST, SMALLEST_IN_CHARTS = 24, 18  # pixels, of a screen of 1280 by 720
FAULTS = """([smallest, inCharts]) => {
  const slide = Reveal.getCurrentSlide(), room = slide.getBoundingClientRect(), found = [];
  const foot = slide.querySelector(".foot");
  const bottom = foot ? foot.getBoundingClientRect().top : room.bottom;
  const boxes = [...slide.querySelectorAll(".slide, .scroll")];
  for (const box of boxes)
    if (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
      found.push(`${box.className} is too small`);
  const title = slide.querySelector("h1, h2").getBoundingClientRect();
  for (const node of slide.querySelectorAll("*")) {
    const words = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!words || !node.checkVisibility() || node.closest("aside, .foot")) continue;
    const box = node.getBoundingClientRect(), svg = node.closest("svg");
    const size = parseFloat(getComputedStyle(node).fontSize) * (svg ? node.getScreenCTM().a : 1);
    if (size < (svg ? inCharts : smallest) - 0.01) found.push(`${node.textContent}: ${size} px`);
    const out = box.bottom > bottom || box.left < room.left || box.right > room.right;
    if (out || (svg && box.top < title.bottom)) found.push(`${node.textContent}: out of its place`);
  }
  return found;
}"""


def tags(cell):
    return cell["metadata"].get("tags", [])


def marked(path):
    """The cells of a notebook that are for slides, and of those the ones with which one begins."""
    every = json.loads(path.read_text("utf8"))["cells"]
    found = [cell for cell in every if {"deck", "slide"} & set(tags(cell))]
    return found, [cell for cell in found if cell["cell_type"] == "markdown"]


def slides(part=None):
    return [
        cell for path in NOTEBOOKS if part in (None, path.parent.name) for cell in marked(path)[1]
    ]


def minutes(found):
    return sum(int(NOTES.search(source(cell))[1]) for cell in found)


# As they are written


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_slide_has_a_title_and_notes_that_say_how_long_it_takes(path):
    all_cells, beginnings = marked(path)
    assert all_cells[:1] == beginnings[:1]
    for cell in beginnings:
        assert source(cell).startswith("## ") and source(cell).count("\n## ") == 0, cell["id"]
        assert NOTES.search(source(cell)), cell["id"]
        assert "deck" in tags(cell), f"{cell['id']}: the page has it, too"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_written_for_slides_stands_on_no_page(path):
    assert not [cell["id"] for cell in cells(path) if "deck" in tags(cell)]


def test_a_deck_is_no_longer_than_a_lesson():
    told = [cell for cell in slides() if "talk" in tags(cell)]
    assert 20 <= len(told) + 1 <= 25
    assert 40 <= minutes(told) <= 45
    for folder in FOLDERS:
        assert 6 <= len(slides(folder)) + 1 <= 14, folder
        assert minutes(slides(folder)) <= 45, folder


# As they are made


def make(folder, language, parts=FOLDERS):
    """Decks of these parts of the book alone, and a site that offers them."""
    book = folder / "book"
    book.mkdir()
    for path in ROOT.iterdir():
        if not path.name.startswith((".", "_toc", "_build")):
            (book / path.name).symlink_to(path)
    kept = [part for part, name in zip(PARTS, FOLDERS, strict=True) if name in parts]
    (book / "_toc.yml").write_text(yaml.safe_dump({"root": "index", "parts": kept}), "utf8")
    page = folder / "site" / "chapters" / "reference" / "teaching.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, "utf8")
    command = [sys.executable, "-m", "computedbook.decks", folder / "slides", folder / "site"]
    settings = {"BUDGETBOOK_LANGUAGE": language, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=book, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory, complete):
    """The folders with the decks of each language, which are made side by side."""
    folders = {language: tmp_path_factory.mktemp(language) for language in SAMPLES}
    running = {
        language: make(folder, language, FOLDERS if complete else SAMPLES[language])
        for language, folder in folders.items()
    }
    for language, process in running.items():
        told, _ = process.communicate(timeout=300)
        assert process.returncode == 0, told
        names = {path.stem for path in (folders[language] / "slides").iterdir()}
        assert names == {"talk", *(FOLDERS if complete else SAMPLES[language])}
    return folders


@pytest.fixture(params=SAMPLES)
def decks(request, made):
    return sorted((made[request.param] / "slides").iterdir())


@pytest.fixture
def opened(chromium):
    """Opens a deck from the disk; what it asks for, and what goes wrong, are kept."""
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.asked, page.errors = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def open_deck(path, query=""):
        page.goto(path.as_uri() + query)
        page.wait_for_function("Reveal.isReady()")
        return page

    yield open_deck
    page.close()


def test_each_slide_can_be_read_from_the_last_row(decks, opened):
    """Nothing is cut off, hidden or small; each key leads to the next; no one else is asked."""
    for path in decks:
        page = opened(path)
        number = page.evaluate("Reveal.getTotalSlides()")
        for index in range(number):
            where = path.name, index + 1
            assert page.evaluate("Reveal.getSlidePastCount()") == index, where
            assert page.evaluate(FAULTS, [SMALLEST, SMALLEST_IN_CHARTS]) == [], where
            assert page.evaluate("!!Reveal.getSlideNotes()"), where
            page.keyboard.press("Space" if index % 2 else "ArrowRight")
        assert page.evaluate("Reveal.isLastSlide()")
        asked = {url for url in page.asked if not url.startswith(("file:", "data:"))}
        assert page.errors == [] and asked == set()


def test_what_slides_quote_is_computed(decks, opened):
    for path in decks:
        page = opened(path)
        text = page.content()
        assert "{eval}" not in text and 'class="premise"' not in text
        for figure in page.locator("section .figure[value]").all():
            assert figure.get_attribute("data-label") and figure.get_attribute("data-work")


def test_the_speaker_sees_notes_in_a_window_of_their_own(made, opened):
    page = opened(made["en"] / "slides" / "talk.html")
    page.keyboard.press("ArrowRight")
    notes = page.evaluate("Reveal.getSlideNotes()")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    shown = popup.value.locator(".speaker-controls-notes .value")
    shown.get_by_text("min").first.wait_for()
    assert re.sub(r"\s", "", shown.inner_html()) == re.sub(r"\s", "", notes)
    popup.value.close()


def test_a_page_offers_the_decks_that_there_are(made, chromium):
    """In the browser, as the other tests here, so that one process makes the decks."""
    page = chromium.new_page()
    for folder in made.values():
        site = folder / "site"
        page.goto((site / "chapters" / "reference" / "teaching.html").as_uri())
        links = {each.evaluate("link => link.href") for each in page.locator("li a").all()}
        assert links == {path.as_uri() for path in (site / "slides").iterdir()}
        assert len(links) == len(list((folder / "slides").iterdir()))
    page.close()


@pytest.mark.costly
def test_on_paper_each_slide_has_its_page(decks, opened, tmp_path):
    for path in decks:
        page = opened(path, "?print-pdf")
        page.locator(".pdf-page").last.wait_for()
        page.pdf(path=tmp_path / "deck.pdf", prefer_css_page_size=True)
        number = page.evaluate("Reveal.getTotalSlides()")
        assert len(PdfReader(tmp_path / "deck.pdf").pages) == number


@pytest.mark.costly
def test_slides_follow_the_data(tmp_path):
    """The data of a copy are others; its slides show what is printed there."""
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "copy"], check=True)
    table = tmp_path / "copy" / "data" / "tables" / "10-three-public-expenses.csv"
    table.write_text(table.read_text("utf8").replace("0.18", "0.28"), "utf8")
    command = [sys.executable, "-m", "computedbook.decks", tmp_path / "slides"]
    settings = {"BUDGETBOOK_LANGUAGE": "en", "PYTHONPATH": str(tmp_path / "copy")}
    subprocess.run(command, cwd=tmp_path / "copy", env={**os.environ, **settings}, check=True)
    text = (tmp_path / "slides" / "tables.html").read_text("utf8")
    assert "¥2,800" in text and "¥1,800" not in text
