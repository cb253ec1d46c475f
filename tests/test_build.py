"""Law 4: after any change the build leaves no page with an old number, or fails loudly."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, notebooks_run

T3, T5 = "data/tables/03-expenditure.csv", "data/tables/05-general-public-budget.csv"
T9 = "data/tables/09-basic-expenditure-items.csv"


def figures(html):
    """The figures of a page in order: what each names as its cells, and all that it says."""
    return [
        (figure["data-cells"], str(figure))
        for figure in BeautifulSoup(html, "html.parser").select("data.figure")
    ]


def test_the_first_build_runs_every_notebook_of_the_contents(copied):
    listed = set(re.findall(r"file: \S*/(\S+)", (ROOT / "_toc.yml").read_text()))
    assert copied.first_run == listed | {"index"}


def test_nothing_changed_runs_nothing_and_changes_nothing(copied):
    before = copied.files()
    done = copied.make()
    assert done.returncode == 0
    assert notebooks_run(done.stdout) == set()
    assert copied.files() == before


@pytest.mark.published
@pytest.mark.last
def test_a_changed_amount_moves_what_depends_on_it_and_only_that(copied, complete):
    """Of category 302, 0.10 moves from office expenses to other goods and services."""
    assert not complete or copied.make().returncode == 0  # which takes away what is offered
    before, english = copied.files(), copied.folder / "_build" / "en" / "_build" / "html"
    texts = copied.texts(english)
    kept = copied.edit(T9, "Office expenses,7.10", "Office expenses,7.00")
    copied.edit(T9, "Other goods and services,3.18", "Other goods and services,3.28")
    done = copied.make("book" if complete else "edition-en")
    after = copied.texts(english)
    (copied.folder / T9).write_bytes(kept)
    assert done.returncode == 0, done.stdout[-3000:]
    if complete:  # the proof of staleness undoes changes to a small book
        again = copied.make()
        assert again.returncode == 0, again.stdout[-3000:]
        assert copied.files() == before

    run = notebooks_run(done.stdout)
    changed = {name for name in texts if after[name] != texts[name]}
    moved = {name.split("/")[-1].removesuffix(".html") for name in changed}
    assert moved - {"questions"} <= run  # which gathers what other pages computed
    assert {"table-9", "people-and-operating-costs", "audit", "index"} <= run
    assert not run & {"duties", "work-plan", "glossary"}

    touched = re.compile(r"09-basic-expenditure-items/(?:(?:17|43)/(?:amount)?|\d+–\d+/)(?:$|\s)")
    for name in texts:
        for (cells, old), (new_cells, new) in zip(
            figures(texts[name]), figures(after[name]), strict=True
        ):
            quotes = touched.search(cells) or touched.search(new_cells)
            # The audit and the verdicts on claims rest on all tables.
            if not quotes and "counted by the audit" not in old and "claims/" not in cells:
                assert re.sub('aria-describedby="[^"]*"', "", old) == re.sub(
                    'aria-describedby="[^"]*"', "", new
                ), name
    quoted = [
        figure
        for name in after
        for figure in figures(after[name])
        if figure[0] == "09-basic-expenditure-items/43/amount"
    ]
    assert quoted
    assert all("¥32,800 = 3.28万元" in shown for _, shown in quoted)
    shown = BeautifulSoup(after["chapters/tables/table-9.html"], "html.parser")
    for row, amount in (("t9-17", "7.00"), ("t9-43", "3.28")):
        assert shown.select_one(f"#{row} td.number").text == amount


@pytest.mark.published
@pytest.mark.last
@pytest.mark.parametrize(
    ("path", "old", "new", "where", "found", "expected"),
    [
        (T5, "row,code,name_zh,name_en,total,basic", "row,code,name_zh,name_en,total",
         "05-general-public-budget.csv:1: column basic", "missing", "row,code,name_zh"),
        (T5, "200.89,200.89,\n", "200.890,200.89,\n",
         "05-general-public-budget.csv:5: column total", "200.890", "exactly two decimals"),
        (T5, "5,2150503,", "5,2150501,",
         "05-general-public-budget.csv:6", "2150501", "line 5"),
        (T3, "2.50,,2.50", "2.50,,about 2",
         "03-expenditure.csv:6: column project", "about 2", "exactly two decimals"),
        (T3, "2.50,,2.50", "２.５０,,2.50",
         "03-expenditure.csv:6: column total", "２.５０", "the digits 0 to 9"),
        ("data/datapackage.json", "tables/09-basic-expenditure-items.csv", "tables/09.csv",
         "tables/09.csv", "missing", "unreadable"),
    ],
    ids=["column", "decimals", "duplicate", "text", "full-width", "file"],
)  # fmt: skip
def test_a_malformed_package_stops_the_build_at_once(
    copied, path, old, new, where, found, expected
):
    before = copied.files()
    content = copied.edit(path, old, new)
    try:
        done = copied.make()
    finally:
        (copied.folder / path).write_bytes(content)
    assert done.returncode != 0
    assert notebooks_run(done.stdout) == set()
    message = " ".join(done.stdout.split())
    for part in (where, found, expected):
        assert part in message, done.stdout[-2000:]
    assert "Traceback" not in done.stdout
    assert copied.files() == before


def page(*cells):
    """A notebook of the given cells, as JSON; a cell is Markdown unless it starts with ``>>>``."""
    return json.dumps({
        "cells": [
            {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": [text[3:]],
             "outputs": [], "execution_count": None}
            if text.startswith(">>>")
            else {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": [text]}
            for number, text in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    })  # fmt: skip


def test_a_page_that_fails_leaves_the_last_book_in_place(leaflet):
    """And the next build does not take the failed one's pages for finished."""
    path = leaflet.folder / "index.ipynb"
    path.write_text(page("# 一页", ">>>n = 3", "{eval}`n`张"), "utf8")
    done = leaflet.make()
    assert done.returncode == 0, done.stdout[-3000:]
    before = leaflet.files()
    path.write_text(page("# 一页", "{eval}`no_such_figure`", "{term}`no such term`"), "utf8")
    for _ in range(2):
        done = leaflet.make()
        assert done.returncode != 0
        assert "no_such_figure" in done.stdout and "no such term" in done.stdout
        assert leaflet.files() == before


def test_the_answer_is_shown_first_though_computed_below(leaflet):
    path = leaflet.folder / "index.ipynb"
    notebook = json.loads(page("# 一页", ">>>n = 3", "答案：{eval}`n`", "完"))
    notebook["cells"][2]["metadata"]["tags"] = ["answer"]
    path.write_text(json.dumps(notebook), "utf8")
    assert leaflet.make().returncode == 0
    text = BeautifulSoup(leaflet.texts()["index.html"], "html.parser").article.text
    assert text.index("一页") < text.index("答案：3") < text.index("n = 3")
