"""What the extension does for this book alone, on a book of one page."""

import os
import shutil
from pathlib import Path

import pytest
from minimal import minimal  # noqa: F401, a fixture

DATA = Path(__file__).parent.parent.parent / "data"


@pytest.fixture
def budget(minimal):  # noqa: F811
    book = minimal("budget")
    shutil.copytree(DATA, book.folder / "data")
    return book


def test_a_term_leads_to_the_glossary_from_any_folder(budget, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert budget.build() == ""
    assert [link["href"] for link in budget.page().select("p a.reference")] == [
        "#term-basic-expenditure"
    ]


def test_an_unknown_term_is_told(budget):
    budget.edit("index.md", "`Basic expenditure`", "`pocket money`")
    assert "pocket money" in budget.build()


@pytest.mark.published
def test_a_premise_is_shown_only_where_it_does_not_hold(budget):
    assert budget.build() == ""
    assert "<p>The budget is small.</p>" in str(budget.page())
    budget.edit("index.md", "total < 400", "total < 4")
    told = budget.build()
    assert told.startswith(
        "\nTo be mended: 1\n- index: presumes what does not hold: the budget is < 400"
    )
    assert told.endswith(
        "Total = ¥3,033,900\n    small = premise(total < 4, 'the budget is < 400', total)"
    )
    assert budget.page().select_one("p mark.premise").text == (
        "This paragraph presumes that the budget is < 400. With these data, that does not hold:"
        " Total = ¥3,033,900."
    )


@pytest.mark.published
def test_malformed_data_stop_the_build_before_any_page(budget, capsys):
    path = "data/tables/10-three-public-expenses.csv"
    budget.edit(path, "hospitality,0.18", "hospitality,0.181")
    with pytest.raises(SystemExit) as stopped:
        budget.build()
    assert "column amount: found '0.181'" in str(stopped.value)
    assert not (budget.folder / "_build" / "en" / "html" / "index.html").exists()


def test_kernels_have_the_library_when_they_start(budget):
    budget.build()
    assert "True" in budget.page().select_one("div.cell_output").text
    digests = budget.app.env.metadata["index"]["budgetbook_digests"]
    assert any(os.path.basename(path) == "notebook.py" for path in digests)
