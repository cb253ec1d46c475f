"""Figures: exact arithmetic that carries its working and its cells along."""

import shutil
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from budgetbook.book import Book
from budgetbook.display import CITATIONS, both, display
from budgetbook.figures import Figure, cited, count, name, of, share, summed, working
from budgetbook.premises import premise
from budgetbook.tables import as_printed, table
from computedbook.drawings import wrap

BOOK, CHINESE = Book(ROOT, "en"), Book(ROOT, "zh")
T3, T5 = "03-expenditure", "05-general-public-budget"


def figure(value, unit="万元", label="", cells=(), book=BOOK):
    return Figure(Fraction(value), unit, label, cells=cells, book=book)


BASIC = figure("200.89", label="Basic", cells=[(T3, 1, "basic")])
PROJECT = figure("102.50", label="Project", cells=[(T3, 1, "project")])


def test_sums_are_exact_and_keep_their_cells():
    total = BASIC + PROJECT
    assert total.value == Fraction(30339, 100)
    assert working(total) == "¥2,008,900 + ¥1,025,000"
    assert total.cells == ((T3, 1, "basic"), (T3, 1, "project"))
    tenths = [figure("0.10") for _ in range(3)]
    assert sum(tenths) == Fraction("0.30")


def test_the_working_is_in_the_unit_that_the_edition_shows():
    basic, project = (replace(each, book=CHINESE) for each in (BASIC, PROJECT))
    assert working(basic - project) == "200.89万元 − 102.50万元"
    assert working(project / 4) == "102.50万元 ÷ 4"
    assert working(abs(project - basic)) == "102.50万元 − 200.89万元"


def test_a_named_part_is_called_by_its_name():
    assert working(BASIC.named("basic pay") - PROJECT) == "¥2,008,900 [basic pay] − ¥1,025,000"


def test_long_sums_are_counted_out():
    assert working(sum([BASIC] * 10)) == "sum of 10 amounts"


def test_brackets_keep_the_order_of_computing():
    assert working((BASIC - PROJECT) / PROJECT) == "(¥2,008,900 − ¥1,025,000) ÷ ¥1,025,000"
    assert working(BASIC - -PROJECT) == "¥2,008,900 − (−¥1,025,000)"


def test_a_share_is_a_percentage_and_a_quotient_a_multiple():
    assert display(share(PROJECT, BASIC)) == "51.02%"  # 10250 ÷ 20089 = 0.510229…
    assert display(BASIC / PROJECT) == "1.96"  # 20089 ÷ 10250 = 1.9599…
    assert display(BASIC / 4) == "¥502,225"


def test_halves_are_rounded_away_from_zero():
    assert display(figure("0.125", "%")) == "0.13%"
    assert display(figure("-0.125", "%")) == "−0.13%"


def test_money_of_different_units_does_not_add_up():
    with pytest.raises(TypeError, match="different units"):
        BASIC + Figure(4)


def test_money_is_shown_in_yuan_and_in_the_unit_of_the_source():
    assert display(BASIC) == "¥2,008,900"
    assert both(BASIC) == "¥2,008,900 = 200.89万元"
    assert display(-PROJECT) == "−¥1,025,000"
    assert both(figure("0.0625")) == "¥625 = 0.0625万元"


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1, ("fell", "less than", "down")), (0, ("did not change", "equal to", "level")),
     (1, ("rose", "more than", "up"))],
)  # fmt: skip
def test_words_follow_the_sign(value, words):
    change = figure(value, label="Change")
    assert tuple(display(change.word(kind)) for kind in ("moved", "compared", "direction")) == words


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 10, "one of ten"), (10, 10, "all ten"), (0, 26, "none of the 26"), (12, 26, "12 of 26"),
     (2, 2, "both"), (0, 2, "neither of the two")],
)  # fmt: skip
def test_part_of_a_whole_in_words(part, whole, text):
    assert display(of(figure(part, ""), figure(whole, ""))) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 10, "1家（共10家）"), (10, 10, "全部10家"), (0, 7, "没有一家（共7家）"),
     (2, 2, "全部两家"), (0, 2, "没有一家（共两家）"), (1, 2, "1家（共2家）")],
)  # fmt: skip
def test_part_of_a_whole_in_chinese(part, whole, text):
    part, whole = (replace(figure(n, "", book=CHINESE), measure="家") for n in (part, whole))
    assert display(of(part, whole)) == display(of(part, int(whole))) == text


