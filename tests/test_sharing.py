"""Each page of the book says what it is, in its own language, and has a picture drawn from it."""

import json
import re
import struct

import pytest
from conftest import ROOT

from computedbook.cards import FONT, card, comparable, lines


@pytest.fixture(params=["", "zh"])
def edition(request, book):
    return request.param, book.pages(request.param)  # which are parsed once


def told(page, name):
    (tag,) = page.select(f'meta[name="{name}"], meta[property="{name}"]')
    return tag["content"]


def test_each_page_says_what_it_is(edition):
    folder, pages = edition
    texts = [told(page, "description") for page in pages.values()]
    assert len(set(texts)) == len(texts)
    for name, page in pages.items():
        text = told(page, "description").removesuffix(" …").removesuffix("…")
        opening = page.article.find("p").get_text().replace("\n", " ")
        assert " ".join(opening.split()).startswith(text), name
        assert 20 < len(text) <= 155 and bool(re.search("[\u3400-\u9fff]{4}", text)) == bool(folder)
        assert told(page, "og:title") == page.h1.find(string=True, recursive=False), name
        assert told(page, "og:type") == ("website" if name == "index.html" else "article")
        assert len(page.select("meta[name=viewport]")) == 1


def test_the_front_page_is_named_once(edition):
    folder, pages = edition
    assert pages["index.html"].title.text.strip() in (
        "How to Read a Bureau’s Budget",
        "读懂一份部门预算",
    )
    known = json.loads(pages["index.html"].select_one("script[type='application/ld+json']").text)
    assert known["@type"] == "Book" and known["inLanguage"] == ("zh-CN" if folder else "en")


def test_each_page_has_a_card_of_its_own(edition, book):
    folder, pages = edition
    seen = set()
    for name, page in pages.items():
        path = (book.site / folder / name).parent / told(page, "og:image")
        data = path.read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) <= 15_000, name
        assert struct.unpack(">II", data[16:24]) == (1200, 630)
        seen.add(data)
    assert len(seen) == len(pages)


def test_a_card_is_drawn_from_the_figures_of_one_unit():
    def figure(name, value, unit, shown):
        return {"id": name, "value": value, "unit": unit, "shown": shown, "label": name}

    figures = [
        figure("share", "84.96", "%", "85%"),
        figure("total", "303.39", "万元", "¥3.03 million"),
        figure("fell", "-1716", "万元", "fell"),  # a word
        figure("office", "200.89", "万元", "¥2,008,900"),
        figure("name", "", "", "Table 5"),
        figure("cell", "1", "万元", "Table 5, 21505"),
    ]
    assert [each["id"] for each in comparable(figures)] == ["total", "office"]
    before = card("A book", "A title", "It is.", figures).tobytes()
    figures[3]["value"] = "100"
    assert card("A book", "A title", "It is.", figures).tobytes() != before


def test_the_font_has_what_cards_say(edition):
    from fontTools.ttLib import TTFont

    known = set(TTFont(FONT).getBestCmap())
    for name, page in edition[1].items():
        said = page.h1.get_text() + "".join(
            each["data-label"] for each in page.select("data.figure")
        )
        assert {each for each in said if ord(each) not in known} <= {"#", "\n"}, name


def test_lines_fit_and_lose_nothing():
    from computedbook.cards import font

    for text in (
        "What must the project money achieve, and who says so?",
        "人员和机关运行：办公室本身花多少钱？",
    ):
        found = lines(text, font(40), 400)
        assert all(font(40).getlength(each) <= 440 for each in found) and len(found) > 1
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
        assert not any(each[0] in "，。：？" for each in found)


def test_an_address_that_leads_nowhere_shows_a_page_that_leads_back(book, chromium):
    text = (book.site / "404.html").read_text("utf8")
    context = chromium.new_context()
    page = context.new_page()

    def answer(route):
        path = book.site / route.request.url.removeprefix("http://book.test/")
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404, content_type="text/html", body=text)

    page.route("**/*", answer)
    page.goto("http://book.test/chapters/nowhere/at/all.html")
    assert page.get_by_role("heading").count() == 2  # one for each language
    for link in page.locator("a").all():
        assert link.get_attribute("href").startswith("/")
        assert (book.site / link.get_attribute("href")[1:]).is_file()
    page.get_by_role("link").first.click()
    assert page.title() == "How to Read a Bureau’s Budget"
    context.close()


def test_the_host_is_told_where_the_site_stands():
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text("utf8")
    (pattern,) = re.findall(r's\|\^(  baseurl: \\"\\")\|', workflow)
    config = (ROOT / "_config.yml").read_text("utf8")
    assert config.count("\n" + pattern.replace("\\", "")) == 1
    assert (ROOT / "_static" / "favicon.svg").read_text("utf8").startswith("<svg")
