"""The search as a reader uses it, in headless Chromium.

`queries.csv` has what readers of a budget type: by hand, from the document as published, every row
of the ten tables that holds it, and the row, term, check or page that is expected first (where none
is named, any of the rows).
"""

import csv
import functools
import http.server
import random
import re
import threading
from pathlib import Path

import pytest

with Path(__file__).with_name("queries.csv").open(encoding="utf8", newline="") as file:
    QUERIES = list(csv.DictReader(file))
ROW = re.compile(r"t\d+-\d+")
BOX = "#pst-search-dialog input"
FOUND = "bookSearch.find(query).found.map(({ page, anchor }) => [page + '.html', anchor])"


def ask(page, queries):
    """What the page's script finds for each query: pairs of a page and an anchor."""
    page.wait_for_function("Boolean(window.bookSearch?.find)")
    return page.evaluate(f"queries => queries.map(query => {FOUND})", queries)


def opened(open_page, book, name, query):
    """The search page with a query in its address."""
    page = open_page(name)
    page.goto(f"{(book.site / name).as_uri()}?q={query}")
    page.wait_for_selector(".found li")
    return page


def expected_first(query, found):
    """Whether what is found first is what is expected."""
    page, anchor = found[0] if found else ("", "")
    names = {anchor, Path(page).stem}
    wanted = query["first"].split() or query["rows"].split()
    return bool(names & set(wanted)) or not wanted