@pytest.mark.parametrize(
    ("rows", "word"),
    [(table(CHINESE, 1).loc["revenue"].loc[1:3], "项"), (table(CHINESE, 10).loc[["1"]], "项"),
     (table(CHINESE, 5).loc[["215"]], "类"), (table(CHINESE, 5).loc[["21505"]], "款"),
     (table(CHINESE, 5).loc[["2150501", "2150503"]], "项"), (table(CHINESE, 8).iloc[1:], "类"),
     (table(CHINESE, 9).loc[["30226"]], "款"), (table(CHINESE, 9).iloc[1:], "行"),
     (table(CHINESE, 5).loc[["total"]], "行"), (table(CHINESE, "units"), "家"),
     (table(CHINESE, "claims"), "条"), ([figure(1), figure(2)], "项"),
     (table(CHINESE, 9).loc[["30201"]]["row"], "款")],
)  # fmt: skip
def test_rows_have_the_measure_word_of_their_kind(rows, word):
    assert count(rows).measure == word
    assert count(rows, measure="处").measure == "处"


def test_what_is_chosen_among_rows_is_counted_as_they_are():
    frame = table(CHINESE, "claims")
    none = count(frame[:0], among=frame)
    assert none.measure == "条" and display(of(none, count(frame))).startswith("没有一条（共")
    items = table(CHINESE, 9).query("level == 'subcategory'")
    assert count(items[:1], among=table(CHINESE, 9)).measure == "款"
    assert count(frame[:2]).named("Two").citing(none).measure == "条"


def test_a_count_of_nothing_may_be_said():
    three, nought = (replace(figure(n, "", book=CHINESE), measure="处") for n in (3, 0))
    assert [display(each.or_none()) for each in (three, nought)] == ["有3处", "没有"]
    assert [display(figure(n, "").or_none()) for n in (3, 0)] == ["three", "none"]
    assert three.or_none() == 3 and both(nought.or_none()) == "0"


@pytest.mark.parametrize(
    ("value", "unit", "digits", "english", "chinese"),
    [
        ("303.39", "万元", 3, "¥3.03 million", "303万元"),
        ("-303.39", "万元", 2, "−¥3 million", "−300万元"),
        ("51.82", "万元", 3, "¥518,000", "51.8万元"),
        ("304.50", "万元", 3, "¥3.05 million", "305万元"),  # a half
        ("-304.50", "万元", 3, "−¥3.05 million", "−305万元"),
        ("99.96", "万元", 3, "¥1 million", "100万元"),
        ("0.18", "万元", 3, "¥1,800", "0.18万元"),
        ("0", "万元", 3, "¥0", "0万元"),
        ("66.2151", "%", 3, "66.2%", "66.2%"),
        ("66.2151", "%", 2, "66%", "66%"),
        ("-84.96", "%", 3, "−85%", "−85%"),
        ("6.6487", "×", 2, "6.6", "6.6"),
        ("0.0456", "×", 2, "0.046", "0.046"),
        ("849.08", "%", 2, "850%", "850%"),
    ],
)  # fmt: skip
def test_a_sentence_may_round_what_the_card_has_exactly(value, unit, digits, english, chinese):
    exact = figure(value, unit, "Label", [(T3, 1, "basic")])
    shown = exact.rounded(digits)
    assert display(shown) == english
    assert display(replace(exact, book=CHINESE).rounded(digits)) == chinese
    bundle, kept = shown._repr_mimebundle_(), exact._repr_mimebundle_()
    html = [str(each["text/html"]) for each in (bundle, kept)]
    assert html[0].replace(f">{english}<", f">{display(exact)}<") == html[1]
    (cited,), (entry,) = (each[CITATIONS]["figures"] for each in (bundle, kept))
    assert cited == entry | {"shown": english}
    assert display(shown - shown) == display(exact - exact)
    assert working(shown + shown) == working(exact + exact)


