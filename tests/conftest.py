"""The book, built by `make book`, that tests look at; and a copy, to change and build again.

`make test` takes samples where trying everything is costly; `make proof` (``--complete``) tries
everything, and leaves on record how much that was.
"""

import csv
import datetime
import fcntl
import functools
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "chapters" / "reference" / "record.csv"
LEFT_OUT = shutil.ignore_patterns(".git", "_build", ".venv", ".*_cache", "*.mo")


class Book:
    """A copy of the repository in a folder of its own."""

    def __init__(self, folder, copy=True):
        self.folder = folder
        self.site = folder / "_build" / "html"
        if not copy:
            return
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        stamps = [folder / ".venv" / name for name in ("book", "test")]
        stamps[0].parent.mkdir()
        for path in Path(sys.prefix).iterdir():
            if path.name not in ("book", "test"):
                (folder / ".venv" / path.name).symlink_to(path)
        for stamp in stamps:  # what the tests run with is what they test
            stamp.touch()

    def start(self, target="book", environment=(), processors=None, stdout=subprocess.PIPE):
        """Start `make` for a target, in a process group of its own."""
        settings = {"PYTHONPATH": str(self.folder)}
        return subprocess.Popen(
            ["make", target], cwd=self.folder, env={**os.environ, **settings, **dict(environment)},
            stdout=stdout, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=processors and (lambda: os.sched_setaffinity(0, processors)),
        )  # fmt: skip

    def make(self, target="book", **settings):
        """Run `make` for a target; the finished process, with its output as text."""
        process = self.start(target, **settings)
        output, _ = process.communicate(timeout=600)
        return subprocess.CompletedProcess(target, process.returncode, output)

    def edit(self, path, old, new, number=None):
        """Replace `old` in a file, where it must stand exactly once, or as often as told."""
        file = self.folder / path
        before = file.read_bytes()
        assert number or before.decode().count(old) == 1, f"{old!r} in {path}"
        file.write_bytes(before.decode().replace(old, new, number or 1).encode())
        return before

    def pages(self, edition=""):
        """The pages that show chapters, by name, parsed; those of ``zh`` if so asked."""
        texts = self.texts(edition)
        return {name: BeautifulSoup(text, "html.parser") for name, text in texts.items()}

    def texts(self, edition=""):
        site = self.site / edition
        found = [site / "index.html", *sorted(site.glob("chapters/**/*.html"))]
        return {str(path.relative_to(site)): path.read_text("utf8") for path in found}

    def files(self):
        """Every file of the site: its bytes by its path."""
        paths = [path for path in self.site.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.site)): path.read_bytes() for path in paths}


def notebooks_run(output):
    """The notebooks that a build executed, from what it printed."""
    return {
        Path(path).stem for path in re.findall(r"(\S+)\.ipynb: Starting inline execution", output)
    }


def data_changed():
    """Whether the working tree's data are not those of the last commit."""
    command = ["git", "diff", "--quiet", "HEAD", "--", "data"]
    return subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 1


def pytest_addoption(parser):
    parser.addoption("--complete", action="store_true", help="try everything, not samples")


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(config, items):
    """Keep together what shares a copy of the book, a browser or what was read of the pages.

    What holds for the published document alone is left out where its data were changed. What takes
    longest begins.
    """
    if not config.getoption("--complete"):
        costly = [item for item in items if item.get_closest_marker("costly")]
        config.hook.pytest_deselected(items=costly)
        items[:] = [item for item in items if item not in costly]
    changed = pytest.mark.skip(reason="data/ was changed: this holds for the document as published")
    for item in items if data_changed() else ():
        if item.get_closest_marker("published") or {"printed", "results"} & set(item.fixturenames):
            item.add_marker(changed)
    for item in items:
        shared = {0: "copied", 3: "book"}.get(order(item)[0], item.module.__name__)
        item.add_marker(pytest.mark.xdist_group(shared))
    items.sort(key=order)


def order(item):
    """The copy first, then what builds for long, what a browser shows, what is read, the rest."""
    used, builds = uses(item), "staleness" in item.nodeid
    kind = ("copied" in used, builds, "chromium" in used, "book" in used, True).index(True)
    return kind, item.get_closest_marker("last") is not None


