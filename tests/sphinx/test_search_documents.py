"""What a reader may search for: the documents that a build leaves, and what it leaves out."""

import json

from minimal import minimal  # noqa: F401, a fixture

from budgetbook import display
from computedbook import search

SOURCES = "where-these-figures-come-from"


def documents(book):
    """What the pages of the last build load, and its documents by page and anchor."""
    text = (book.out / "_search" / "documents.js").read_text("utf8")
    data = json.loads(text.removeprefix("bookSearch.data = ").removesuffix(";\n"))
    return data, {(each["page"], each["anchor"]): each for each in data["documents"]}


def test_each_section_is_one_without_code_and_markup(minimal):  # noqa: F811
    book = minimal("rainfall")
    assert book.build() == ""
    data, found = documents(book)
    assert data["titles"] == {"index": "Rain", "months": "Months", "snow": "Snow"}
    assert {key for key in found if key[0] != "months"} == {
        ("index", ""), ("index", SOURCES), ("snow", ""), ("snow", "wettest")
    }  # fmt: skip
    assert found["index", ""]["text"].startswith("It rained 31 mm in January, 20 mm in February")
    assert "372" in found["index", ""]["text"]
    assert found["months", "wettest"]["names"] == ["Wettest"]
    assert found["months", "wettest"]["kind"] == "heading"
    shown = json.dumps(data["documents"])
    listed = found["index", SOURCES]
    assert listed["kind"] == "aside" and "31 mm Rain in January\nas measured" in listed["text"]
    for unseen in ("import", "Rain(0)", "not used", "aria-", "a table"):
        assert unseen not in shown, unseen


def test_a_figure_is_found_in_its_other_unit(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.edit("rainfall.py", '"both": shown', '"both": f"{shown} = 3.1 cm"')
    book.build()
    text = documents(book)[1]["months", "wettest"]["text"]
    assert text == "The wettest was January: 31 mm\ue0003.1 cm\ue001."


def test_what_html_names_is_one_and_not_in_its_section(minimal):  # noqa: F811
    book = minimal("rainfall")
    entry = {"anchor": "month-0", "kind": "row", "label": "1", "names": ["January"], "text": "31"}
    book.edit("rainfall.py", '"anchors": [', f'"searchable": [{entry}], "anchors": [')
    book.edit("rainfall.py", '"<table>', '"<style>unseen</style><table>')
    book.build()
    found = documents(book)[1]
    assert found["months", "month-0"] == {"page": "months", **entry}
    assert found["months", ""]["text"].split() == ["February"]


def test_no_page_loads_it_and_nothing_of_the_former_one_is_left(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.build()
    for name in ("index", "months", "search"):
        for script in book.page(name).select("script[src]"):
            assert script["src"].split("?")[0] == "_static/documentation_options.js"
    for name in search.REPLACED:
        assert not (book.out / name).exists()
    page = book.page("search")
    assert page.select_one("form.pst-js-only input[name=q]")["aria-label"] == "Search"
    assert page.noscript.text == search.WORDS["script"]


def test_a_later_build_leaves_what_a_first_one_does(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.build()
    book.edit("snow.md", "None was.", "All were.")
    book.edit("index.md", "\nmonths\n", "\n")
    (book.folder / "months.md").unlink()
    book.build()
    later = documents(book)
    assert later[1]["snow", "wettest"]["text"] == "All were."
    assert not [page for page, _ in later[1] if page == "months"]
    book.build(freshenv=True)
    assert documents(book) == later


def test_it_speaks_the_language_of_the_edition(minimal):  # noqa: F811
    book = minimal("editions")
    book.build(language="zh")
    data, found = documents(book)
    assert "井深7 m" in found["index", ""]["text"]
    assert "繩绳" in data["variants"] and "書" not in data["variants"]
    assert book.page("search").h1.text == "搜索"


def test_a_traditional_character_that_a_page_shows_stays_as_it_is():
    assert search.variants({"绳"}) == "繩绳"
    assert search.variants({"绳", "繩"}) == ""


def test_other_formats_have_none(minimal):  # noqa: F811
    book = minimal("rainfall")
    assert book.build("singlehtml") == ""
    assert not (book.out / "_search").exists()


def test_a_table_hides_what_the_search_looks_for():
    assert display.HIDDEN == search.HIDDEN