def test_html_tells_a_program_the_value_in_the_source_unit():
    label = 'A "quoted" <label>'
    html = BeautifulSoup(BASIC.named(label)._repr_html_(), "html.parser").data
    assert html["value"] == "200.89" and html["data-unit"] == "万元" and html["tabindex"] == "0"
    assert html["data-label"] == label
    assert html["data-cells"] == "03-expenditure/1/basic"
    assert html.text == "¥2,008,900"


def test_a_cited_number_names_its_source():
    rate = cited(BOOK, 16, "%", "Employer's rate", "Notice 1")
    assert display(rate) == "16%"
    assert 'data-work="Notice 1"' in rate._repr_html_()


# Tables


@pytest.mark.published
def test_a_table_is_a_data_frame_of_figures():
    table5 = table(BOOK, 5)
    assert list(table5.index)[:3] == ["total", "215", "21505"]
    assert list(table5["level"])[:4] == ["total", "class", "section", "item"]
    cell = table5.loc["21505", "total"]
    assert cell == Fraction("303.39")
    assert cell.cells == (("05-general-public-budget", 3, "total"),)
    assert table5.loc["2150503", "basic"] is None
    items = table5[table5["level"] == "item"]
    assert items["total"].sum() == Fraction("303.39")
    assert count(items).value == 3
    assert count(items).cells == tuple(("05-general-public-budget", row, "") for row in (4, 5, 7))


@pytest.mark.published
def test_lines_of_tables_1_and_4_go_by_side_and_number():
    table1 = table(BOOK, 1)
    assert table1.loc[("expenditure", 14), "amount"] == Fraction("303.39")
    assert table1.loc[("revenue", "total"), "amount"] == Fraction("303.39")


def test_a_name_quotes_its_row():
    quoted = name(table(BOOK, 9).loc["30226"])
    assert display(quoted) == "Hired labour"
    assert quoted.label == "Account 30226"
    assert working(quoted) == "as printed: 劳务费"
    assert quoted.cells == (("09-basic-expenditure-items", 36, "name_zh"),)


def test_text_from_a_table_is_escaped(monkeypatch):
    rows = [dict(row) for row in BOOK.package["duties"]]
    rows[0]["summary_en"] = rows[0]["name_en"] = "<script>alert(1)</script>"
    book = Book(ROOT, "en")
    stamp = book.package["duties"] and book.package._rows["duties"][0]
    monkeypatch.setitem(book.package._rows, "duties", (stamp, rows))
    html = as_printed(book, "duties", "name summary")
    assert "<script>" not in html and html.count("&lt;script&gt;") == 2
    frame = table(book, "duties")
    assert "<script>" not in name(frame.iloc[0])._repr_html_()
    assert isinstance(frame, pd.DataFrame)


def test_rows_gather_under_the_headings_of_a_column():
    """Headings in the order in which they first occur, under each its rows in printed order."""
    shown = BeautifulSoup(as_printed(BOOK, "duties", "name summary", by="theme"), "html.parser")
    under = []
    for row in shown.select("tbody tr"):
        if row.select_one("th.side"):
            under.append((row.text, []))
        else:
            under[-1][1].append(int(row["id"].removeprefix("duties-")))
    assert under == [
        ("Planning and monitoring", [1, 2]),
        ("Industrial development", [3, 5, 8]),
        ("Energy and resources", [4]),
        ("Enterprises and innovation", [6, 7]),
        ("Information technology", [9, 11]),
        ("Cooperation and assigned work", [10, 12]),
    ]


