"""The book without JavaScript: all of it can be read and reached, and no control is dead."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

EDITIONS = ["", "zh/"]


@pytest.fixture
def open_page(open_page):
    """Open a page of the book; with its scripts off, if not asked for. The tests' own can run."""

    def without_script(name, script=False, width=390, **options):
        return open_page(name, width, java_script_enabled=script, **options)

    return without_script


def where(page, book):
    """The path of the page that is open, in the site."""
    return str(Path(unquote(urlsplit(page.url).path)).relative_to(book.site.resolve()))


# What needs a script, among what a reader sees.
DEAD = """
[...document.querySelectorAll("button, select, input, [role=button], [onclick], form, dialog")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }))
  .filter((each) => !each.matches(".fold input"))
  .map((each) => each.outerHTML.slice(0, 80))
"""
# Links to a part of the page that it has not.
ASTRAY = """
[...document.querySelectorAll("a[href^='#']")]
  .map((each) => decodeURIComponent(each.hash.slice(1)))
  .filter((id) => id && !document.getElementById(id))
"""


@pytest.mark.parametrize("edition", ["", pytest.param("zh/", marks=pytest.mark.costly)])
def test_a_reader_walks_from_the_front_page_to_the_last_chapter(open_page, book, edition):
    page, walked = open_page(f"{edition}index.html"), []
    while True:
        page.wait_for_load_state()  # its styles, too
        walked.append(where(page, book))
        assert page.locator("article h1").is_visible(), walked[-1]
        assert page.evaluate(DEAD) == [], walked[-1]
        assert page.evaluate(ASTRAY) == [], walked[-1]
        onward = page.locator(".prev-next-footer a.right-next")
        if not onward.count():
            break
        onward.click()  # it must be in sight, and nothing lie over it
    assert sorted(walked) == sorted(edition + name for name in book.texts(edition))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_contents_are_reached_on_a_phone(open_page, book, edition):
    page = open_page(f"{edition}chapters/tables/table-5.html")
    page.locator(".bd-header-article a.secondary-toggle").click()
    part = page.locator("#pst-page-toc-nav a").last
    assert "bd-sidebar" in page.evaluate("document.querySelector(':target').className")
    part.click()
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top") < 800
    page.locator(".bd-header-article a.primary-toggle").click()
    first, last = (page.locator(f"nav.bd-docs-nav li:{each}-child a") for each in ("first", "last"))
    box = first.first.bounding_box()
    assert 0 <= box["x"] < 390 and 0 <= box["y"] < 800
    last.last.click()
    assert where(page, book) == f"{edition}chapters/reference/about.html"


@pytest.mark.parametrize("edition", EDITIONS)
def test_downloads_are_reached(open_page, book, edition):
    page = open_page(f"{edition}chapters/tables/table-5.html")
    link = page.locator(".downloads a").first
    assert not link.is_visible()
    page.locator(".downloads > summary").click()
    box = link.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    target = Path(unquote(urlsplit(link.evaluate("each => each.href")).path))
    assert target.is_file() and target.suffix == ".ipynb"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_search_says_what_it_needs(open_page, edition):
    page = open_page(f"{edition}search.html")
    assert page.evaluate(DEAD) == []
    assert page.locator("noscript p").is_visible()


# What tells a theme: the colours of the page, its text and links, code and the book's own.
COLOURS = """
["html", "body", "h1", "article p", "article a", "nav.bd-docs-nav a", "header a.twin, a.twin",
 "article pre", ".highlight .kn", ".highlight .s2", "summary", "svg text"]
  .map((each) => document.querySelector(each))
  .map((each) => getComputedStyle(each))
  .map(({ color, backgroundColor, fontWeight, fill }) => [color, backgroundColor, fontWeight, fill])
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_readers_preference_is_followed_just_as_with_a_script(open_page, scheme):
    name, found = "chapters/explanations/year-on-year.html", []
    for script in (False, True):
        page = open_page(name, script, 1280, color_scheme=scheme)
        page.wait_for_timeout(300)  # for what fades
        found.append(page.evaluate(COLOURS))
    assert found[0] == found[1]
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 200) == (scheme == "dark")


def test_a_theme_is_chosen_before_the_page_is_drawn_and_nothing_complains(chromium, book):
    context = chromium.new_context(color_scheme="dark")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append((message.type, message.text)))
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => "
        "(window.first ??= document.documentElement.dataset.theme), { capture: true })"
    )
    page.goto((book.site / "index.html").as_uri())
    assert page.evaluate("first") == "dark"
    assert [text for kind, text in said if kind == "error"] == []
    button = page.locator(".theme-switch-button")
    for mode in ("light", "dark", "auto"):
        button.click()
        assert page.evaluate("document.documentElement.dataset.mode") == mode
    context.close()


@pytest.mark.parametrize("edition", EDITIONS)
def test_with_a_script_the_menus_work_and_close(open_page, edition):
    page = open_page(f"{edition}chapters/tables/table-5.html", script=True)
    page.locator(".downloads > summary").click()
    assert page.locator(".downloads button").is_visible()
    page.mouse.click(20, 700)
    assert not page.locator(".downloads button").is_visible()
    for toggle, contents in (("primary", "bd-docs-nav"), ("secondary", "page-toc")):
        page.locator(f".bd-header-article button.{toggle}-toggle").click()
        assert page.locator(f"dialog nav.{contents} a").first.is_visible()
        page.keyboard.press("Escape")
        page.locator(f"nav.{contents} a").first.wait_for(state="hidden")
