"""The book on paper: its PDF, a page as printed, and the archive for a USB stick."""

import io
import re
from unicodedata import normalize
from zipfile import ZipFile

import pytest
from conftest import ROOT
from pypdf import PdfReader

from computedbook.archive import pack
from computedbook.pdf import entries, page_numbers, with_numbers

CONTENTS = {"en": "Contents", "zh": "目录"}
SOURCES = {"en": "Where these figures come from", "zh": "这些数字从哪里来"}
CODE = "open_book("  # stands in the code of each chapter, and in no text
LOOKALIKE = re.compile("[\u2e80-\u2fd5\ufb00-\ufb06]")


def pytest_generate_tests(metafunc):
    if "edition" in metafunc.fixturenames:
        metafunc.parametrize("edition", ["en", "zh"], scope="module")


@pytest.fixture(scope="module")
def printed(copied, edition):
    """The PDF of an edition."""
    done = copied.make(f"pdf-{edition}")
    assert done.returncode == 0, done.stdout[-3000:]
    return PdfReader(copied.folder / "_build" / f"book-{edition}.pdf")


@pytest.fixture(scope="module")
def numbers(printed):
    return page_numbers(printed)


@pytest.fixture(scope="module")
def pages(copied, printed, edition):
    """The pages of that edition."""
    return copied.pages(site(edition))


@pytest.fixture(scope="module")
def titles(pages):
    """The titles of the pages by name, in the order of the contents."""
    order = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text("utf8"))
    found = {name: pages[f"{name}.html"].select_one("article h1").get_text() for name in order}
    return {name: words(title) for name, title in found.items()}


def words(text):
    """A text without spaces, which a PDF may have elsewhere, and without a heading's handle."""
    return re.sub(r"\s|#$", "", text)


def site(edition):
    """The folder of an edition in the site."""
    return "zh" if edition == "zh" else ""


@pytest.fixture(scope="module")
def outline(printed):
    """The titles of the outline by depth, with the page of each."""

    def walk(items, depth):
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield depth, words(item.title), printed.get_destination_page_number(item) + 1

    return list(walk(printed.outline, 0))


# What follows changes the site: it comes to offer the PDF.


@pytest.mark.costly
@pytest.mark.last
def test_the_outline_is_the_contents(pages, titles, outline, edition):
    front, *chapters = titles.values()
    assert [title for depth, title, _ in outline if depth == 1 and title in chapters] == chapters
    top = [title for depth, title, _ in outline if depth == 0]
    assert top[:2] == [CONTENTS[edition], front]
    headings = {
        words(heading.get_text())
        for page in pages.values()
        for heading in page.select("article :is(h1, h2, h3, h4), .bd-links .caption-text")
    }
    assert {title for _, title, _ in outline} - headings == {CONTENTS[edition]}


@pytest.mark.costly
@pytest.mark.last
def test_the_contents_and_the_heads_tell_the_page(printed, titles, outline):
    place = {title: page for _, title, page in reversed(outline)}
    contents, front = words(printed.pages[1].extract_text()), titles["index"]
    for name, title in titles.items():
        number = str(place[title])
        assert title + number in contents
        text = words(printed.pages[place[title] - 1].extract_text())
        margins = text.removeprefix(front).removeprefix(title) + text
        assert margins.startswith(number) or margins.endswith(number), name
        assert text.count(title) >= (1 if name == "index" else 2)  # the heading, and the head


@pytest.mark.costly
@pytest.mark.last
def test_links_lead_somewhere_in_the_book_or_to_a_host(printed, numbers):
    inside, outside = set(), set()
    for page in printed.pages:
        for link in (each.get_object() for each in page.get("/Annots", ())):
            if "/Dest" in link:
                inside.add(str(link["/Dest"]).removeprefix("/"))
            else:
                outside.add(link["/A"]["/URI"])
    assert len(inside) > 200 and inside <= set(numbers)
    assert {each.partition("://")[0] for each in outside} <= {"https", "http"}


def font_references(page):
    fonts = page["/Resources"].get("/Font", {})
    return [fonts.raw_get(name) for name in fonts]


