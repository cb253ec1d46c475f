"""Turn the stated changes round, and see that every word of direction turns with them."""

import re

import pytest
from bs4 import BeautifulSoup
from reading import EDITIONS, EVAL, copy_book, printed_book, read_book, rows_of, save, tables
from test_prose import MOVE_WORDS, parts

from budgetbook.edition import WORDS

OTHER_WAY = {"decrease": "increase", "increase": "decrease"}
STATED = re.compile(r"\bstatements/(\d+)/(?:change|change_percent|comparison)\b")
# A word of direction followed by a minus sign: "rose by −5".
NONSENSE = {
    "en": re.compile(r"\b(?:fell|rose|fall|rise|down|up|less|more)\b(?! from)[^.;:,()]{0,20}−"),
    "zh": re.compile(r"(?:减少|增加|少于|多于|低于|高于|下降|上升)[^。；：，（）]{0,8}−"),
}
# A word of direction that is typed; the tests of the prose ask for a premise in its paragraph.
TYPED = {
    "en": re.compile(rf"\b(?:{'|'.join(MOVE_WORDS.split())})\b", re.IGNORECASE),
    "zh": re.compile("减少|增加|增长|下降|上升|提高|降低|降到|升到"),
}


def turn(folder):
    """Change the sign of every stated change, and its word; the rows turned."""
    path, _ = tables(folder)["statements"]
    rows = rows_of(path)
    turned = set()
    for row in rows:
        row["comparison"] = OTHER_WAY.get(row["comparison"], row["comparison"])
        for column in ("change", "change_percent"):
            if row[column].strip("-0."):
                row[column] = (
                    row[column].removeprefix("-") if "-" in row[column] else f"-{row[column]}"
                )
                turned.add(row["row"])
    save(path, rows)
    return turned


def opposites(language):
    """Each word of direction and the one that says the contrary."""
    pairs = {}
    for words in WORDS.values():
        below, _, above = words[EDITIONS.index(language)]
        pairs |= {below: above, above: below}
    return pairs


def sentences(page):
    """The sentences and titles of a page, its figures as they are shown."""
    text = BeautifulSoup(page.html, "html.parser").get_text()
    return re.split(r"(?<=[.?!])\s+|(?<=[。？！])|\n\n", text)


def unturned(before, after, turned, language):
    """Words of direction on a page that should have turned and did not, and nonsense."""
    contrary = opposites(language)
    for old, new in zip(before.shown[0], after.shown[0], strict=True):
        if old.text in contrary and set(STATED.findall(old["data-cells"])) & turned:
            if new.text != contrary[old.text]:
                yield f"{new['data-label']}: {old.text} became {new.text}"
        elif old.text in contrary and new.text != old.text:
            yield f"{new['data-label']} rests on no stated change and became {new.text}"
    for sentence in sentences(after):
        if NONSENSE[language].search(sentence):
            yield sentence


def unreported(page, turned, language):
    """Paragraphs under a premise of which a typed word of direction is silently false.

    They rest on a turned statement, by a premise or by a figure that they quote.
    """
    for cell, _, html in page.pieces:
        if cell not in page.prose:
            continue
        for text, shown in zip(parts(page.prose[cell]), parts(html), strict=True):
            quoted = [page.premises[each] for each in EVAL.findall(text) if each in page.premises]
            shown += " ".join(figure._repr_html_() for each in quoted for figure in each.figures)
            word = TYPED[language].search(EVAL.sub("§", text))
            rests = set(STATED.findall(shown)) & turned
            if quoted and rests and word and all(each.holds for each in quoted):
                yield f"{word[0]!r} is false, and nothing is reported: {text}"


@pytest.fixture(params=EDITIONS)
def language(request):
    return request.param


def test_every_word_of_direction_turns(tmp_path, language, record):
    turned = turn(copy_book(tmp_path))
    assert turned == {"1", "3", "6", "22"}  # revenue, spending twice, operating costs
    before, after = printed_book(language), read_book(tmp_path, language)
    wrong = [
        f"{name}: {each}"
        for name in before
        for found in (
            unturned(before[name], after[name], turned, language),
            unreported(after[name], turned, language),
        )
        for each in found
    ]
    assert wrong == []
    words = [
        old.text
        for name in before
        for old, new in zip(before[name].shown[0], after[name].shown[0], strict=True)
        if opposites(language).get(old.text) == new.text
    ]
    assert words
    assert any(not each.holds for page in after.values() for each in page.premises.values())
    language_name = {"en": "English", "zh": "Chinese"}[language]
    record(f"Words of direction turned in the {language_name} edition", len(words))


@pytest.mark.parametrize("typed", ["fell", "fell by −"])
def test_a_typed_direction_does_not_go_unseen(tmp_path, typed):
    """The word in figures of its own, and one before an amount that has its sign."""
    name = "chapters/tables/table-1"
    path = copy_book(tmp_path) / f"{name}.ipynb"
    quoted = '{eval}`change.word(\\"moved\\")`'
    text = path.read_text("utf8")
    assert quoted in text
    frozen = "{eval}`Figure(-1, '', 'Change', cells=change.cells, book=book).word('moved')`"
    path.write_text(text.replace(quoted, typed if "−" in typed else frozen), "utf8")
    before = read_book(tmp_path, names=[name])[name]
    turned = turn(tmp_path)
    after = read_book(tmp_path, names=[name])[name]
    assert list(unturned(before, after, turned, "en"))


@pytest.mark.parametrize("condition", ["operating_change != 0", "operating > 0"])
def test_a_premise_that_does_not_turn_does_not_go_unseen(tmp_path, language, condition):
    """One that allows either direction, and one on another figure than the word is about."""
    name = "chapters/explanations/year-on-year"
    path = copy_book(tmp_path) / f"{name}.ipynb"
    text, right = path.read_text("utf8"), "premise(operating_change > 0"
    assert right in text
    turned = turn(tmp_path)
    assert not list(unreported(read_book(tmp_path, language, [name])[name], turned, language))
    path.write_text(text.replace(right, f"premise({condition}"), "utf8")
    assert list(unreported(read_book(tmp_path, language, [name])[name], turned, language))
