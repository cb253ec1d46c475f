"""Double every amount, or deal the amounts out anew, and see that all that is shown follows.

A figure typed by hand anywhere, in a sentence, a caption, an alt text or a chart, would stay.
"""

import functools
import itertools
import random
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from conftest import Book
from reading import (
    EDITIONS,
    ROOT,
    catalogue,
    change_amounts,
    copy_book,
    is_amount,
    printed_book,
    read_book,
    rows_of,
    save,
    shown,
    tables,
)

from budgetbook import package
from budgetbook.book import Book as DataBook
from budgetbook.detection import corrected, detect, misprints, summary
from budgetbook.figures import Figure

# What is not the bureau's own amount does not double, and neither does what rests on it.
OUTSIDE = [
    "Unit value from which equipment is listed",  # named in the form of the statement on assets
    "That value as a multiple of running expenses",
    "A slip",  # supposed in an exercise
    "Expenditure: change, with the slip",
    "Operating costs: change, with the slip",
    "Step of the printed amounts",
    "One unit of the tables",
    "The same and one unit more",
    "Ceiling of a common base",
    "Floor of a common base",
    "Ceiling less floor",
    # A misprint is one of digits: other digits, other misprints.
    "Share for which the one right cell is named",
    "Share for which a list of cells is given",
]
CORRECTION = "The correction that would make every check hold"
NUMBER = re.compile(r"[−-]?¥?\d(?:[\d,]*\d)?(?:\.\d+)?(?:%| million|万元)?")
# To how many digits a sentence rounds.
ROUNDED = [Context(prec=digits, rounding=ROUND_HALF_UP) for digits in (1, 2, 3, 4, 6)]


def labels(name, language):
    """What a page calls its figures in that language, by what it calls them in English."""
    return catalogue(name) if language == "zh" else {}


@functools.cache
def of_misprints():
    """What texts say of misprints tried, named and listed: other digits, other misprints."""
    counts = summary(detect(corrected(package.read(ROOT / "data"))))
    return {str(number) for number in counts.values() if number > 10}


@functools.cache
def misprinted():
    """The amounts of the misprints tried, as a table has them; each becomes some other."""
    tried = misprints(corrected(package.read(ROOT / "data")))
    return {f"{amount / 100:.2f}" for *_, amount in tried if amount is not None}


def number(text):
    times = 1_000_000 if "million" in text else 1
    return times * Decimal(re.sub("[¥,%万元]| million", "", text).replace("−", "-"))


def in_unit(text):
    """An amount in 万元."""
    return number(text) / (10_000 if "¥" in text else 1)


def roundings(text, value):
    """To how many digits a value in 万元 is rounded where a text says it like this, if it is."""
    said = in_unit(text)
    return {each.prec for each in ROUNDED if each.create_decimal(value) == said}


def says(figure):
    """Whether what is shown of an amount is its value, rounded or to the yuan."""
    value = Decimal(figure["value"])
    return all(
        abs(in_unit(each) - value) <= Decimal("0.00005") or roundings(each, value)
        for each in NUMBER.findall(figure.text)
    )


def misfits(before, after, amounts, labels):
    """What did not follow when every amount was doubled, of what one page shows."""
    outside = {labels.get(label, label) for label in OUTSIDE}
    correction = labels.get(CORRECTION, CORRECTION)  # its words quote two amounts
    constants = set()  # what is outside, as texts have it
    for old, new in zip(before[0], after[0], strict=True):
        assert old["data-label"] == new["data-label"]
        if old["data-label"] in outside:
            constants.update(abs(number(each)) for each in NUMBER.findall(old["data-both"]))
            continue
        if old["data-unit"] == "万元":
            follows = abs(Fraction(new["value"]) - 2 * Fraction(old["value"])) <= Fraction("0.0001")
            follows = follows and says(old) and says(new)
        elif old["data-label"] == correction:
            follows = old["value"] == new["value"]
        else:
            follows = (old["value"], old.text) == (new["value"], new.text)
        if not follows:
            yield f"{old['data-label']}: {old.text} became {new.text}"
    quoted = {Decimal(each["value"]) for each in before[0] if each["data-unit"] == "万元"}
    for old, new in zip(before[1], after[1], strict=True):
        if NUMBER.sub("#", old) != NUMBER.sub("#", new):
            yield f"{old[:80]!r} became {new[:80]!r}"
        for was, now in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
            if abs(number(was)) in constants or was in of_misprints():
                continue
            if was in misprinted() and now != was:
                continue
            is_amount = bool(re.search("¥|万元", was))
            is_amount |= "." in was and "%" not in was and abs(number(was)) in amounts
            follows = abs(number(now) - 2 * number(was)) <= Decimal("0.0001")
            follows |= any(roundings(was, each) & roundings(now, 2 * each) for each in quoted)
            if not follows and (is_amount or now != was):
                yield f"{was} became {now} in {old[:80]!r}"


@pytest.fixture(params=EDITIONS)
def language(request):
    return request.param


@pytest.mark.published  # whose misprints, doubled, make lists of the same length
def test_every_amount_doubles_and_nothing_else_moves(tmp_path, language, record):
    amounts = change_amounts(copy_book(tmp_path), lambda amount: 2 * amount)
    before, after = printed_book(language), read_book(tmp_path, language)
    wrong = [
        f"{name}: {each}"
        for name, page in before.items()
        for each in misfits(page.shown, after[name].shown, set(amounts), labels(name, language))
    ]
    assert wrong == []
    record("Amounts scaled at once", len(amounts))
    record("Figures held against the scaled amounts", sum(len(p.shown[0]) for p in before.values()))


