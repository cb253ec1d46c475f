"""What the chapters ask stands once where questions are gathered, and in the letter."""

import re
from urllib.parse import urljoin

import pytest
from test_notebooks import cells, source
from test_prose import NOTEBOOKS, ROOT

GATHERED = "chapters/checking/questions.html"
ASKED = {
    name: str(path.relative_to(ROOT).with_suffix(".html"))
    for path in NOTEBOOKS
    for cell in cells(path, "markdown")
    for name in re.findall(r"^:class: ask\n:name: (\S+)$", source(cell), re.MULTILINE)
}


TO_THE_BUREAU = {
    name
    for path in NOTEBOOKS
    for cell in cells(path, "markdown")
    for name, options in re.findall(r"^:class: ask\n:name: (\S+)\n((?::.*\n)+)", source(cell), re.M)
    if options.endswith("bureau itself\n")
}


def text(element):
    return " ".join(element.text.split())


@pytest.fixture(params=["", "zh"], ids=["english", "chinese"])
def edition(request, book, pages, chinese_pages):
    """The pages of an edition, and its letter."""
    letter = book.site / request.param / "_letters" / "letter-to-the-bureau.txt"
    return chinese_pages if request.param else pages, letter.read_text("utf8")


def test_every_question_is_gathered_once(edition):
    pages, _ = edition
    assert len(ASKED) == sum(len(page.select(".ask")) for page in pages.values()) / 2 > 0
    for name, page in ASKED.items():
        (here,) = pages[page].select(f"#ask-{name} strong")
        (there,) = pages[GATHERED].select(f"#ask-{name}")
        assert text(there.strong) == text(here)
        link = urljoin(GATHERED, there.select_one(".from a")["href"])
        assert link == f"{page}#ask-{name}"


def test_the_letter_asks_what_no_published_document_answers_and_nothing_else(edition):
    pages, letter = edition
    asked = [
        text(each.strong)
        for each in pages[GATHERED].select(".ask")
        if each["id"].removeprefix("ask-") in TO_THE_BUREAU
    ]
    assert 0 < len(asked) < len(ASKED)
    numbered = [f"{number}. {each}" for number, each in enumerate(asked, 1)]
    paragraphs = letter.removesuffix("\n").split("\n\n")
    assert [each for each in paragraphs if re.match(r"\d+\. ", each)] == numbered
    shown = [
        text(each) for each in pages[GATHERED].select(".letter > p:not(.download), .letter li")
    ]
    assert [re.sub(r"^\d+\. ", "", each) for each in paragraphs] == shown
    assert "<" not in letter and "{" not in letter
