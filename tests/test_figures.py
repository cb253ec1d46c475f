"""Figures: exact arithmetic that carries its working and its cells along."""

from fractions import Fraction

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from budgetbook.figures import Figure, both, cited, count, display, name, of, share, working
from budgetbook.tables import as_printed, table

T3 = "03-expenditure"
BASIC = Figure(Fraction("200.89"), "万元", "Basic", cells=[(T3, 1, "basic")])
PROJECT = Figure(Fraction("102.50"), "万元", "Project", cells=[(T3, 1, "project")])


def test_sums_are_exact_and_keep_their_cells():
    total = BASIC + PROJECT
    assert total.value == Fraction(30339, 100)
    assert working(total) == "200.89 + 102.50"
    assert total.cells == ((T3, 1, "basic"), (T3, 1, "project"))
    tenths = [Figure(Fraction("0.10"), "万元") for _ in range(3)]
    assert sum(tenths) == Fraction("0.30")


def test_a_named_part_is_called_by_its_name():
    assert working(BASIC.named("basic pay") - PROJECT) == "200.89 [basic pay] − 102.50"


def test_long_sums_are_counted_out():
    assert working(sum([BASIC] * 10)) == "sum of 10 amounts"


def test_brackets_keep_the_order_of_computing():
    assert working((BASIC - PROJECT) / PROJECT) == "(200.89 − 102.50) ÷ 102.50"
    assert working(BASIC - -PROJECT) == "200.89 − (−102.50)"


def test_a_share_is_a_percentage_and_a_quotient_a_multiple():
    assert display(share(PROJECT, BASIC)) == "51.02%"  # 10250 ÷ 20089 = 0.510229…
    assert display(BASIC / PROJECT) == "1.96"  # 20089 ÷ 10250 = 1.9599…
    assert display(BASIC / Figure(4)) == "¥502,225"


def test_halves_are_rounded_away_from_zero():
    assert display(Figure(Fraction("0.125"), "%")) == "0.13%"
    assert display(Figure(Fraction("-0.125"), "%")) == "−0.13%"


def test_money_of_different_units_does_not_add_up():
    with pytest.raises(TypeError, match="different units"):
        BASIC + Figure(4)


def test_money_is_shown_in_yuan_and_in_the_unit_of_the_source():
    assert display(BASIC) == "¥2,008,900"
    assert both(BASIC) == "¥2,008,900 = 200.89万元"
    assert display(-PROJECT) == "−¥1,025,000"
    assert both(Figure(Fraction("0.0625"), "万元")) == "¥625 = 0.0625万元"


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1, ("fell", "less than", "down")), (0, ("did not change", "equal to", "level")),
     (1, ("rose", "more than", "up"))],
)  # fmt: skip
def test_words_follow_the_sign(value, words):
    figure = Figure(value, "万元", "Change")
    assert tuple(display(figure.word(kind)) for kind in ("moved", "compared", "direction")) == words


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 10, "one of ten"), (10, 10, "all ten"), (0, 26, "none of the 26"), (12, 26, "12 of 26"),
     (2, 2, "both"), (0, 2, "neither of the two")],
)  # fmt: skip
def test_part_of_a_whole_in_words(part, whole, text):
    assert display(of(Figure(part), Figure(whole))) == text


def test_html_tells_a_program_the_value_in_the_source_unit():
    label = 'A "quoted" <label>'
    html = BeautifulSoup(BASIC.named(label)._repr_html_(), "html.parser").data
    assert html["value"] == "200.89" and html["data-unit"] == "万元" and html["tabindex"] == "0"
    assert html["data-label"] == label
    assert html["data-cells"] == "03-expenditure/1/basic"
    assert html.text == "¥2,008,900"


def test_a_cited_number_names_its_source():
    rate = cited(16, "%", "Employer's rate", "Notice 1")
    assert display(rate) == "16%"
    assert 'data-work="Notice 1"' in rate._repr_html_()


# Tables


def test_a_table_is_a_data_frame_of_figures():
    table5 = table(5)
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


def test_lines_of_tables_1_and_4_go_by_side_and_number():
    table1 = table(1)
    assert table1.loc[("expenditure", 14), "amount"] == Fraction("303.39")
    assert table1.loc[("revenue", "total"), "amount"] == Fraction("303.39")


def test_a_name_quotes_its_row():
    quoted = name(table(9).loc["30226"])
    assert display(quoted) == "Hired labour"
    assert quoted.label == "Account 30226"
    assert working(quoted) == "as printed: 劳务费"
    assert quoted.cells == (("09-basic-expenditure-items", 36, "name_zh"),)


def test_text_from_a_table_is_escaped(monkeypatch):
    from budgetbook.package import current

    rows = [dict(row) for row in current()["duties"]]
    rows[0]["summary_en"] = rows[0]["name_en"] = "<script>alert(1)</script>"
    monkeypatch.setitem(current(), "duties", rows)
    html = as_printed("duties", "name summary")
    assert "<script>" not in html and html.count("&lt;script&gt;") == 2
    frame = table("duties")
    assert "<script>" not in name(frame.iloc[0])._repr_html_()
    assert isinstance(frame, pd.DataFrame)
