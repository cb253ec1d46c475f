"""Questions: each on its page, all on one, in a letter; in both editions, and never stale."""

import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from minimal import minimal  # noqa: F401, a fixture

LETTER = """Dear owner,

1. Who drinks?

2. Why is it 7 m deep?

Yours
"""
CHINESE_LETTER = """井主：

1. 谁来喝水？

2. 为什么深7 m？

此致
"""


def letter(book):
    return (book.out / "_letters" / "letter.txt").read_text("utf8")


def gathered(book):
    """The questions below each heading."""
    sections = book.page("asked").select("#open section[id^=about-]")
    return {
        each.select_one("h3").next: [" ".join(p.text.split()) for p in each.select(".ask strong")]
        for each in sections
    }


def test_a_question_stands_on_its_page(minimal):  # noqa: F811
    book = minimal("questions")
    assert book.build() == ""
    asked = book.page("rope").select_one("#ask-old-rope.ask")
    question, why, where = asked.select("p")
    assert question.strong.text == "Was the rope 5 m long, as the well was deep?"
    assert why.select_one("a")["href"] == "depth.html"
    assert where.text == "Where an answer would stand: the register of 2022\xa0· All questions"
    assert where.a["href"] == "asked.html"
    assert question.select_one("data")["aria-describedby"] == "depth-2022"


def test_questions_are_gathered_by_what_they_are_about(minimal):  # noqa: F811
    book = minimal("questions")
    book.build()
    assert gathered(book) == {
        "Water": ["Who drinks?", "Why is it 7 m deep?"],
        "Last year": ["Was the rope 5 m long, as the well was deep?"],
    }
    asked = book.page("asked").select_one("#open #ask-old-rope")
    links = {link.text: link["href"] for link in asked.select("a")}
    assert links == {
        "the depth": "depth.html",
        "the rope": "rope.html#the-rope",
        "The rope": "rope.html#ask-old-rope",
    }
    assert "the register of 2022" in asked.text and "All questions" not in asked.text
    assert not asked.select("p div")


def test_their_figures_are_listed_with_their_sources(minimal):  # noqa: F811
    book = minimal("questions")
    book.build()
    page = book.page("asked")
    described = {each["aria-describedby"] for each in page.select("data")}
    assert described == {each["id"] for each in page.select(".figures > li")} != set()
    links = {each["href"] for each in page.select(".figures .source a")}
    assert links == {"depth.html#row-2022", "depth.html#row-2023"}


def test_the_letter_can_be_downloaded_as_text(minimal):  # noqa: F811
    book = minimal("questions")
    book.build()
    shown = book.page("asked").select_one(".letter")
    assert [each.text for each in shown.select("ol > li > p")][:1] == ["Who drinks?"]
    assert shown.select_one("a[download]")["href"] == "_letters/letter.txt"
    assert letter(book) == LETTER


def test_a_letter_can_hold_every_question(minimal):  # noqa: F811
    book = minimal("questions")
    book.edit("asked.md", ":where: the owner\n", "")
    book.build()
    asked = [line[3:] for line in letter(book).splitlines() if line[:1].isdigit()]
    assert asked == [each for group in gathered(book).values() for each in group]


def test_another_edition_has_them_in_its_language(minimal):  # noqa: F811
    book = minimal("questions")
    assert book.build(language="zh") == ""
    assert gathered(book) == {
        "水": ["谁来喝水？", "为什么深7 m？"],
        "去年": ["绳子有没有井那样长，也是5 m？"],
    }
    assert "答案在：2022年的登记簿" in book.page("asked").text
    assert letter(book) == CHINESE_LETTER


def test_each_message_is_its_own_pages(minimal):  # noqa: F811
    book = minimal("questions")
    book.build("gettext")
    for name in ("index", "rope", "depth", "asked"):
        with (book.out / f"{name}.pot").open("rb") as file:
            found = {message.id for message in read_po(file) if message.id}
        path = book.folder / "locale" / "zh_CN" / "LC_MESSAGES" / f"{name}.po"
        with path.open("rb") as file:
            assert found == {message.id for message in read_po(file) if message.id}


def site(folder: Path) -> dict[str, bytes]:
    """What a reader of the site can see."""
    found = [*folder.rglob("*.html"), *folder.rglob("*.txt")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


EDITS = {
    "figure": ("depth.json", "7", "8"),
    "question": ("rope.md", "Who drinks?", "Who drinks there?"),
    "why": ("rope.md", "Nobody says.", "No one says."),
    "where": ("rope.md", ":where: owner", ":where: 2022 register"),
    "about": ("rope.md", ":about: water", ":about: last year"),
    "title": ("rope.md", "# The rope", "# Rope"),
    "gone": ("rope.md", ":::{admonition} Who drinks?\n:class: ask\n:name: who-drinks\n"
             ":about: water\n:where: owner\n\nNobody says.\n:::\n", ""),
    "file": ("asked.md", "letter.txt", "other.txt"),
    "chosen": ("asked.md", ":where: the owner", ":where: the 2022 register"),
    "letter": ("asked.md", "Yours", "Sincerely"),
}  # fmt: skip
SAMPLES = ["figure", "where", "gone", "letter"]


def pytest_generate_tests(metafunc):
    if "edited" in metafunc.fixturenames:
        metafunc.parametrize(
            "edited", EDITS if metafunc.config.getoption("--complete") else SAMPLES
        )


def test_a_later_build_is_as_one_from_nothing(minimal, edited):  # noqa: F811
    book = minimal("questions")
    book.build()
    before = site(book.out)
    book.edit(*EDITS[edited])
    book.build()
    after = site(book.out)
    shutil.rmtree(book.folder / "_build")
    book.build()
    assert before != after == site(book.out)


def test_questions_follow_the_order_of_the_pages(minimal):  # noqa: F811
    book = minimal("questions")
    book.build()
    book.edit("index.md", "rope\ndepth", "depth\nrope")
    book.build()
    assert gathered(book)["Water"] == ["Why is it 7 m deep?", "Who drinks?"]


def test_pages_that_ask_lead_to_where_questions_are_gathered_now(minimal):  # noqa: F811
    book = minimal("questions")
    book.build()
    path = book.folder / "asked.md"
    path.write_text("# Asked\n", "utf8")
    book.edit("depth.md", "# The depth", "# The depth\n\n```{questions}\n```")
    book.build()
    assert book.page("rope").select_one(".where a")["href"] == "depth.html"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (":about: water", ":about: fire",
         "rope: unknown :about: 'fire' of a question; known are: water, last year, nothing"),
        (":where: owner", "",
         "rope: unknown :where: '' of a question; known are: 2022 register, owner"),
        ("who-drinks", "how-deep",
         "depth: a question of this name is asked elsewhere, too: how-deep"),
    ],
    ids=["about", "where", "name"],
)  # fmt: skip
def test_a_question_that_is_misfiled_is_told(minimal, old, new, said):  # noqa: F811
    book = minimal("questions")
    book.edit("rope.md", old, new)
    assert book.build() == f"\nTo be mended: 1\n- {said}"


FORMATS = {
    "latex": "awell.tex",
    "text": "asked.txt",
    "epub": "asked.xhtml",
    "singlehtml": "index.html",
}


@pytest.mark.parametrize("builder", FORMATS)
def test_other_formats_gather_them_too(minimal, builder):  # noqa: F811
    book = minimal("questions")
    assert book.build(builder) == ""
    text = (book.out / FORMATS[builder]).read_text("utf8")
    for each in ("Who drinks?", "7 m", "Water", "the register of 2022"):
        assert each in text
    assert "Download" not in text
