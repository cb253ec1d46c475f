"""A notebook in JupyterLab, as a student has it: read, run, changed, saved."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from conftest import Book

from computedbook.notebooks import EVAL

try:
    import jupyterlab  # noqa: F401
except ImportError:
    pytest.skip("needs `pip install -r requirements-lab.txt`", allow_module_level=True)

CHAPTER, DATA = "chapters/tables/table-5.ipynb", "data/tables/05-general-public-budget.csv"
QUIET = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
CARD = "node => getComputedStyle(node, '::after').display === 'block'"


def git(folder, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *arguments]
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(folder)}
    return subprocess.check_output(command, cwd=folder, env=environment, text=True)


@pytest.fixture
def lab(tmp_path, complete):
    """A copy of the book, under git with `make filter`, and the address of its JupyterLab."""
    if not complete:
        pytest.skip("tried by make proof")
    book = Book(tmp_path / "book")
    git(book.folder, "init", "-q")
    assert book.make("filter").returncode == 0
    git(book.folder, "add", "-A")
    git(book.folder, "commit", "-qm", "The book")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port"]
    command += [str(port), "--ServerApp.token=", "--ServerApp.password="]
    settings = {"PYTHONPATH": str(book.folder), "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter")}
    with subprocess.Popen(
        command, cwd=book.folder, env={**os.environ, **settings}, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}/lab"
        for _ in range(240):
            try:
                urlopen(address).close()
                break
            except URLError:
                time.sleep(0.5)
        yield book, address
        server.terminate()


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        yield page
        browser.close()


def missing(text):
    """What the sentences of a notebook quote, and it does not hold."""
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "markdown":
            held = {each["expression"] for each in cell["metadata"].get("user_expressions", ())}
            yield from set(EVAL.findall("".join(cell["source"]))) - held


def run_all(page):
    page.get_by_text("| Idle").wait_for()
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click("li[data-command='runmenu:run-all']")


def test_it_is_read_run_changed_and_saved(lab, page):
    book, address = lab
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/tree/{CHAPTER}?reset")
    prose = page.locator(".jp-MarkdownCell")

    # Before a run, it says what to do.
    prose.locator("em", has_text="Run All Cells").wait_for()
    assert page.locator(".figure[value]").count() == 0
    assert page.get_by_text("Unknown Directive").count() == 0

    # After it, figures have their cards, and the misprint its mark.
    run_all(page)
    printed = prose.locator("data[data-label^='Section 21505: its total as table 5']:visible").first
    printed.wait_for()
    assert printed.inner_text() == "¥3,033,900"
    page.locator("td.wrong").first.wait_for()
    printed.hover()
    page.wait_for_function(CARD, arg=printed.element_handle())
    marked = "node => getComputedStyle(node.querySelector('.recomputed')).color"
    assert page.locator("td.wrong").first.evaluate(marked) == "rgb(194, 65, 12)"
    assert page.locator(".premise").count() == 0

    # What is changed in the data, the sentences follow; one that presumes otherwise says so.
    book.edit(DATA, "303.39,200.89,2.50", "203.39,200.89,2.50")
    run_all(page)
    page.wait_for_function("document.querySelectorAll('.jp-MarkdownCell .premise').length > 2")
    assert printed.inner_text() == "¥2,033,900"
    assert page.locator("td.wrong").count() == 0

    # Saved, the notebook holds its results; for git it is as it was, and `make strip` makes it so.
    before = git(book.folder, "show", f"HEAD:{CHAPTER}")
    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("Control+s")
        time.sleep(1)
        saved = (book.folder / CHAPTER).read_text("utf8")
        if not [*missing(saved)]:
            break
    assert [*missing(saved)] == [] and '"execution_count": 1' in saved
    assert git(book.folder, "diff", "--name-only").split() == [DATA]
    assert book.make("strip").returncode == 0
    assert (book.folder / CHAPTER).read_text("utf8") == before

    # A link leads to the chapter.
    prose.get_by_role("link", name="Table 3").first.click()
    page.locator(".jp-MarkdownCell h1", has_text="Table 3").wait_for()
    assert {url for url in asked if not url.startswith((address[:-4], "data:", "blob:"))} == set()