@pytest.mark.costly
@pytest.mark.last
def test_its_fonts_are_embedded_and_no_page_is_empty(printed, edition):
    fonts, empty = {}, []
    for number, page in enumerate(printed.pages, 1):
        fonts |= {each.idnum: each.get_object() for each in font_references(page)}
        if not re.search(rb"\bT[jJ]\b", page.get_contents().get_data()):
            empty.append(number)
    assert empty == []
    for font in fonts.values():
        if font["/Subtype"] != "/Type3":  # which is its own drawings
            (below,) = font["/DescendantFonts"]
            assert "/FontFile2" in below["/FontDescriptor"], font["/BaseFont"]
    assert len(fonts) > 5


@pytest.mark.costly
@pytest.mark.last
def test_it_says_what_it_is(printed, titles, edition):
    assert words(printed.metadata.title) == titles["index"]
    assert printed.metadata.author
    language = printed.trailer["/Root"]["/Lang"]
    assert language == {"en": "en", "zh": "zh-CN"}[edition]


@pytest.mark.costly
@pytest.mark.last
def test_no_code_of_the_chapters_is_in_it_but_all_sources_are(pages, printed, outline, edition):
    text = "".join(page.extract_text() for page in printed.pages[2:12])
    assert CODE not in text and LOOKALIKE.search(text) is None  # which a search would not find
    *_, last = (page for depth, _, page in outline if depth == 1)
    page = words(printed.pages[last - 1].extract_text())
    assert words(SOURCES[edition]) in page
    figure = pages["index.html"].select_one("data.figure")
    assert words(figure["data-label"]) in page and words(figure["data-from"]) in page


@pytest.mark.costly
@pytest.mark.last
def test_the_front_page_offers_it(copied, pages, printed, edition):
    link = pages["index.html"].select_one("p.paper a")
    offered = copied.site / (site(edition)) / link["href"]
    assert offered.read_bytes() == (copied.folder / "_build" / f"book-{edition}.pdf").read_bytes()
    assert str(len(printed.pages)) in link.get_text()


def test_nothing_is_offered_that_was_not_made(book):
    for edition in ("", "zh/"):
        assert not list((book.site / edition).glob("*.pdf"))
        assert 'class="paper"' not in re.sub("<!--.*?-->", "", book.texts(edition)["index.html"])


def test_links_are_numbered_by_where_they_lead():
    text = '<a class="x" href="#a%20b">1</a> <a href="#gone">2</a> <a href="https://e.org/#a">3</a>'
    numbered = with_numbers(text, {"a%20b": 7})
    assert numbered == text.replace("<a class", '<a data-page="7" class')


def test_entries_are_found_at_any_depth():
    below = {"/Title": "b"}
    root = {"/First": Held({"/Title": "a", "/First": Held(below), "/Next": Held({"/Title": "c"})})}
    assert [each["/Title"] for each in entries(root)] == ["a", "b", "c"]


class Held(dict):
    """An object of a PDF."""

    def get_object(self):
        return self


# A page as it is printed

PAGE = "chapters/tables/table-9.html"


@pytest.fixture(scope="module")
def sheets(chromium, book):
    """The sheets of a page that is dark on the screen, as texts."""
    page = chromium.new_page(color_scheme="dark")
    page.goto((book.site / PAGE).as_uri())
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    page.close()
    return [words(normalize("NFKC", each.extract_text())) for each in pdf.pages]


def test_each_sheet_has_title_address_and_date(sheets, book):
    title = words(normalize("NFKC", book.pages("")[PAGE].title.get_text()))
    for number, text in enumerate(sheets, 1):
        assert title in text and PAGE in text
        assert re.search(rf"20\d\d·{number}/{len(sheets)}", text)


def test_captions_stay_with_charts_and_tables_and_heads_come_again(sheets, book):
    page = book.pages("")[PAGE]
    for figure in page.select("figure"):
        caption = words(figure.figcaption.find(string=True))
        body = figure.select_one("tbody tr:not(.blank) th, svg.wide text")
        assert any(caption in text and words(body.get_text()) in text for text in sheets), caption
    table = page.select_one("figure.printed table:has(.total)")
    heads = [words(head.get_text()) for head in table.thead.select("th")]
    last = words(table.select("tbody tr:not(.blank) th")[-1].find(string=True))
    assert any(last in text and all(head in text for head in heads) for text in sheets)