def test_a_chinese_label_leaves_no_character_alone():
    assert wrap("中小企业发展专项", 7 * 14) == ["中小企业", "发展专项"]
    assert wrap("2150501 行政运行", 7 * 14) == ["2150501", "行政运行"]
    assert wrap("建设产业集聚中心", 7 * 14) == ["建设产业", "集聚中心"]
    assert wrap("共（3项），2.50万元；", 6 * 14) == ["共（3项），", "2.50万元；"]
    assert wrap("Administrative operation", 90) == ["Administrative", "operation"]


def marks(folder, changes):
    """Of table 5 with these lines changed: how each cell is marked, by row; the legend's lines."""
    shutil.copytree(ROOT / "data", folder / "data")
    for resource, old, new in changes:
        path = folder / "data" / "tables" / f"{resource}.csv"
        assert path.read_text("utf8").count(old) == 1
        path.write_text(path.read_text("utf8").replace(old, new), "utf8")
    shown = BeautifulSoup(as_printed(Book(folder, "en"), 5), "html.parser")
    cells = shown.select("td.wrong, td.follows")
    return (
        {cell.parent["id"]: cell["class"][-1] for cell in cells},
        [line.text for line in shown.select(".legend li")],
    )


MISPRINT = "industry,303.39,200.89,2.50"  # of section 21505, in tables 3 and 5
RIGHT = "industry,203.39,200.89,2.50"


@pytest.mark.published
def test_two_misprints_are_told_from_nothing(tmp_path):
    """Where no single correction settles the checks, every cell that fails is one that may."""
    marked, legend = marks(tmp_path, [(T5, "offices,2.50,,2.50", "offices,2.60,,2.50")])
    assert marked == {"t5-2": "wrong", "t5-3": "wrong", "t5-5": "wrong"}
    assert legend == []


@pytest.mark.published
def test_what_follows_from_a_misprint_elsewhere_is_marked_as_such(tmp_path):
    """Section 21505 is right in table 5 here, and misprinted in table 3."""
    changes = [(T5, MISPRINT, RIGHT), (T3, RIGHT, MISPRINT)]
    marked, (line,) = marks(tmp_path, changes)
    assert marked == {"t5-3": "follows"}
    assert line.startswith("* Follows from the misprint (Table 3, 21505: Total)")


# Units


@pytest.mark.parametrize(
    ("left", "sign", "right", "shown"),
    [
        (figure("100"), "×", figure("8", "%"), "¥80,000"),  # 1,000,000 yuan
        (figure("8", "%"), "×", figure("100"), "¥80,000"),
        (figure("8"), "÷", figure("16", "%"), "¥500,000"),
        (figure("8"), "÷", figure("2", "×"), "¥40,000"),
        (figure("8"), "×", figure("2", "×"), "¥160,000"),
        (figure("8"), "×", figure("3", ""), "¥240,000"),
        (figure("50", "%"), "×", figure("50", "%"), "25%"),
        (figure("16", "%"), "÷", figure("8", "%"), "2"),
        (figure("6", ""), "×", figure("50", "%"), "three"),
        (figure("6", ""), "÷", figure("4", ""), "1.50"),
    ],
    ids=str,
)
def test_a_product_and_a_quotient_have_the_unit_that_makes_sense(left, sign, right, shown):
    assert display(left * right if sign == "×" else left / right) == shown


@pytest.mark.parametrize(
    ("left", "sign", "right"),
    [("万元", "×", "万元"), ("", "÷", "万元"), ("%", "÷", "万元"), ("×", "÷", "万元")],
)
def test_what_makes_no_sense_is_refused(left, sign, right):
    left, right = figure("2", left), figure("3", right)
    with pytest.raises(TypeError, match="makes no sense"):
        left * right if sign == "×" else left / right


def test_a_share_of_another_unit_is_refused():
    with pytest.raises(TypeError, match="units differ"):
        share(PROJECT, figure("4", ""))


def test_a_figure_does_not_change():
    with pytest.raises(AttributeError):
        BASIC.text = "more"


