"""The two editions say the same, each in its language, and one cannot change without the other."""

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from conftest import ROOT

from computedbook.translations import problems, roles

LOCALE = ROOT / "locale" / "zh_CN" / "LC_MESSAGES"
CHINESE = re.compile("[\u3400-\u9fff]")


def figures(page):
    """The figures of a page's prose, each by what it says to a program."""
    return Counter(
        (figure["value"], figure["data-unit"], figure["data-cells"])
        for figure in page.select("article data.figure")
    )


def test_page_by_page_both_quote_the_same_figures(pages, chinese_pages):
    assert set(pages) == set(chinese_pages)
    for name in pages:
        assert figures(pages[name]) == figures(chinese_pages[name]), name


def test_amounts_are_in_the_units_of_their_readers(pages, chinese_pages):
    english = pages["chapters/explanations/year-on-year.html"]
    chinese = chinese_pages["chapters/explanations/year-on-year.html"]
    assert english.select_one('figcaption data[value="1760.1"]').text == "¥17,601,000"
    assert chinese.select_one('figcaption data[value="1760.1"]').text == "1760.10万元"
    assert chinese.select_one('data[value="-84.96"], data[value="84.96"]').text == "84.96%"


def test_every_page_links_to_its_twin(pages, chinese_pages, book):
    for found, there in ((pages, "zh/{}"), (chinese_pages, "{}")):
        for name, shown in found.items():
            link = shown.select_one("a.twin")
            base = book.site / name if found is pages else book.site / "zh" / name
            assert (base.parent / link["href"]).resolve() == (
                book.site / there.format(name)
            ).resolve()
            assert link["hreflang"] == link["lang"] == ("zh-CN" if found is pages else "en")
    assert {page.html["lang"] for page in pages.values()} == {"en"}
    assert {page.html["lang"] for page in chinese_pages.values()} == {"zh-CN"}


def prose(page):
    """The sentences of a page outside code and its results."""
    copy = BeautifulSoup(str(page.article), "html.parser")
    for each in copy.select("div.cell_input, figure.derived, pre, code, .headerlink, summary"):
        each.decompose()
    return [
        " ".join(each.get_text().split()) for each in copy.select("p, li, h1, h2, h3, figcaption")
    ]


TITLES = ("Creative Commons Attribution 4.0 International", "Guide to the Open Budget")


ENGLISH = (
    "Creative Commons Attribution 4.0 International",
    "Guide to the Open Budget",
    "International Practices to Promote Budget Literacy: Key Findings and Lessons Learned",
    "The Power of Making It Simple: A Government Guide to Developing Citizens Budgets",
    "C3 Framework for Social Studies State Standards",
    "Voluntary National Content Standards in Economics",
    "Official hospitality is the same in tables 9 and 10",
)


def test_no_english_sentence_on_a_chinese_page(chinese_pages):
    """Latin words may stand in names of laws' files, code and CSV; five in a row are a sentence.

    Publications have the titles that they have; the rule of an exercise is code.
    """
    sentence = re.compile(r"(?:\b[A-Za-z][a-z’']*\b[ ,]+){4}[A-Za-z]+")
    found = {
        (name, match[0])
        for name, page in chinese_pages.items()
        for text in prose(page)
        for match in sentence.finditer(text)
        if not any(match[0] in each for each in ENGLISH)
    }
    assert found == set()


def test_labels_are_chinese_on_a_chinese_page(chinese_pages):
    """Those of results, and what is said of tables and charts; names of the data stay."""
    words, chinese = re.compile("[A-Za-z]{2}"), re.compile("[\u3400-\u9fff]")
    english = {
        (name, label)
        for name, page in chinese_pages.items()
        for label in [
            *(each["aria-label"] for each in page.select("article figure [aria-label]")),
            *(each.text for each in page.select("figure.derived th")),
        ]
        if words.search(label) and not chinese.search(label)
    }
    assert {name for name, _ in english} <= {"chapters/reference/data.html"}
    assert ("chapters/reference/data.html", "carry_over") in english


def test_no_chinese_sentence_on_an_english_page(pages):
    """Names and quoted terms are Chinese; a sentence would hold a full stop or a comma."""
    sentence = re.compile("[\u3400-\u9fff][，。；？！][\u3400-\u9fff]*")
    found = {
        (name, match[0])
        for name, page in pages.items()
        for text in prose(page)
        for match in sentence.finditer(text)
    }
    assert found == set()


# Catalogues


def test_the_catalogues_are_whole():
    assert {path: found for path in LOCALE.rglob("*.po") if (found := list(problems(path)))} == {}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{eval}`total`", "", "lost"),
        ("{eval}`total`", "{eval}`totl`", "not in the English"),
        ("{eval}`total`", "303.39万元", "lost"),
        ('msgstr "练习"', 'msgstr ""', "not translated"),
        ('msgid "Exercises"', '#, fuzzy\nmsgid "Exercises"', "is fuzzy"),
    ],
)
def test_a_damaged_catalogue_is_found(tmp_path, old, new, problem):
    path = Path(shutil.copy(LOCALE / "chapters" / "tables" / "table-5.po", tmp_path))
    text = path.read_text("utf8")
    at = text.rindex(old, 0, text.index("msgstr", text.index(old)) + 900)
    path.write_text(text[:at] + new + text[at + len(old) :], "utf8")
    found = list(problems(path))
    assert len(found) == 1 and problem in found[0][1], found


def test_chinese_is_set_as_chinese():
    """No half-width punctuation or space inside Chinese, no line break, no stray asterisks."""
    bad = [
        "[\u3400-\u9fff] +[\u3400-\u9fff]",
        r"[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]",
        "\n",
        r"[：，。；？！）”]\*\*[\u3400-\u9fff]",
    ]
    for path in LOCALE.rglob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    plain = re.sub(r"\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)", "", message.string)
                    for pattern in bad:
                        assert not re.search(pattern, plain), (path.name, plain)


def test_roles_are_counted():
    assert roles("{eval}`a` of {eval}`b`, [x](label)") == roles(
        "{eval}`b`里的{eval}`a`，[甲](label)"
    )
    assert roles("{eval}`a`") != roles("{eval}`a`{eval}`a`")
    assert roles("`code` {term}`x <y>`") == roles("{term}`甲 <乙>`，`code`")


def test_one_english_name_for_one_chinese_term():
    """In all of data/, from which both editions take their names, terms, themes and groups."""
    names = {}
    for path in (ROOT / "data").rglob("*.csv"):
        with path.open(encoding="utf8", newline="") as file:
            for row in csv.DictReader(file):
                for stem in ("name", "term", "theme", "group", "subgroup", "funding"):
                    if row.get(f"{stem}_zh"):
                        names.setdefault(row[f"{stem}_zh"], set()).add(row[f"{stem}_en"])
    assert {chinese: english for chinese, english in names.items() if len(english) > 1} == {}
    assert len(names) > 200
