"""The pages as a reader sees them, in headless Chromium."""

import pytest


def test_blank_rows_fold_away_and_come_back(open_page):
    page = open_page("chapters/tables/table-9.html")
    blank = page.locator("figure.printed tr.blank")
    assert blank.count() > 50
    assert not blank.first.is_visible()
    page.locator("figure.printed .fold input").check()
    assert blank.first.is_visible()


def test_a_link_to_a_folded_row_shows_it(open_page):
    page = open_page("chapters/tables/table-9.html#t9-6")
    assert page.locator("#t9-6").is_visible()
    assert not page.locator("#t9-7").is_visible()


# Code and sources, folded

# All but what cells print, and what stands in an answer, which folds by itself.
CODE = "article div[class*=highlight-]:not(.cell_output *, .sd-dropdown *, .folded-solution *)"
SEEN = f"[...document.querySelectorAll('{CODE}')].filter(each => each.checkVisibility()).length"
ALL = f"document.querySelectorAll('{CODE}').length"
# Whether any code was drawn folded, though the button is set to show.
FLASH = f"""
function look() {{
  const hidden = [...document.querySelectorAll('{CODE}')].some(each => !each.checkVisibility());
  window.flashed ||= hidden;
  requestAnimationFrame(look);
}}
look();
"""


def seen(page):
    """How many pieces of code are on the page, and how many of them a reader sees."""
    return page.evaluate(ALL), page.evaluate(SEEN)


@pytest.fixture
def some(complete, book):
    """Names of pages of an edition: some of them, unless all are to be tried."""
    return lambda edition: list(book.texts(edition))[:: 1 if complete else 9]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("edition", ["", "zh/"])
def test_no_code_is_seen_on_any_page_unless_asked_for(open_page, book, some, edition, script):
    page, pieces = open_page(f"{edition}index.html", java_script_enabled=script), 0
    for name in some(edition):
        page.goto((book.site / edition / name).as_uri(), wait_until="domcontentloaded")
        found, visible = seen(page)
        assert visible == 0, name
        assert page.locator(".code-button").is_visible() == script
        pieces += found
    assert pieces > len(some(edition))  # some on a page, on average


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_the_button_shows_all_code_of_the_book_and_hides_it_again(open_page, book, some, edition):
    page = open_page(f"{edition}index.html", own=True)
    button = page.locator(".code-button")
    assert button.get_attribute("aria-pressed") == "false"
    title = button.get_attribute("title")
    button.click()
    page.add_init_script(FLASH)
    page.reload()
    for name in some(edition):
        page.goto((book.site / edition / name).as_uri(), wait_until="domcontentloaded")
        found, visible = seen(page)
        assert found == visible, name
        assert button.get_attribute("aria-pressed") == "true"
        assert button.get_attribute("title") != title
        assert not page.evaluate("flashed"), name
    button.focus()
    page.keyboard.press("Space")
    assert seen(page)[1] == 0 and button.get_attribute("title") == title
    page.reload()
    assert seen(page)[1] == 0
    # A page gone back to is as it was left; browsers under test keep none.
    page.evaluate("localStorage.setItem('code', 'shown')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert 0 < seen(page)[1] == seen(page)[0]


def test_the_button_works_where_nothing_can_be_remembered(open_page):
    page = open_page("chapters/tables/table-5.html", own=True)
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden') } })"
    )
    page.reload()
    page.locator(".code-button").click()
    found, visible = seen(page)
    assert found == visible > 0


@pytest.mark.parametrize("script", [True, False])
def test_each_fold_opens_by_click_and_by_keyboard(open_page, script):
    page = open_page("chapters/tables/table-5.html", java_script_enabled=script)
    first, second = page.locator(".folded-code > summary").all()[:2]
    first.click()
    assert page.locator(".folded-code").nth(0).locator("div.highlight").first.is_visible()
    assert not page.locator(".folded-code").nth(1).locator("div.highlight").first.is_visible()
    second.focus()
    page.keyboard.press("Enter")
    assert page.locator(".folded-code").nth(1).locator("div.highlight").first.is_visible()


def test_code_in_an_open_fold_can_be_copied(open_page):
    page = open_page("chapters/tables/table-5.html")
    page.locator(".folded-code > summary").first.click()
    copy = page.locator(".folded-code button.copybtn").first
    copy.click()
    page.wait_for_selector(".folded-code button.copybtn.success", timeout=2000)


def test_what_is_printed_has_all_sources_and_only_code_that_is_shown(open_page):
    page = open_page("chapters/tables/table-5.html", java_script_enabled=False)
    page.emulate_media(media="print")
    assert seen(page)[1] == 0
    fold = "document.querySelector('.folded-code')"
    assert not page.evaluate(f"{fold}.checkVisibility()")
    assert page.locator("ul.figures > li").first.is_visible()
    page.emulate_media(media="screen")
    page.locator(".folded-code > summary").first.click()
    page.emulate_media(media="print")
    assert seen(page)[1] == page.locator(".folded-code").first.locator(CODE[8:]).count() > 0
    assert not page.evaluate(f"{fold}.firstElementChild.checkVisibility()")


@pytest.mark.parametrize("edition", ["", "zh/"])
@pytest.mark.parametrize("script", [True, False])
def test_checks_are_one_line_that_unfolds_by_keyboard_and_in_print(open_page, edition, script):
    page = open_page(f"{edition}chapters/tables/table-5.html", java_script_enabled=script)
    line, first = page.locator("details.checks > summary"), page.locator("ul.checks > li").first
    assert line.is_visible() and line.bounding_box()["height"] < 60 and not first.is_visible()
    page.emulate_media(media="print")
    assert first.is_visible()
    page.emulate_media(media="screen")
    assert not first.is_visible()
    line.focus()
    page.keyboard.press("Enter")
    assert first.is_visible()


def test_a_link_to_a_check_unfolds_them(open_page):
    page = open_page("chapters/tables/table-5.html")
    page.evaluate("document.querySelector('ul.checks > li:last-child').id = 'last'")
    page.evaluate("location.hash = 'last'")
    page.wait_for_timeout(100)
    assert page.locator("#last").is_visible()


def test_the_checks_of_the_audit_that_fail_are_seen(open_page):
    page = open_page("chapters/checking/audit.html")
    checks, own = "ul.checks:not(.exercise *) > li", "details.checks:not(.exercise *) > summary"
    fails, last = page.locator(f"{checks}.fail"), page.locator(checks).last
    assert all(each.is_visible() for each in fails.all()) and not last.is_visible()
    page.locator(own).last.click()
    assert last.is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_the_source_of_a_figure_unfolds_the_list(open_page, script):
    page = open_page("index.html", java_script_enabled=script)
    sources = page.locator("ul.figures > li")
    assert not sources.first.is_visible()
    last = sources.last.get_attribute("id")
    page = open_page(f"index.html#{last}", java_script_enabled=script)
    assert page.locator(f"#{last}").is_visible()
    assert page.evaluate(f"document.getElementById('{last}').getBoundingClientRect().top") < 800


def test_the_contents_lead_to_the_list_unfolded(open_page):
    page = open_page("index.html")
    page.locator(".bd-sidebar-secondary a[href='#where-these-figures-come-from']").click()
    page.wait_for_timeout(100)
    assert page.locator("ul.figures > li").first.is_visible()
