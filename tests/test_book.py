"""The book at hand is said, never guessed: two of them, and two languages, do not mix."""

import json
import os
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from conftest import ROOT

from budgetbook.book import LABELS, PAGE, Book
from budgetbook.form import FORM
from budgetbook.notebook import open_book
from budgetbook.package import PackageError


@pytest.fixture
def other(tmp_path):
    """Another book, with data of its own: hospitality is 0.28 there, as nowhere in this one."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "tables" / "10-three-public-expenses.csv"
    path.write_text(path.read_text("utf8").replace("0.18", "0.28"), "utf8")
    return tmp_path


@pytest.mark.published
def test_two_books_in_two_languages_do_not_mix(other):
    here, there = open_book(ROOT, "en"), open_book(other, "zh")
    shown = [f"{book.table(10).loc['2', 'amount']}" for book in (here, there, here, there)]
    assert shown == ["¥1,800", "0.28万元"] * 2
    assert here.as_printed(10) != there.as_printed(10)
    assert "公务接待费" in there.table(10)["name"].values
    assert "Official hospitality" in here.table(10)["name"].values


@pytest.mark.published
def test_the_folder_that_a_process_is_in_does_not_matter(other, monkeypatch):
    book = Book(other)
    monkeypatch.chdir("/")
    assert book.package["10-three-public-expenses"][2]["amount"] == 28


@pytest.mark.published
def test_nothing_is_read_when_the_library_is_imported():
    """Nor does it ask for the language then."""
    code = "import os, budgetbook.notebook as n; os.environ['BUDGETBOOK_LANGUAGE'] = 'zh'"
    code += f"; print(n.open_book({str(ROOT)!r}).table(10).loc['2', 'amount'])"
    environment = {**os.environ, "BUDGETBOOK_LANGUAGE": "xx", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd="/", env=environment, capture_output=True, text=True
    )
    assert done.stdout == "0.18万元\n", done.stderr


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="expected one of en, zh"):
        Book(ROOT, "fr")


@pytest.mark.published
def test_a_changed_file_is_read_again(other):
    package = Book(other).package
    assert package["10-three-public-expenses"][2]["amount"] == 28
    path = other / "data" / "tables" / "10-three-public-expenses.csv"
    path.write_text(path.read_text("utf8").replace("0.28", "10.38"), "utf8")
    assert package["10-three-public-expenses"][2]["amount"] == 1038
    path.write_text("row,item\n", "utf8")
    with pytest.raises(PackageError, match="column name_zh is missing"):
        package["10-three-public-expenses"]


def test_the_package_is_a_mapping(other):
    package = Book(other).package
    assert len(package) == len(list(package)) == len(dict(package)) == len(FORM["resources"])
    assert "duties" in package and "nothing" not in package
    with pytest.raises(KeyError):
        package["nothing"]


# Labels


@pytest.fixture
def labelled(other, monkeypatch):
    """A book with a page whose catalogue has one label."""
    folder = other / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "one.po").write_text(head + 'msgid "All"\nmsgstr "全部"\n', "utf8")
    (folder / "two.po").write_text(head + 'msgid "All"\nmsgstr "所有"\n', "utf8")
    monkeypatch.setenv(PAGE, "two")
    return other


def test_a_label_is_translated_by_the_catalogue_of_its_page(labelled):
    assert Book(labelled, "zh").translate("All") == "所有"
    assert Book(labelled, "en").translate("All") == "All"


def test_a_label_without_a_translation_stays_and_is_told(labelled, monkeypatch, tmp_path):
    monkeypatch.setenv(LABELS, str(tmp_path / "labels"))
    book = open_book(labelled, "zh")
    assert [book.translate(each) for each in ("All", "Some", "表5", "2150501")] == [
        "所有", "Some", "表5", "2150501",
    ]  # fmt: skip
    told = [json.loads(line) for line in (tmp_path / "labels").read_text("utf8").splitlines()]
    assert told == [
        {"label": "All", "translated": True},
        {"label": "Some", "translated": False},
    ]


def test_a_frame_of_ones_own_is_shown_with_its_own_labels(labelled):
    frame = pd.DataFrame({"All": [1], "my own": [2]})
    html = open_book(labelled, "zh").html(frame)
    assert ">所有</th>" in html and ">My own</th>" in html
