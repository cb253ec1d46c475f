"""nbconvert, as its user calls it: any chapter, any format, either language, from either folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from test_prose import NOTEBOOKS

from computedbook.directives import Directives
from computedbook.markdown import Plain
from computedbook.source import Source
from computedbook.teaching import exercises

CONFIGURATION = "jupyter_nbconvert_config.py"
ENDINGS = {
    "html": ".html",
    "slides": ".slides.html",
    "webpdf": ".pdf",
    "markdown": ".md",
    "notebook": ".ipynb",
    "script": ".py",
}
LANGUAGES = ["en", "zh"]
SAMPLES = {  # otherwise than by make proof, which converts all to everything
    ("html", "en"): ["index", "table-5"],
    ("slides", "zh"): ["index"],
    ("markdown", "zh"): ["year-on-year"],
    ("notebook", "en"): ["how-it-is-made"],
    ("script", "en"): ["table-5"],
}
RESIDUE = re.compile(r"\{[a-z]+\}`|^\s*:{3,}|^\([\w-]+\)=$|aria-describedby", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|(`+)(?!`).+?(?<!`)\1(?!`)", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"\n{4,}(?: {4}.*\n)+")  # text that code shows, in Markdown


def of(*kinds):
    """Marks a test of some formats alone; each is tried in both languages."""

    def mark(function):
        function.kinds = kinds
        return function

    return mark


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        kinds = getattr(metafunc.function, "kinds", tuple(ENDINGS))
        cases = [(kind, language) for kind in ENDINGS for language in LANGUAGES]
        if not metafunc.config.getoption("--complete"):
            cases = list(SAMPLES)
        chosen = [case for case in cases if case[0] in kinds]
        metafunc.parametrize("case", chosen, ids="-".join)


def nbconvert(*arguments, cwd=ROOT, language="en"):
    command = [sys.executable, "-m", "nbconvert", "--log-level=ERROR", *map(str, arguments)]
    environment = {**os.environ, "BUDGETBOOK_LANGUAGE": language}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="session")
def convert(tmp_path_factory, complete, book):
    """Converts chapters: from the root in English, from ``chapters`` in Chinese; each case once.

    Needs the built book only to be tried where that is.
    """
    made = {}

    def convert(case):
        if case not in made:
            kind, language = case
            folder = tmp_path_factory.mktemp("-".join(case))
            chosen = [path for path in NOTEBOOKS if complete or path.stem in SAMPLES[case]]
            cwd = ROOT / "chapters" if language == "zh" else ROOT
            paths = [os.path.relpath(path, cwd) for path in chosen]
            nbconvert("--to", kind, "--output-dir", folder, *paths, cwd=cwd, language=language)
            made[case] = {path: folder / f"{path.stem}{ENDINGS[kind]}" for path in chosen}
        return made[case]

    return convert


@pytest.fixture
def converted(convert, case):
    """The files of a format in a language, by chapter."""
    return convert(case)


def readable(path):
    """What a reader reads of a file, but for code and for text that it shows."""
    text = path.read_text("utf8")
    if path.suffix == ".html":
        page = BeautifulSoup(text, "html.parser")
        for node in page.select("code, pre, style, script"):
            node.decompose()
        return str(page)
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
        text = "\n\n".join("".join(cell["source"]) for cell in cells)
    if path.suffix == ".py":
        text = "\n".join(line[1:] for line in text.splitlines() if line[:1] == "#")
    return OUTPUT.sub("\n\n", CODE.sub("", text))


def figures(page):
    """The figures on a page, but for those that only tell where others come from."""
    for node in page.select(".sources"):
        node.decompose()
    return Counter(
        (node["value"], node["data-unit"], node.text) for node in page.select(".figure[value]")
    )


def built(book, path, language):
    name = path.relative_to(ROOT).with_suffix(".html")
    text = (book.site / ("" if language == "en" else "zh") / name).read_text("utf8")
    return BeautifulSoup(text, "html.parser").select_one("article")


def test_the_configuration_stands_where_jupyter_looks():
    """Wherever it is run: pip puts it into the environment."""
    installed = Path(sys.prefix, "etc", "jupyter", CONFIGURATION)
    assert installed.read_text("utf8") == (ROOT / CONFIGURATION).read_text("utf8")


def test_nothing_is_left_that_only_the_book_reads(converted, case):
    for path, file in converted.items():
        assert file.stat().st_size > 1000, path
        if case[0] == "webpdf":
            assert file.read_bytes()[:5] == b"%PDF-"
        else:
            assert RESIDUE.findall(readable(file)) == [], path


@of("html")
def test_a_page_has_the_figures_of_the_book(converted, book, case):
    language = case[1]
    for path, file in converted.items():
        page = BeautifulSoup(file.read_text("utf8"), "html.parser")
        article = built(book, path, language)
        assert page.title.text == page.h1.text.strip("¶")
        assert letters(page.title.text) == letters(article.h1.contents[0])
        assert page.html["lang"] == {"en": "en", "zh": "zh-CN"}[language]
        assert not page.select("details[open]:not(.checks)")  # those of rules that fail are
        assert figures(page) == figures(article), path


@of("markdown", "notebook", "script")
def test_sentences_are_those_of_the_book(converted, book, case):
    """Each paragraph of the page that quotes a figure, word for word, but for marks."""
    kind, language = case
    for path, file in converted.items():
        text = re.sub(r"\]\([^)]*\)|<[^>]*>", "", readable(file))
        article = built(book, path, language)
        left_out = ".sources, .where, .folded-solution, code"
        for node in article.select(f"{left_out}, details" if kind == "script" else left_out):
            node.decompose()
        told = [node for node in article.select("p, li") if node.select(":scope > span > .figure")]
        for paragraph in told:
            assert letters(paragraph.text) in letters(text), (path, paragraph.text)


def letters(text):
    """A text without spaces, marks of Markdown, and apostrophes of either kind."""
    return re.sub(r"[\s\\*`>\[\]'’\"“”]", "", text)


@of("script")
def test_a_script_is_python_that_runs(converted):
    for path, file in converted.items():
        compile(file.read_text("utf8"), path, "exec")
        if path.stem == "table-5":
            done = subprocess.run([sys.executable, file], cwd=path.parent, capture_output=True)
            assert done.returncode == 0, done.stderr


@of("notebook")
def test_a_notebook_can_be_run_and_read_again(converted):
    for path, file in converted.items():
        text = file.read_text("utf8")
        nbformat.validate(nbformat.reads(text, as_version=4))
        code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        assert all(cell["execution_count"] for cell in code)
        assert not any("application/vnd.jupyterbook" in str(cell["outputs"]) for cell in code)
        if path.stem == "table-5":
            assert "figure class=" in text and "203.39" in text


def test_what_leads_to_a_chapter_leads_to_the_one_converted_beside_it(convert):
    """To one that is not there nothing leads."""
    files = convert(("html", "en"))
    index = files[ROOT / "index.ipynb"]
    links = {
        link["href"]
        for link in BeautifulSoup(index.read_text("utf8"), "html.parser").select("a[href]")
    }
    assert "table-5.html" in links
    for link in links:
        name = link.partition("#")[0]
        assert not name or link.startswith("http") or (index.parent / name).exists(), link


@of("slides")
def test_slides_give_no_answer_away(converted):
    for file in converted.values():
        assert b"<details" not in file.read_bytes().replace(b'<details class="checks"', b"")


@of("html", "slides")
def test_nothing_is_asked_of_another_host(chromium, converted, case):
    """Opened from the disk; the card of a figure opens, and slides turn by the keyboard."""
    asked, errors = [], []
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for file in converted.values():
        page.goto(file.as_uri())
        if case[0] == "slides":
            page.keyboard.press("ArrowRight")
            turned = "Reveal.getSlidePastCount() === Math.min(1, Reveal.getTotalSlides() - 1)"
            page.wait_for_function(turned)
        elif page.locator(".figure[value]:visible").count():
            page.locator(".figure[value]:visible").first.focus()
            shown = "getComputedStyle(document.activeElement, '::after').display"
            assert page.evaluate(shown) == "block"
    page.close()
    assert {url for url in asked if not url.startswith(("file:", "data:"))} == set()
    assert errors == []


def test_sources_are_never_written_over(tmp_path):
    """What empties a notebook in its place leaves its prose as it is; so do others' notebooks."""
    source = ROOT / "chapters" / "tables" / "table-5.ipynb"
    copy = Path(shutil.copy(source, tmp_path))
    nbconvert("--to", "markdown", copy)
    assert "{eval}`total`" in copy.with_suffix(".md").read_text("utf8")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    nbconvert("--clear-output", copy)
    assert json.loads(copy.read_text("utf8")) == json.loads(source.read_text("utf8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_are_listed_each_with_its_chapter(monkeypatch, language):
    monkeypatch.setenv("BUDGETBOOK_LANGUAGE", language)
    writer = Plain(str.upper, lambda target: None)
    told = Directives(writer, Source.around(ROOT), list).by_name["exercises"]("", {}, "")
    rows = [line.split(" | ") for line in told.splitlines() if line.endswith("|")]
    assert len([row for row in rows if len(row) == 5]) == len(exercises(ROOT)) + told.count("###")
    chapter = {"en": "Table 6: what government funds pay for", "zh": "表6：政府性基金花在哪里"}
    assert chapter[language] in {row[1] for row in rows if len(row) == 5}


def plain(text, **settings):
    writer = Plain(str.upper, lambda target: "there" if "." in target else None, **settings)
    writer.extensions = ["colon_fence"]
    return writer.text(text)


def test_plain_markdown():
    assert plain("(a-label)=\n# Rain\n\nIt is {eval}`n`, not ``{eval}`n` ``.") == (
        "# Rain\n\nIt is N, not ``{eval}`n` ``."
    )
    assert plain("(a)=\n# Rain", marks=True) == '<a id="a"></a>\n# Rain'
    assert plain("A {term}`cloud`, [so](x.ipynb), [no](x), {download}`data <x.csv>`.") == (
        "A cloud, [so](there), no, [data](there)."
    )
    assert plain("1. So?\n\n   :::{dropdown} Yes\n   It `is`.\n   :::\n\n2. No?") == (
        "1. So?\n\n   <details>\n   <summary>Yes</summary>\n\n   It `is`.\n\n   </details>\n\n"
        "2. No?"
    )
    assert plain("So?\n\n:::{dropdown} Yes\nIt is.\n:::\n", folds=False) == "So?"
    assert plain("```{note}\n:class: x\nHeed {eval}`n`.\n```") == "> Heed N."
    assert plain("```python\n:::{note}\n{eval}`n`\n```") == "```python\n:::{note}\n{eval}`n`\n```"
