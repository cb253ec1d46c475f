"""Editions: one source, catalogues, and what is said when one of them is not whole."""

import json
import re

import pytest
from babel.messages.pofile import read_po
from minimal import minimal  # noqa: F401, a fixture

from computedbook.summary import Problem, text_of

INDEX, BUCKET = (f"locale/zh_CN/LC_MESSAGES/{name}.po" for name in ("index", "bucket"))


def test_each_is_whole_and_links_to_the_other(minimal):  # noqa: F811
    book = minimal("editions")
    assert book.build() == ""
    page = book.page()
    assert page.html["lang"] == "en" and page.select_one("#figure-a p").text.endswith("of the well")
    assert page.select_one("a.twin")["href"] == "zh/index.html"
    assert book.build(language="zh") == ""
    page = book.page()
    assert page.html["lang"] == "zh-CN" and "一口井" in page.title.text
    assert "井深7 m。" in page.text and "绳长7 m。" in page.text
    assert page.select_one("#figure-a p").text == "7 m 井深"
    assert page.select_one(".sources h2").text.startswith("数字从哪里来")
    assert page.select_one("a.twin")["href"] == "../index.html"
    assert not page.select(".untranslated")


def test_the_answer_is_shown_first_though_computed_below(minimal):  # noqa: F811
    book = minimal("editions")
    book.build()
    text = book.page().text
    assert text.index("A well") < text.index("The well is 7 m deep") < text.index("deep = Depth(7)")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.ipynb", "Nobody fell", "No one fell",
         ["index, cell story: not translated: No one fell into it.", "make catalogues", INDEX]),
        ("index.ipynb", "rope.", "string.",
         ["index, cell story: not translated: It has {eval}`deep` of string."]),
        (INDEX, 'msgid "Nobody', '#, fuzzy\nmsgid "Nobody',
         ["index, cell story: the translation is fuzzy", "Nobody fell into it."]),
        (INDEX, "绳长{eval}`deep`", "绳长7 m",
         ["index, cell story: the translation lost {eval}deep: It has {eval}`deep` of rope."]),
        (INDEX, '"井深"', '""',
         ["index, cell setup: not translated: Depth of the well"]),
        ("index.ipynb", 'label(\\"Depth of the well', 'label(\\"Way down the well',
         ["index, cell setup: not translated: Way down the well"]),
    ],
    ids=["sentence", "item", "fuzzy", "role", "label", "new-label"],
)  # fmt: skip
def test_what_is_missing_is_told_once_with_its_place(minimal, file, old, new, said):  # noqa: F811
    book = minimal("editions")
    book.edit(file, old, new)
    told = book.build(language="zh")
    assert told.startswith("\nTo be mended: 1\n")
    for each in said:
        assert told.count(each) == 1, told
    assert book.warnings.count("WARNING") == 1 and "see the summary" in book.warnings


def test_what_is_not_translated_is_shown_in_english_and_marked(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("index.ipynb", "Nobody fell", "No one fell")
    book.build(language="zh")
    (marked,) = book.page().select(".untranslated")
    assert marked.text == "No one fell into it." and marked["lang"] == "en"
    again = book.build(language="zh")
    assert book.read() == set() and "No one fell" in again


@pytest.mark.parametrize("renamed", [False, True])
def test_a_page_without_a_catalogue_is_told_as_that_alone(minimal, renamed):  # noqa: F811
    book = minimal("editions")
    if renamed:
        (book.folder / "bucket.ipynb").rename(book.folder / "pail.ipynb")
        book.edit("index.ipynb", "bucket", "pail")
    else:
        (book.folder / BUCKET).unlink()
    told = book.build(language="zh")
    page = "pail" if renamed else "bucket"
    assert told.startswith("\nTo be mended: 1\n")
    assert f"{page}: has no catalogue locale/zh_CN/LC_MESSAGES/{page}.po" in told
    assert ("bucket.po is of no page" in told) == renamed
    assert {"lang": "en"}.items() <= book.page(page).select_one("h1").attrs.items()


def test_labels_are_extracted_beside_the_sentences(minimal):  # noqa: F811
    book = minimal("editions")
    book.build("gettext")
    with (book.out / "index.pot").open("rb") as file:
        found = {message.id for message in read_po(file) if message.id}
    with (book.folder / INDEX).open("rb") as file:
        assert found == {message.id for message in read_po(file) if message.id}


def test_a_cell_that_raises_is_told_once_and_nothing_that_follows(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("bucket.ipynb", "held = 3", "held = 3 / 0")
    told = book.build(language="zh")
    assert told.startswith("\nTo be mended: 1\n- bucket, cell count: ZeroDivisionError: division")
    assert told.count("Traceback") + book.warnings.count("Traceback") == 1


def test_labels_are_not_extracted_where_a_cell_raises(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("bucket.ipynb", "held = 3", "held = 3 / 0")
    with pytest.raises(Exception, match="no messages"):
        book.build("gettext")


def test_what_a_sentence_presumes_leaves_no_trace_while_it_holds(minimal):  # noqa: F811
    book = minimal("editions")
    for language, sentence in (("en", "It has a lid."), ("zh", "井有盖。")):
        assert book.build(language=language) == ""
        (item,) = (each for each in book.page().select("li") if each.text.strip() == sentence)
        assert item.p.decode_contents() == sentence
    book.build("text")
    assert "* It has a lid.\n" in (book.out / "index.txt").read_text("utf8")


def test_what_does_not_hold_is_shown_and_told_once_for_both_editions(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("index.ipynb", "Depth(7)", "Depth(3)")
    told = []
    for language, note in (("en", "Not so"), ("zh", "并非如此")):
        book.build(language=language)
        (shown,) = book.page().select("li mark")
        assert shown.text == note
        assert book.warnings.count("WARNING") == 1
        assert re.search(r"index\.ipynb:4\d{4}: ", book.warnings)  # the fourth cell
        told += (book.folder / "summary").read_text("utf8").splitlines()
    assert text_of(Problem(*json.loads(line)) for line in told) == (
        "\nTo be mended: 1\n- index, cell story: not so: the well is deep\n"
        "    Depth of the well: 3 m\n"
        "    covered = Presumed(deep.metres > 5, 'the well is deep', deep)"
    )


def test_a_translation_may_not_lose_what_it_presumes(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit(INDEX, "井有盖。{eval}`covered`", "井有盖。")
    told = book.build(language="zh")
    assert "index, cell story: the translation lost {eval}covered: It has a lid" in told


def test_what_does_not_hold_hides_no_translation_that_is_missing(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("index.ipynb", "Depth(7)", "Depth(3)")
    book.edit(INDEX, "没有人掉进去。", "")
    told = book.build(language="zh")
    assert "To be mended: 2" in told and "not translated: Nobody fell into it." in told


def test_an_expression_that_is_unknown_is_told_with_its_cell(minimal):  # noqa: F811
    book = minimal("editions")
    book.edit("bucket.ipynb", "{eval}`held`", "{eval}`hold`")
    told = book.build()
    assert told.startswith("\nTo be mended: 1\n- bucket, cell use: ") and "hold" in told


def test_a_catalogue_that_is_put_back_is_used(minimal):  # noqa: F811
    import os

    book = minimal("editions")
    book.build(language="zh")
    book.edit(BUCKET, "一只桶", "一个桶")
    os.utime(book.folder / BUCKET, (10**9, 10**9))
    book.build(language="zh")
    assert book.read() == {"bucket"} and "一个桶" in book.page("bucket").h1.text