def uses(item):
    """The fixtures of a test, those too that its parameters name."""
    named = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return {*item.fixturenames, *(each for each in named if isinstance(each, str))}


@pytest.fixture(scope="session")
def complete(request):
    """Whether everything is to be tried."""
    return request.config.getoption("--complete")


@pytest.fixture
def record(request, complete, record_property):
    """Put on record how much a proof tries; the book's page about itself quotes the record."""
    proof = request.module.__name__.removeprefix("test_")

    def note(counted, number):
        if complete:
            record_property(counted, [proof, number])

    return note


def state():
    """The commit that is tried; with a plus, if something was changed since."""
    names = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    return subprocess.run(
        names, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Write the record when everything was tried and nothing failed."""
    if not config.getoption("--complete") or exitstatus:
        return
    rows = {
        counted: [proof, counted, number]
        for report in terminalreporter.getreports("passed")
        for counted, (proof, number) in report.user_properties
    }
    with RECORD.open(encoding="utf8", newline="") as file:
        known = {row["counted"] for row in csv.DictReader(file) if row["proof"] != "state"}
    untried = known - set(rows)
    if untried:
        terminalreporter.write_line(f"Not on record, for it lacks: {'; '.join(sorted(untried))}")
        return
    tried = [["state", "Day", datetime.date.today().isoformat()], ["state", "Commit", state()]]
    with RECORD.open("w", encoding="utf8", newline="") as file:
        write = csv.writer(file, lineterminator="\n").writerow
        for row in (["proof", "counted", "number"], *tried):
            write(row)
        for row in sorted(rows.values()):
            write(row)
    terminalreporter.write_line(f"On record in {RECORD.relative_to(ROOT)}: {len(rows)} counts")


@pytest.fixture(scope="session")
def book():
    """The book that is looked at: the repository's own, brought up to date by `make book`."""
    book, run = Book(ROOT, copy=False), os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")
    (ROOT / "_build").mkdir(exist_ok=True)
    with (ROOT / "_build" / "in-tests").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # one process builds it, the others wait
        file.seek(0)
        if run == "alone" or file.read() != run:
            built(book)
            file.truncate(0)
            file.write(run)
    book.pages = functools.cache(book.pages)
    return book


@pytest.fixture(scope="session")
def copied(tmp_path_factory):
    """A copy that tests may change, built from an empty `_build` with warnings as errors."""
    return built(Book(tmp_path_factory.mktemp("clone") / "book"))


@pytest.fixture
def leaflet(tmp_path):
    """A book of one page, for builds that fail."""
    leaflet = Book(tmp_path / "leaflet")
    (leaflet.folder / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf8")
    shutil.rmtree(leaflet.folder / "chapters")
    return leaflet


def built(book):
    done = book.make()
    assert done.returncode == 0, done.stdout[-6000:]
    book.first_run = notebooks_run(done.stdout)
    return book


@pytest.fixture(scope="session")
def pages(book):
    """The built pages, parsed once."""
    return book.pages("")


@pytest.fixture(scope="session")
def chinese_pages(book):
    """Those of the Chinese edition."""
    return book.pages("zh")


@pytest.fixture(scope="module")
def chromium():
    """A headless browser."""
    path = shutil.which("chromium")
    if not path and not os.environ.get("CI"):
        pytest.skip("needs chromium (Debian's package of that name)")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def blank(chromium):
    """Makes a page with these options, or gives the last one again, for a new one costs more."""

    @functools.cache
    def blank(width, options):
        page = chromium.new_page(viewport={"width": width, "height": 800}, **dict(options))
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        return page

    return blank


@pytest.fixture
def open_page(blank, book):
    """Open a page of the book; gives the page, its requests and its errors.

    The same page each time for the same options, unless it is to be the test's own.
    """
    opened = set()

    def open_page(name, width=1280, own=False, **options):
        page = (blank.__wrapped__ if own else blank)(width, tuple(options.items()))
        opened.add((page, width, own))
        page.requests, page.errors = [], []
        path, _, fragment = name.partition("#")
        page.goto(f"{(book.site / path).as_uri()}#{fragment}")
        page.wait_for_timeout(300)  # for what a script might ask for later
        return page

    yield open_page
    for page, width, own in opened:
        if own:
            page.close()
            continue
        page.evaluate("localStorage.clear()")
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(media="null")
        page.goto("about:blank")