def test_the_queries_are_of_every_kind(book):
    codes, used = set(), set()
    for number in ("02", "03", "05", "08", "09"):
        [path] = (book.folder / "data" / "tables").glob(f"{number}-*.csv")
        with path.open(encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        used |= {row["code"] for row in rows if row.get("amount") or row.get("total")}
    typed = [query["query"] for query in QUERIES]
    codes = {each for each in typed if re.fullmatch(r"\d{3,7}", each)}
    assert used - {""} <= codes and len(typed) >= 100
    assert len([each for each in typed if len(each) == 1]) >= 10
    assert len([each for each in typed if re.search(r"[\d.]{3}", each)]) - len(codes) >= 20
    assert len([each for each in QUERIES if each["first"].startswith("glossary")]) >= 20
    assert len([each for each in typed if re.search(r"\S \S", each)]) >= 10


@pytest.mark.published
def test_each_query_finds_the_rows_that_hold_it_the_expected_first(open_page, book):
    missed = {}
    for edition, folder in (("en", ""), ("zh", "zh/")):
        queries = [each for each in QUERIES if each["edition"] in (edition, "both")]
        page = opened(open_page, book, f"{folder}search.html", "1")
        for query, found in zip(
            queries, ask(page, [each["query"] for each in queries]), strict=True
        ):
            rows = sorted(anchor for _, anchor in found if ROW.fullmatch(anchor))
            assert rows == sorted(query["rows"].split()), (edition, query["query"])
            names = {anchor for _, anchor in found} | {Path(name).stem for name, _ in found}
            assert query["first"] in {*names, ""}, (edition, query["query"])
            if not expected_first(query, found):
                missed[query["query"]] = edition, found[:3]
    assert len(missed) <= len(QUERIES) // 10, missed


def test_each_result_has_its_place_on_its_page(open_page, book):
    for edition in ("", "zh/"):
        page, texts = opened(open_page, book, f"{edition}search.html", "1"), book.texts(edition)
        places = page.evaluate("bookSearch.data.documents.map(each => [each.page, each.anchor])")
        assert {f"{name}.html" for name, _ in places} == set(texts)
        for name, anchor in places:
            assert not anchor or f'id="{anchor}"' in texts[f"{name}.html"], (name, anchor)


# Phrases

PHRASES = [
    "部门预算",
    "公务接待费",
    "“三公”经费",
    "机关运行经费",
    "政府采购预算",
    "中小企业发展专项",
]


def paragraphs(page):
    """The text of each paragraph of a page's prose; what lists exercises is none."""
    found = page.select("article section > p:not(.effort), article li > p:not(:has(.effort))")
    return [text.get_text() for text in found]


def phrases(texts, number):
    """Phrases of two to eight Chinese characters from all over the pages, the same each time."""
    choice = random.Random(2023)
    runs = [
        run
        for name in sorted(texts)
        for text in texts[name]
        for run in re.findall("[\u3400-\u9fff]{2,}", text)
    ]
    found = []
    while len(found) < number:
        run = choice.choice(runs)
        start = choice.randrange(len(run) - 1)
        found.append(run[start : start + choice.randint(2, 8)])
    return [phrase for phrase in found if len(phrase) > 1]


def letters(text):
    """A text without marks and spaces, as a phrase may run across them."""
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_chinese_phrase_finds_each_page_that_holds_it_and_no_other(
    open_page, book, chinese_pages, way
):  # fmt: skip
    page = opened(open_page, book, "zh/search.html", "1")
    if way == "http":
        handler = functools.partial(QuietHandler, directory=book.site)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/zh/search.html?q=1")
    texts = {name: paragraphs(shown) for name, shown in chinese_pages.items()}
    whole = {name: letters(shown.article.get_text()) for name, shown in chinese_pages.items()}
    asked = PHRASES + phrases(texts, 50 - len(PHRASES))
    for phrase, results in zip(asked, ask(page, asked), strict=True):
        holding = {name for name in texts if any(phrase in text for text in texts[name])}
        found = {name for name, _ in results}
        assert holding <= found, phrase
        assert found <= {name for name in whole if letters(phrase) in whole[name]}, phrase


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


# The page


def test_nothing_of_it_is_loaded_before_the_box_is_used(open_page):
    page = open_page("chapters/tables/table-5.html")
    parts = [name for name in ("_search/", "searchindex", "searchtools", "doctools")]
    assert not [url for url in page.requests if any(part in url for part in parts)]
    page.keyboard.press("Control+k")
    page.wait_for_function("Boolean(window.bookSearch?.find)")
    loaded = [url.split("/_search/")[1] for url in page.requests if "/_search/" in url]
    assert sorted(loaded) == ["documents.js", "minisearch.js", "search.js"]
    assert page.errors == []


@pytest.mark.parametrize(
    ("edition", "query", "count", "shown"),
    [
        ("", "413,600", " results", "41.36 (¥413,600 = 41.36万元)"),
        ("zh/", "413600", "共", "41.36 (¥413,600 = 41.36万元)"),
    ],
)
@pytest.mark.parametrize("width", [390, 1280])
def test_results_come_as_one_types_and_lead_to_the_row(
    open_page, edition, query, count, shown, width
):  # fmt: skip
    page = open_page(f"{edition}chapters/tables/table-9.html", width)
    page.keyboard.press("Control+k")
    page.keyboard.type(query)
    first = page.locator(".found li").first
    first.wait_for()
    status = page.locator(".found [role=status]")
    assert re.fullmatch(r"共\d+条结果|\d+ results", status.inner_text())
    assert count in status.inner_text() and shown in first.inner_text()
    assert first.locator("mark").all_inner_texts() == ["413,600"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 1000:
        first.locator("a").focus()
        page.keyboard.press("Enter")
    else:
        first.locator("a").click()
    page.wait_for_timeout(100)
    assert page.url.endswith("/table-9.html#t9-36")
    assert not page.locator("#pst-search-dialog").is_visible()
    assert page.locator("#t9-36").is_visible()


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_enter_leads_to_an_address_that_shows_all_results(open_page, edition):
    page = open_page(f"{edition}chapters/tables/table-5.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("303.39")
    page.wait_for_selector(".found li")
    some = page.locator(".found li").count()
    more = page.locator(".found > a").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found li")
    assert page.url == more and page.url.endswith(f"{edition}search.html?q=303.39")
    assert page.locator(".bd-article input").input_value() == "303.39"
    assert page.locator(".found li").count() > some == 20
    texts = " ".join(page.locator(".found li").all_inner_texts())
    for unseen in ("import ", "book.table", "Show code", "显示代码", "\ue000"):
        assert unseen not in texts
    assert page.errors == []


def test_an_excerpt_cuts_no_number_and_no_word(open_page, book):
    page = opened(open_page, book, "search.html", "the")
    texts = [each for each in page.locator(".found li > p").all_inner_texts() if "…" in each]
    whole = " ".join(page.evaluate("bookSearch.data.documents.map(each => each.text)"))
    whole = re.sub("\ue000[^\ue001]*\ue001", "", whole)
    assert len(texts) > 20
    for text in texts:
        parts = re.findall(r"(?<!\S)[!-~¥]+(?!\S)", text.strip("…"))
        assert all(re.search(rf"(?<![\w,.]){re.escape(each)}(?![\w])", whole) for each in parts)


@pytest.mark.parametrize(("edition", "said"), [("", "Nothing found"), ("zh/", "没有找到")])
def test_where_nothing_is_found_it_says_what_to_try(open_page, edition, said):
    page = open_page(f"{edition}index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("<img src=x onerror=alert(1)>")
    page.wait_for_function("document.querySelector('.found p')?.innerText")
    assert page.locator(".found [role=status]").inner_text().startswith(said)
    page.keyboard.press("Escape")
    assert not page.locator("#pst-search-dialog").is_visible()


def test_a_number_that_goes_on_is_found_by_its_beginning(open_page, book):
    page = opened(open_page, book, "search.html", "1")
    begun, whole = ask(page, ["30226", "3022"])
    assert begun[0][1] == "t9-36" and "t9-36" in [anchor for _, anchor in whole]


@pytest.mark.parametrize(("edition", "said"), [("", "needs JavaScript"), ("zh/", "需要JavaScript")])
def test_without_javascript_there_is_no_dead_box(open_page, edition, said):
    page = open_page(f"{edition}search.html", java_script_enabled=False)
    assert not [box for box in page.locator("input[name=q]").all() if box.is_visible()]
    assert said in page.locator("article").inner_text()
    page = open_page(f"{edition}index.html", java_script_enabled=False)
    assert not [box for box in page.locator("input[name=q]").all() if box.is_visible()]
    assert not [each for each in page.locator(".search-button__button").all() if each.is_visible()]