def test_figures_of_two_books_do_not_mix():
    with pytest.raises(ValueError, match="two books"):
        BASIC + figure("1", book=CHINESE)


def test_every_form_shows_the_unit():
    rate = figure("84.96", "%")
    bundle = PROJECT._repr_mimebundle_()
    assert f"{PROJECT}" == str(PROJECT) == bundle["text/plain"] == "¥1,025,000"
    assert bundle["text/latex"] == bundle["text/markdown"] == "¥1,025,000"
    assert rate._repr_latex_() == r"84.96\%"
    assert f"{figure('102.50', book=CHINESE)}" == "102.50万元"
    assert f"{PROJECT:.1f}" == "102.5"


def test_the_build_is_told_what_the_page_lists():
    told = (BASIC - PROJECT).named("The rest")._repr_mimebundle_()[CITATIONS]
    (cited,) = told["figures"]
    assert f'aria-describedby="{cited["id"]}"' in told["html"]
    assert cited["shown"] == told["text"] == "¥983,900"
    assert cited["both"] == "¥983,900 = 98.39万元" and cited["label"] == "The rest"
    assert cited["work"] == "= ¥2,008,900 − ¥1,025,000"
    assert cited["sources"] == [
        ("t3-1", "Table 3, row 1: Basic expenditure"),
        ("t3-1", "Table 3, row 1: Project expenditure"),
    ]


@pytest.mark.published
def test_a_sum_counts_a_blank_as_nothing_and_cites_it():
    table9 = table(BOOK, 9)
    rows = table9.loc[["30212", "30217"]]  # nothing, and 0.18
    assert summed(rows) == Fraction("0.18")
    assert [column for _, _, column in summed(rows).cells] == ["amount", "amount"]


def test_none_of_the_rows_is_counted_too():
    frame = table(BOOK, 9)
    empty = frame[frame["amount"] == 10**6]
    assert display(count(empty)) == "zero"
    among = count(empty, among=frame)
    assert among == 0 and len(among.cells) == 110 and "among" in among.work


# Premises


def presumed(holds, language="en"):
    book = {"en": BOOK, "zh": CHINESE}[language]
    return premise(holds, "pay is < half", figure("200.89", label="Pay & tax", book=book))


def test_a_premise_that_holds_shows_nothing():
    assert presumed(True)._repr_html_() is None
    shown = presumed(True)._repr_mimebundle_()
    assert shown == {"text/plain": "", CITATIONS: {"html": "", "text": "", "latex": ""}}


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "This paragraph presumes that pay is < half. With these data, that does not hold:"
         " Pay & tax = ¥2,008,900."),
        ("zh", "本段的前提是：pay is < half。按现有数据，这个前提不成立：Pay & tax = 200.89万元。"),
    ],
)  # fmt: skip
def test_a_premise_that_does_not_hold_says_so_in_every_format(language, note):
    shown = presumed(False, language)._repr_mimebundle_()
    soup = BeautifulSoup(shown["text/html"], "html.parser")
    assert soup.select_one("mark.premise[role=note]").text == shown["text/plain"] == note
    cited = shown[CITATIONS]
    assert cited["html"] == shown["text/html"] and note in cited["text"]
    assert "Pay \\& tax" in cited["latex"] and "is \\< half" in shown["text/markdown"]
    (warning,) = cited["warnings"]
    assert warning["what"].endswith("not hold: pay is < half")  # the same in all editions
    assert warning["detail"] == presumed(False, language).shown


def test_a_margin_is_in_the_unit_of_the_figure():
    half = share(PROJECT, BASIC)  # 51.02%
    assert (
        premise(50 < half < 55, "half", half).holds
        and not premise(half > 51.03, "more", half).holds
    )
    assert premise(BASIC > PROJECT, "more", BASIC, PROJECT).figures == (BASIC, PROJECT)
    with pytest.raises(TypeError):
        premise(True, "of no figure")
