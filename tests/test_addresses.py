"""Whatever a page shows has an address that stays, the same in both editions, with a handle."""

import re

import pytest

from computedbook.citations import MIME, name_figures

# Of each element of a kind: where its handle leads, whether there is one and to it, what it says.
HANDLES = """
kinds => kinds.flatMap(kind => [...document.querySelectorAll(kind)].map(each => {
  const [handle, ...more] = each.querySelectorAll("a.handle");
  const to = handle && document.getElementById(handle.hash.slice(1));
  const text = handle?.textContent, stop = handle?.tabIndex;
  return [kind, handle?.hash, more.length + 1, each.contains(to), stop, text];
}))
"""


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


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_every_row_check_term_and_figure_has_a_handle_to_its_address(open_page, edition):
    kinds = {
        "figure.printed tbody tr[id]": r"(t\d+|[a-z]+)-\d+|term-[a-z0-9-]+",
        "ul.checks > li": "check-[a-z0-9-]+",
        "figure.printed tr:has(> th[id^=term-])": "term-[a-z0-9-]+",
        "ul.figures > li": "figure-[a-z0-9-]+",
    }
    found = []
    for name in ("tables/table-9", "checking/audit", "reference/glossary", "reference/data"):
        page = open_page(f"{edition}chapters/{name}.html")
        found += page.evaluate(HANDLES, list(kinds))
    for selector, address in kinds.items():
        handles = [each for each in found if each[0] == selector]
        assert len(handles) > 20, selector
        for _, to, number, leads, stop, text in handles:
            assert number == 1 and leads, to
            assert re.fullmatch(f"#({address})", to), to
            assert stop == -1 and text == ""  # no stop, nothing read


def test_addresses_are_the_same_in_both_editions(pages, chinese_pages):
    for name, page in pages.items():
        for found in (page, chinese_pages[name]):
            ids = [each["id"] for each in found.article.select("[id]")]
            assert len(ids) == len(set(ids)), name
        english, chinese = (
            {each["id"] for each in found.article.select("[id]")}
            for found in (page, chinese_pages[name])
        )
        assert english == chinese, name


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
    "zh/chapters/tables/table-5.html#figure-suspect": "#figure-suspect",  # in a fold
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
