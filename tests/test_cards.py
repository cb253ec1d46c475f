"""The card of a figure: for pointer, finger, keyboard and screen reader, and without a script."""

import pytest

TABLE_5, YEARS = "chapters/tables/table-5.html", "chapters/explanations/year-on-year.html"
FIGURES = "article p data.figure"
CARD = "#figure-card"
PARTS = ["data-label", "data-both", "data-work", "data-from"]
OWN_CARD = "each => getComputedStyle(each, '::after')"
FOCUSED = "each => each === document.activeElement"


def paragraph(page):
    """The figures of the first paragraph that has several."""
    return page.locator("article p:has(data.figure ~ *, span ~ span data.figure)").first.locator(
        "data.figure"
    )


def shown(page, figure):
    """Whether the card is shown, and is this figure's."""
    page.wait_for_timeout(250)  # the moment that a pointer has to pass over a figure
    opened = figure.get_attribute("aria-expanded") == "true"
    return opened and page.locator(CARD).is_visible()


def tree(page):
    """What a screen reader is told of the figures: name, description, whether it is expanded."""
    protocol = page.context.new_cdp_session(page)
    document = protocol.send("DOM.getDocument")["root"]["nodeId"]
    article = protocol.send("DOM.querySelector", {"nodeId": document, "selector": "#article"})
    found = protocol.send("Accessibility.queryAXTree", {**article, "role": "button"})["nodes"]
    for node in found:
        told = {each["name"]: each["value"].get("value") for each in node["properties"]}
        if "expanded" in told:
            yield node["name"]["value"], node["description"]["value"], told["expanded"]


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_without_a_script_the_card_is_text_alone(open_page, way):
    figure = open_page("index.html", java_script_enabled=False).locator(FIGURES).first
    handle = figure.element_handle()
    assert handle.evaluate(f"{OWN_CARD}.display") == "none"
    getattr(figure, way)()
    # With scripts off the page's own cannot run, but the test's can.
    assert handle.evaluate(f"{OWN_CARD}.display") == "block"
    content = handle.evaluate(f"{OWN_CARD}.content")
    for attribute in PARTS:
        assert figure.get_attribute(attribute).split("\n")[0] in content
    assert figure.get_attribute("tabindex") == "0"


@pytest.mark.parametrize("edition", ["", "zh/"])
@pytest.mark.parametrize("way", ["hover", "focus"])
def test_the_card_says_what_the_figure_is_and_links_its_rows(open_page, way, edition):
    page = open_page(f"{edition}{TABLE_5}")
    figure = page.locator(FIGURES).nth(1)
    getattr(figure, way)()
    assert shown(page, figure)
    assert figure.evaluate(f"{OWN_CARD}.display") == "none"
    text = page.locator(CARD).inner_text()
    for attribute in PARTS[:3]:
        assert figure.get_attribute(attribute) in text
    links = page.locator(f"{CARD} a")
    told = figure.get_attribute("data-from")
    assert links.count() and all(each in told for each in links.all_inner_texts())
    box = page.locator(CARD).bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= 1280
    links.first.click()
    page.wait_for_selector("tr:target")


def test_workings_are_in_the_unit_of_the_edition(open_page, book):
    for edition, unit, other in (("", "¥", "万元"), ("zh/", "万元", "¥")):
        works = [
            each["data-work"]
            for page in book.pages(edition).values()
            for each in page.select("data.figure[data-work^='=']")
        ]
        assert any(unit in each for each in works)
        assert [each for each in works if other in each] == []


def test_the_pointer_may_go_onto_the_card_and_what_is_put_away_stays_away(open_page):
    page = open_page("index.html")
    figures = page.locator(FIGURES)
    first, last = figures.first, figures.last
    first.hover()
    assert shown(page, first)
    card = page.locator(CARD).bounding_box()
    page.mouse.move(card["x"] + 20, card["y"] + card["height"] - 5, steps=3)
    assert shown(page, first)
    page.keyboard.press("Escape")
    assert not shown(page, first)
    page.mouse.move(5, 5)
    first.hover()
    assert not shown(page, first)
    last.hover()
    assert shown(page, last)
    first.hover()
    assert shown(page, first) and not shown(page, last)
    page.mouse.move(5, 5)
    assert not shown(page, first)