@pytest.mark.parametrize(
    "typed", ["¥3,033,900", "303.39", "303.39万元", "¥3.03 million", "303万元"]
)
@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("chapters/tables/table-5", "{eval}`total`"),
        ("chapters/tables/table-3", "Projects are"),  # the title of a chart
    ],
)
def test_a_typed_amount_does_not_go_unseen(tmp_path, page, place, typed):
    path = copy_book(tmp_path) / f"{page}.ipynb"
    path.write_text(path.read_text("utf8").replace(place, typed), "utf8")
    before = read_book(tmp_path, names=[page])[page]
    amounts = change_amounts(tmp_path, lambda amount: 2 * amount)
    after = read_book(tmp_path, names=[page])[page]
    assert any(
        typed.strip("万元") in each for each in misfits(before.shown, after.shown, set(amounts), {})
    )


@pytest.mark.parametrize("language", EDITIONS)
def test_a_rounded_amount_follows_or_is_seen(language):
    """What doubles is the exact amount: ¥3.03 million becomes ¥6.07 million, and not 6.06."""
    book = DataBook(ROOT, language)
    once, twice = (Figure(Decimal(each), "万元", book=book) for each in ("303.39", "606.78"))
    was, now, wrong = {
        "en": ("¥3.03 million", "¥6.07 million", "¥6.06 million"),
        "zh": ("303万元", "607万元", "606万元"),
    }[language]
    page, doubled = (shown(f"{each.rounded()._repr_html_()} of") for each in (once, twice))
    assert page[0][0].text == was and doubled[0][0].text == now
    assert list(misfits((page[0], [was]), (doubled[0], [now]), set(), {})) == []
    assert list(misfits((page[0], [was]), (doubled[0], [was]), set(), {})) != []
    for typed in (was, wrong):
        stale = shown(str(twice.rounded()._repr_html_()).replace(f">{now}<", f">{typed}<"))
        assert stale[0][0].text == typed
        assert list(misfits((page[0], []), (stale[0], []), set(), {})) != []


def test_the_built_book_doubles_too(complete, tmp_path, book):
    """As read without building, so as built: both editions from the doubled package."""
    if not complete:
        pytest.skip("make proof builds it")
    twice = Book(tmp_path / "twice")
    amounts = set(change_amounts(twice.folder, lambda amount: 2 * amount))
    done = twice.make()
    assert done.returncode == 0, done.stdout[-3000:]
    for language, edition in (("en", ""), ("zh", "zh")):
        before, after = book.texts(edition), twice.texts(edition)
        for name in before:
            pair = [shown(html.split("<article", 1)[1]) for html in (before[name], after[name])]
            found = misfits(*pair, amounts, labels(name.removesuffix(".html"), language))
            assert list(found) == [], name


# Dealt out anew


def deal(folder, seed):
    """Deal the amounts of each column out anew among the leaf rows under one head; their cells.

    Blank cells stay blank. Leaf rows are the items of a section or category, the categories of
    table 8, the lines of tables 1 and 4, and those of table 10 that are no sums.
    """
    shuffle, dealt = random.Random(seed).shuffle, set()
    for name, (path, fields) in tables(folder).items():
        rows = rows_of(path)
        longest = max(len(row.get("code", "")) for row in rows)
        leaves = [
            row
            for row in rows
            if (len(row["code"]) == longest if longest else row.get("ordinal", row.get("item")))
            and row.get("item") != "3"
        ]
        heads = {row.get("code", "")[:-2] for row in leaves}
        columns = [each for each in fields if name[:2].isdigit() and is_amount(fields[each], {})]
        for head, column in itertools.product(sorted(heads), columns):
            cells = [r for r in leaves if r[column] and r.get("code", "")[:-2] == head]
            amounts = [row[column] for row in cells]
            shuffle(amounts)
            for row, amount in zip(cells, amounts, strict=True):
                row[column] = amount
                dealt.add((name, row["row"], column))
        save(path, rows)
    return dealt


def by_cell(folder):
    """Every cell of the package as text, by table, row and column."""
    return {
        (name, row["row"], column): row[column]
        for name, (path, fields) in tables(folder).items()
        for row in rows_of(path)
        for column in fields
    }


def test_amounts_dealt_out_anew_are_shown_where_they_went(tmp_path, language, record):
    dealt = deal(copy_book(tmp_path), seed=EDITIONS.index(language))
    was, cells = by_cell(ROOT), by_cell(tmp_path)
    before, after = printed_book(language), read_book(tmp_path, language)
    stayed = 0
    for name in before:
        for old, new in zip(before[name].shown[0], after[name].shown[0], strict=True):
            sources = [figure["data-cells"].split() for figure in (old, new)]
            quotes = new["data-work"].startswith(("as printed", "原文"))  # an amount, or a name
            if not quotes or [len(each) for each in sources] != [1, 1]:
                continue
            there, here = (tuple(each[0].split("/")) for each in sources)
            if here in dealt:
                assert Decimal(new["value"]) == Decimal(cells[here]), (name, str(new))
                stayed += here == there
            if here != there:  # found by its rank: the row that now holds what that one held
                amount = "total" if (*here[:2], "total") in cells else "amount"
                assert was[*there[:2], amount] == cells[*here[:2], amount], (name, str(new))
    assert stayed
    record("Amounts dealt out anew", len(dealt))