@pytest.fixture
def on_paper(open_page):
    """Open a page as it is set for paper."""

    def on_paper(name):
        page = open_page(name)
        page.emulate_media(media="print")
        return page

    return on_paper


def seen(page, selector):
    """How many of the elements there are, and how many of them are on paper."""
    script = (
        "each => each.filter(one => one.checkVisibility() && one.getClientRects().length).length"
    )
    found = page.locator(selector)
    return found.count(), found.evaluate_all(script)


@pytest.mark.parametrize(
    "name", ["chapters/tables/table-5.html", "zh/chapters/checking/audit.html"]
)
def test_sources_answers_and_checks_are_open_and_code_and_controls_are_not_there(on_paper, name):
    page = on_paper(name)
    for selector in ("ul.figures > li", ".folded-solution p", "ul.checks > li"):
        number, visible = seen(page, selector)
        assert number == visible > 0, selector
    controls = "button, input, nav, .headerlink, .handle, .tools, .bd-sidebar, .prev-next-footer"
    for selector in (".folded-code", controls):
        assert seen(page, selector)[1] == 0, selector
    page.evaluate("document.querySelectorAll('.folded-code').forEach(each => each.open = true)")
    number, visible = seen(page, ".folded-code .highlight")
    assert number == visible > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_empty_rows_are_printed_as_the_reader_has_set_them(on_paper):
    page = on_paper(PAGE)
    note = "getComputedStyle(document.querySelector('.fold'), '::after').content"
    assert page.locator(".fold").first.get_attribute("data-left-out") in page.evaluate(note)
    number, visible = seen(page, "figure.printed tr.blank")
    assert number > 50 and visible == 0
    page.evaluate("document.querySelector('.fold input').click()")
    assert seen(page, "figure.printed tr.blank") == (number, number)
    assert not page.locator(".fold").first.is_visible()


def test_the_theme_on_paper_is_light_and_comes_back(open_page):
    page = open_page("index.html", color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(theme) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(theme) == "dark"


# The archive


@pytest.fixture(scope="module")
def archive(book, tmp_path_factory):
    path = tmp_path_factory.mktemp("zip") / "the-book.zip"
    pack(book.site, path)
    return path


def test_the_archive_unpacks_anywhere(archive, book):
    names = ZipFile(archive).namelist()
    assert "the-book/index.html" in names and "the-book/zh/index.html" in names
    assert len(names) == len(book.files())
    assert all(name.startswith("the-book/") and ".." not in name.split("/") for name in names)
    # What Windows refuses, and what is one file there.
    parts = {part for name in names for part in name.split("/")}
    refused = r'[<>:"\\|?*\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)'
    assert [part for part in parts if re.search(refused, part, re.IGNORECASE)] == []
    assert len({name.lower() for name in names}) == len(names)
    assert max(map(len, names)) < 150


def test_the_same_site_gives_the_same_archive(archive, book):
    again = archive.with_name("again") / archive.name
    again.parent.mkdir()
    pack(book.site, again)
    assert again.read_bytes() == archive.read_bytes()


@pytest.mark.parametrize("page", ["index.html", "zh/chapters/tables/table-5.html"])
def test_the_archive_is_whole(chromium, archive, tmp_path, page):
    ZipFile(archive).extractall(tmp_path)
    opened = chromium.new_page()
    requests, failed = [], []
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("requestfailed", lambda request: failed.append(request.url))
    opened.goto((tmp_path / "the-book" / page).as_uri())
    opened.wait_for_timeout(300)
    here = (tmp_path.as_uri(), "data:")
    assert failed == [] and [url for url in requests if not url.startswith(here)] == []
    assert opened.locator("article h1").is_visible()
    styled = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert opened.evaluate(styled).strip()
    opened.close()