def test_a_click_keeps_the_card_and_a_second_puts_it_away(open_page):
    page = open_page("index.html")
    figure = page.locator(FIGURES).first
    figure.click()
    page.mouse.move(5, 5)
    assert shown(page, figure)
    figure.click()
    assert not shown(page, figure)
    figure.click()
    assert shown(page, figure)
    page.mouse.click(1270, 790)  # beside the text
    assert not shown(page, figure)


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_a_paragraph_is_one_stop_with_arrows_in_it(open_page, edition):
    page = open_page(f"{edition}index.html")
    figures = paragraph(page)
    first, second, last = figures.first, figures.nth(1), figures.last
    first.focus()
    page.keyboard.press("ArrowLeft")
    assert first.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    assert second.evaluate(FOCUSED) and shown(page, second)
    assert page.locator(f"{CARD} .keys").is_visible()
    page.keyboard.press("End")
    assert last.evaluate(FOCUSED) and shown(page, last)
    page.keyboard.press("Home")
    assert first.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    stops = [each.get_attribute("tabindex") for each in figures.all()]
    assert stops == ["-1", "0", *["-1"] * (len(stops) - 2)]
    inside = f"each => each.closest('p').contains(document.activeElement) && {FOCUSED[8:]}"
    page.keyboard.press("Tab")
    assert not any(each.evaluate(inside) for each in figures.all())
    assert not shown(page, second)


def test_enter_leads_into_the_card_and_escape_back(open_page):
    page = open_page(YEARS)
    figure = page.locator("article p data.figure[data-from*=';']").first  # of two sources
    links = page.locator(f"{CARD} a")
    figure.focus()
    page.keyboard.press("Enter")
    assert links.first.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    assert links.nth(1).evaluate(FOCUSED)
    page.keyboard.press("Escape")
    assert figure.evaluate(FOCUSED) and not shown(page, figure)
    page.keyboard.press("Space")
    assert shown(page, figure)
    page.keyboard.press("Enter")
    address = links.first.get_attribute("href").removeprefix("../")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    page.wait_for_selector("tr:target")


def test_the_way_past_the_contents_leads_to_the_text(open_page):
    page = open_page("index.html")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#article"
    page.wait_for_function("document.activeElement.getBoundingClientRect().y >= 0")  # it slides in
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article section') !== null")


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_a_screen_reader_is_told_what_each_figure_is(open_page, edition):
    page = open_page(f"{edition}index.html")
    figures = page.locator("article data.figure").all()
    told = list(tree(page))
    assert [name for name, _, _ in told] == [each.inner_text() for each in figures]
    for figure, (_, description, _) in zip(figures, told, strict=True):
        assert all(figure.get_attribute(each) in description for each in PARTS)
    [keys] = page.locator("#figure-keys > :first-child").all_text_contents()
    several = [keys.strip() in description for _, description, _ in told]
    assert any(several) and not all(several)
    assert {expanded for _, _, expanded in told} == {False}
    figures[0].focus()
    assert [expanded for _, _, expanded in tree(page)] == [True, *[False] * (len(figures) - 1)]


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_a_tap_shows_the_card_at_the_foot_and_another_puts_it_away(open_page, edition):
    page = open_page(f"{edition}{TABLE_5}", 390, has_touch=True, is_mobile=True)
    figure = page.locator(FIGURES).nth(2)
    figure.evaluate("each => scrollTo(0, each.getBoundingClientRect().bottom + scrollY - 790)")
    figure.tap()
    assert shown(page, figure)
    card, box = page.locator(CARD).bounding_box(), figure.bounding_box()
    assert (card["x"], card["width"], card["y"] + card["height"]) == (0, 390, 800)
    assert box["y"] + box["height"] < card["y"]  # it does not cover what was tapped
    page.locator(f"{CARD} .label").tap()
    assert shown(page, figure)
    figure.tap()
    assert not shown(page, figure)
    figure.tap()
    assert shown(page, figure)
    figure.locator("xpath=ancestor::p").tap(position={"x": 1, "y": 1})
    assert not shown(page, figure)
    figure.tap()
    page.locator(f"{CARD} a").first.tap()
    page.wait_for_url("**/*#*")
