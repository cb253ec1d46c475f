"""Reading the pages in this process gives what the built book shows: every figure, every output."""

import pickle
import re
from collections import Counter

import pytest
from reading import ROOT, read_book

# What differs on a page: the names of its figures, the number of a region named as another one.
OWN = re.compile(r'(?: aria-describedby|(?<=role="region") aria-label)="[^"]*"')
OFFERED = re.compile(r"\{download\}`[^`<]*<[./]*data/([^>]+)>`")


@pytest.fixture(scope="module", params=["en", "zh"])
def both(request, book):
    """An edition as read here, and as built: the pages' HTML."""
    read = read_book(ROOT, request.param)
    site = book.site / "zh" if request.param == "zh" else book.site
    built = {name: (site / f"{name}.html").read_text("utf8") for name in read}
    return read, built


def figures(html):
    return re.findall(r'<data class="figure".*?</data>', OWN.sub("", html), re.DOTALL)


def quoted(page):
    return [figure for _, _, html in page.built for figure in figures(html)]


def test_both_quote_the_same_figures(both, record, request):
    read, built = both
    number, known = 0, {figure for page in read.values() for figure in quoted(page)}
    for name, page in read.items():
        article = built[name].split("<article", 1)[1].split("</article>", 1)[0]
        more = Counter(figures(article)) - Counter(quoted(page))
        gathers = any("{questions}" in text for text in page.prose.values())
        assert more.keys() <= (known if gathers else set()), name
        assert not Counter(quoted(page)) - Counter(figures(article)), name
        number += len(quoted(page))
    language = {"en": "English", "zh": "Chinese"}[request.node.callspec.params["both"]]
    record(f"Figures in the {language} edition, read without building and built alike", number)


def test_both_show_the_same_tables_charts_and_checks(both):
    """But for what a cell to fill in says, which the page does not show."""
    read, built = both
    for name, page in read.items():
        article = OWN.sub("", built[name])
        for cell, kind, html in page.built:
            if kind == "output" and "<" in html and not cell.endswith("-try"):
                assert OWN.sub("", html.strip()) in article, (name, cell)


def test_each_page_opens_the_files_that_its_build_depends_on(both, book):
    """These decide which pages a build reads again."""
    read, _ = both
    for edition in ("en", "zh"):
        path = book.folder / "_build" / edition / "_build" / ".doctrees" / "environment.pickle"
        dependencies = pickle.loads(path.read_bytes()).dependencies
        for name, page in read.items():
            data = {each[5:] for each in map(str, dependencies[name]) if each.startswith("data/")}
            offered = {path for text in page.prose.values() for path in OFFERED.findall(text)}
            assert data - offered == page.opened - offered, (edition, name)
