"""What would serve any Jupyter Book: figures that cite, in every format, and nothing stale."""

import subprocess
import sys
from collections import Counter

import pytest
from minimal import minimal  # noqa: F401, a fixture

from computedbook import GENERAL


def test_nothing_of_it_imports_what_is_about_budgets():
    names = [f"computedbook.{part}" for part in (*GENERAL, "patches", "publish")]
    code = f"import sys, {', '.join(names)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert set(names) <= loaded and not {
        each for each in loaded if each.split(".")[0] == "budgetbook"
    }


def test_figures_are_listed_with_links_to_their_sources(minimal):  # noqa: F811
    book = minimal("rainfall")
    assert book.build() == ""
    page = book.page()
    described = [each["aria-describedby"] for each in page.select("p data")]
    assert described == ["figure-0", "figure-1", "figure-0"]
    assert page.select_one(".sources summary > h2").text.startswith("Where the rain comes from")
    entries = page.select("section.sources > details > ul.figures > li")
    assert [entry["id"] for entry in entries] == ["figure-0", "figure-1"]
    assert entries[0].text.split("\n")[0] == "31 mm Rain in January"
    assert entries[0].select_one(".work").text == "as measured"
    links = {link["href"]: link.text for link in page.select(".source a")}
    assert links == {
        "months.html#month-0": "The gauge, line 1",
        "months.html#month-1": "The gauge, line 2",
    }
    assert "372" in page.text  # what cites nothing is shown as ever
    assert not book.page("snow").select(".sources")
    assert [link["href"] for link in book.page("months").select(".source a")] == ["#month-0"]


def test_cells_in_a_row_fold_as_one_up_to_what_shows_something(minimal):  # noqa: F811
    book = minimal("rainfall")
    cell, other = "```{code-cell}\n%s\n```\n", "```{code-cell}\n:tags: [%s]\n%s\n```\n"
    cells = [cell % "a = 1", other % ("hide-input", "b = 2"), cell % "a + b", cell % "'alone'"]
    cells += [other % ("remove-input", "'bare'"), "Text.\n", cell % "c = 3", cell % "d = 4"]
    cells += ["More.\n", other % ("hide-output", "'long'")]
    book.edit("snow.md", "## Wettest", "\n".join(["## Folds", *cells, "## Wettest"]))
    assert book.build(confoverrides={"fold_title_silent": "<Quiet>"}) == ""
    folds = book.page("snow").select("details")
    code = [[each.text.strip() for each in fold.select("pre")] for fold in folds]
    assert code == [
        ["Table = 'none'"],
        ["a = 1", "b = 2", "a + b"],
        ["'alone'"],
        ["c = 3", "d = 4"],
        ["'long'"],
        ["'long'"],
    ]
    titles = ["<Quiet>", "Code", "Code", "<Quiet>", "Code", "Output"]
    assert [fold.summary.text for fold in folds] == titles
    assert [bool(fold.select(".cell_output")) for fold in folds] == [False] * 5 + [True]
    shown = [each.text.strip() for each in book.page("snow").select(".cell_output")]
    assert shown == ["3", "'alone'", "'bare'", "'long'"]
    assert "3" in folds[1].find_next_sibling().text and not book.page("snow").select("[open]")


def test_a_source_that_no_page_shows_is_told(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.edit("months.md", "\nTable()\n", "\n")
    assert "month-0" in book.build()
    assert "reference target not found: month-1" in book.warnings


def test_a_later_build_runs_what_reads_a_changed_file(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.build()
    assert book.read() == {"index", "months", "snow"}
    book.build()
    assert book.read() == set()
    book.edit("rain.csv", "31", "13")
    book.build()
    assert book.read() == {"index", "months"}
    assert book.page().select_one("p data").text == "13 mm"
    assert book.page("months").select_one("#figure-0 strong").text == "13 mm"
    book.edit("rainfall.py", '"as measured"', '"as read"')
    book.build()
    assert book.read() == {"index", "months"}
    assert book.page().select_one("#figure-0 .work").text == "as read"


def test_a_page_follows_when_what_it_links_to_moves(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.build()
    book.edit("months.md", "\nTable()\n", "\n")
    book.edit("snow.md", "Table = 'none'", "from rainfall import Table\nTable()")
    book.build()
    assert book.read() == {"months", "snow"}
    links = [link["href"] for link in book.page().select(".source a")]
    assert links == ["snow.html#month-0", "snow.html#month-1"]


def test_all_pages_in_one_repeat_no_id(minimal):  # noqa: F811
    book = minimal("rainfall")
    book.edit("snow.md", "Table = 'none'", "from rainfall import Table\nTable()")
    assert book.build("singlehtml") == ""
    page = book.page()
    ids = Counter(each["id"] for each in page.select("[id]"))
    assert {"figure-0", "index-figure-0", "snow-wettest", "snow-month-1"} <= set(ids)
    assert set(ids.values()) == {1}
    links = [link["href"].split("#")[1] for link in page.select(".source a")]
    assert set(links) == {"month-0", "month-1"}
    assert len(page.select("#month-0")) == 1


@pytest.mark.parametrize(
    ("builder", "file", "shown"),
    [
        ("latex", "rain.tex", ["rained 31~mm in January", "Rain in January", "Both months"]),
        ("text", "index.txt", ["rained 31 mm in January", "Rain in January"]),
        ("text", "months.txt", ["January, February"]),
        ("text", "snow.txt", ["Table = 'none'"]),
        ("epub", "index.xhtml", ['<data aria-describedby="figure-0">31 mm</data>']),
    ],
)
def test_other_formats_keep_the_units(minimal, builder, file, shown):  # noqa: F811
    book = minimal("rainfall")
    assert book.build(builder) == ""
    text = (book.out / file).read_text("utf8")
    for each in shown:
        assert each in text
    assert "not used" not in text
