"""What is told of a site: whole addresses if it has one, none that is made up if not."""

from xml.etree import ElementTree

from minimal import minimal  # noqa: F401, a fixture

from computedbook.sharing import shortened

ADDRESS = "https://example.org/wells/"
PAGE = {
    "en": "https://example.org/wells/bucket.html",
    "zh-CN": "https://example.org/wells/zh/bucket.html",
    "x-default": "https://example.org/wells/bucket.html",
}


def head(page):
    """What the head of a page tells: its tags, and its links by what they are."""
    tags = {
        each.get("name") or each["property"]: each["content"]
        for each in page.select("meta[content]")
    }
    links = {
        (each["rel"][0], each.get("hreflang")): each["href"]
        for each in page.select("link[rel=alternate], link[rel=canonical]")
    }
    return tags, links


def test_with_an_address_all_are_whole_in_both_editions(minimal):  # noqa: F811
    book = minimal("editions")
    for language in ("en", "zh"):
        settings = {"html_baseurl": ADDRESS[:-1]}  # with or without the last stroke
        assert book.build(language=language, confoverrides=settings) == ""
        tags, links = head(book.page("bucket"))
        own = PAGE["en" if language == "en" else "zh-CN"]
        folder = own.removesuffix("bucket.html")
        assert links == {("alternate", key): PAGE[key] for key in PAGE} | {("canonical", None): own}
        assert tags["og:url"] == own
        assert tags["og:image"] == f"{folder}_cards/bucket.png"
        assert (book.out / "_cards" / "bucket.png").stat().st_size > 1000
        locales = tags["og:locale"], tags["og:locale:alternate"]
        assert locales == (("en_GB", "zh_CN") if language == "en" else ("zh_CN", "en_GB"))
        assert (book.out / "sitemap.xml").exists() == (language == "en")


def test_the_map_of_the_site_has_every_page_of_each_edition(minimal):  # noqa: F811
    book = minimal("editions")
    book.build(confoverrides={"html_baseurl": ADDRESS})
    root = ElementTree.parse(book.out / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [each.text for each in root.iter(f"{space}loc")]
    pages = [f"{name}.html" for name in ("bucket", "index")]
    assert found == [ADDRESS + folder + name for name in pages for folder in ("", "zh/")]
    others = root[0].findall("{http://www.w3.org/1999/xhtml}link")
    assert {each.get("hreflang"): each.get("href") for each in others} == PAGE
    assert f"Sitemap: {ADDRESS}sitemap.xml\n" in (book.out / "robots.txt").read_text("utf8")


def test_without_an_address_none_is_made_up(minimal):  # noqa: F811
    book = minimal("editions")
    book.build(confoverrides={"html_baseurl": ADDRESS})
    book.build()
    for name in ("index", "bucket"):
        tags, links = head(book.page(name))
        assert links == {} and "og:url" not in tags
        assert tags["og:image"] == f"_cards/{name}.png"
        assert tags["og:description"] == tags["description"]
        assert tags["twitter:card"] == "summary_large_image"
        assert "example.org" not in str(book.page(name))
    assert tags["description"] == "It holds 3 pints."
    assert tags["og:title"] == "A bucket" and tags["og:site_name"] == "A well"
    assert not (book.out / "sitemap.xml").exists()
    assert "Sitemap" not in (book.out / "robots.txt").read_text("utf8")


def test_the_front_page_has_its_title_once(minimal):  # noqa: F811
    book = minimal("editions")
    book.build()
    assert book.page("index").title.text == "A well"
    assert book.page("bucket").title.text.startswith("A bucket — A well")


def test_a_card_goes_with_its_page_and_changes_with_its_data(minimal):  # noqa: F811
    book = minimal("editions")
    book.build()
    card = book.out / "_cards" / "index.png"
    before = card.read_bytes()
    book.build()
    assert card.read_bytes() == before
    book.edit("index.ipynb", "deep = Depth(7)", "deep = Depth(11)")
    book.build()
    assert card.read_bytes() != before
    (book.out / "_cards" / "gone.png").touch()
    book.build()
    assert sorted(each.name for each in card.parent.glob("*")) == ["bucket.png", "index.png"]


def test_a_description_ends_behind_a_word():
    assert shortened("One\n  line.") == "One line."
    assert shortened("a" * 155) == "a" * 155
    assert shortened("word " * 40) == "word " * 30 + "word …"
    assert shortened("六个字，一句。" * 20) == "六个字，一句。" * 10 + "六个字，一句 …"
