"""Whatever a page shows has an address that stays, the same in both editions, with a handle."""

import re

import pytest

from computedbook.citations import MIME, name_figures

DIGEST = re.compile("figure-[0-9a-f]{10}")  # of the words that a figure has in its edition


@pytest.fixture(params=["pages", "chinese_pages"])
def edition(request):
    return request.getfixturevalue(request.param)


def test_every_chart_and_table_has_the_address_of_its_cell(edition):
    count = 0
    for name, page in edition.items():
        for shown in page.select(".cell_output :is(figure.chart, table)"):
            cell = shown.find_parent(class_="cell")
            assert re.fullmatch("[a-z0-9-]+", cell.get("id", "")), name
            count += 1
    assert count > 50


def test_every_row_check_term_and_figure_has_a_handle_to_its_address(edition):
    kinds = {
        "figure.printed tbody tr[id]": r"(t\d+|[a-z]+)-\d+|term-[a-z0-9-]+",
        "ul.checks > li": "check-[a-z0-9-]+",
        "figure.printed tr:has(> th[id^=term-])": "term-[a-z0-9-]+",
        "ul.figures > li": "figure-[a-z0-9-]+",
    }
    for selector, address in kinds.items():
        count = 0
        for name, page in edition.items():
            targets = {each["id"]: each for each in page.select("[id]")}
            for each in page.select(selector):
                (handle,) = each.select("a.handle")
                assert re.fullmatch(f"#({address})", handle["href"]), (name, handle["href"])
                target = targets[handle["href"][1:]]
                assert target is each or target in each.descendants
                assert handle["tabindex"] == "-1" and handle.text == ""  # no stop, nothing read
                count += 1
        assert count > 20, selector


def test_addresses_are_the_same_in_both_editions(pages, chinese_pages):
    for name, page in pages.items():
        for found in (page, chinese_pages[name]):
            ids = [each["id"] for each in found.article.select("[id]")]
            assert len(ids) == len(set(ids)), name
        english, chinese = (
            {each["id"] for each in found.article.select("[id]")}
            for found in (page, chinese_pages[name])
        )
        assert not {each for each in english ^ chinese if not DIGEST.fullmatch(each)}, name


def test_a_figure_keeps_its_names_whatever_else_is_quoted():
    def bundle(*ids):
        return {MIME: {"figures": [{"id": each} for each in ids]}}

    known, quoted, shown = {}, bundle("a"), bundle("a", "b")
    name_figures(quoted, known, "about_total", alias=True)
    name_figures(bundle("a"), known, 'rows.loc["x"].named("It")', alias=True)
    name_figures(shown, known, "chart-flow")
    assert quoted[MIME]["figures"][0]["names"] == ["figure-about-total", "figure-rows-loc-x"]
    assert [each["names"] for each in shown[MIME]["figures"]] == [
        ["figure-about-total", "figure-rows-loc-x"],
        ["figure-chart-flow-2"],
    ]


LANDINGS = {
    "chapters/tables/table-9.html#t9-6": "#t9-6",  # a row that is folded away
    "chapters/tables/table-5.html#check-{check}": "#check-{check}",  # in a fold
    "zh/chapters/tables/table-5.html#figure-suspect": "li:has(> #figure-suspect)",  # in a fold
    "zh/chapters/reference/glossary.html#term-personnel-expenses": "#glossary-16",
    "chapters/tables/table-9.html#chart-wall": "#chart-wall > .cell_output",
}


@pytest.mark.parametrize("address", LANDINGS)
def test_what_a_link_leads_to_is_in_sight_and_marked(open_page, pages, address):
    check = pages["chapters/tables/table-5.html"].select_one("ul.checks > li")["id"][6:]
    page = open_page(address.format(check=check))
    target = page.locator(LANDINGS[address].format(check=check))
    assert target.is_visible()
    box = target.bounding_box()
    assert -5 <= box["y"] < 800
    style = "(each, name) => getComputedStyle(each)[name]"
    outlined = target.evaluate(style, "outlineStyle") == "solid"
    assert outlined or target.evaluate(style, "backgroundColor") != "rgba(0, 0, 0, 0)"
    handles = page.locator(":is(tr, li):has(> :is(td, th, span) > .handle)")
    if address.endswith("#t9-6"):
        other = page.locator("#t9-5")
        opacity = "each => getComputedStyle(each).opacity"
        assert other.locator(".handle").evaluate(opacity) == "0"
        other.hover()
        assert other.locator(".handle").evaluate(opacity) == "1"
        other.locator(".handle").click()
        assert page.url.endswith("#t9-5")
        assert handles.count() > 100
