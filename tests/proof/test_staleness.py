"""After any change, a build over the last one leaves what a clean build leaves, byte for byte.

A build that is killed leaves the last good book whole. Two clean builds are alike wherever,
whenever and however they are made.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import Book
from test_build import page

TABLE = "data/tables/10-three-public-expenses.csv"
CATALOGUES = "locale/zh_CN/LC_MESSAGES"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def small(folder):
    """A book of three pages with everything that can go stale: data, code, prose, catalogues."""
    book = Book(folder)
    shutil.rmtree(folder / "chapters")
    shutil.rmtree(folder / CATALOGUES / "chapters")
    (folder / "chapters").mkdir()
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n  - caption: Pages\n    chapters:\n"
        "      - file: chapters/one\n      - file: chapters/two\n"
    )
    setup = '>>>from budgetbook.notebook import *\nbook = open_book("{}")'
    pages = {
        "index": [
            "(front)=\n# The book",
            setup.format("."),
            ">>>n = count(book.table(10))",
            "It has {eval}`n` lines.",
        ],
        "chapters/one": [
            "(one)=\n# Table",
            setup.format(".."),
            '>>>n = count(book.table(10)).named("Lines of table 10")',
            ">>>book.as_printed(10)",
            "See [the front](front), too: {eval}`n`.",
        ],
        "chapters/two": ["(two)=\n# Plain", "Nothing is computed."],
    }
    chinese = {
        "The book": "书",
        "Pages": "各页",
        "It has {eval}`n` lines.": "有{eval}`n`行。",
        "Table": "表",
        "See [the front](front), too: {eval}`n`.": "另见[首页](front)：{eval}`n`。",
        "Plain": "纯文字",
        "Nothing is computed.": "没有计算。",
        "Lines of table 10": "表10的行数",
    }
    for name, cells in pages.items():
        (folder / f"{name}.ipynb").write_text(page(*cells), "utf8")
        messages = "".join(
            f'msgid "{english}"\nmsgstr "{translation}"\n\n'
            for english, translation in chinese.items()
            if any(english in cell for cell in [*cells, "Pages" if name == "index" else ""])
        )
        path = folder / CATALOGUES / f"{name}.po"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + messages, "utf8")
    return book


def rename(book, old, new):
    """Give a page another name: its notebook, its catalogue, its line in the contents."""
    for folder, suffix in (("", ".ipynb"), (f"{CATALOGUES}/", ".po")):
        (book.folder / f"{folder}{old}{suffix}").rename(book.folder / f"{folder}{new}{suffix}")
    book.edit("_toc.yml", f"file: {old}\n", f"file: {new}\n")


def delete(book, name):
    (book.folder / f"{name}.ipynb").unlink()
    (book.folder / CATALOGUES / f"{name}.po").unlink()
    toc = book.folder / "_toc.yml"
    lines = toc.read_text("utf8").splitlines(keepends=True)
    toc.write_text("".join(line for line in lines if not line.endswith(f"file: {name}\n")), "utf8")


def put_back(book, path, old, new):
    """Change a file into one that is older, as a copy kept aside would be."""
    book.edit(path, old, new)
    os.utime(book.folder / path, (10**9, 10**9))


# What is edited in the small book, and in the whole one: file, old, new, and for some a third text.
SMALL = {
    "csv": (TABLE, "hospitality,0.18", "hospitality,0.19", "hospitality,0.17"),
    "prose": ("chapters/two", "is computed", "gets computed"),
    "catalogue": (f"{CATALOGUES}/chapters/two.po", "没有计算", "不用计算", "无须计算"),
    "code": ("index.ipynb", "count(book.table(10))", "count(book.table(10)[1:])"),
    "label": (f"{CATALOGUES}/chapters/one.po", "表10的行数", "表10共有几行"),
    "contents": (
        "chapters/one\n      - file: chapters/two",
        "chapters/two\n      - file: chapters/one",
    ),
    "name": ("chapters/two", "chapters/three"),
}
WHOLE = {
    "csv": (
        "data/tables/03-expenditure.csv",
        "operation,200.89",
        "operation,210.89",
        "operation,220.89",
    ),
    "prose": ("chapters/reference/about", "Nobody was interviewed.", "Nobody was asked."),
    "catalogue": (
        f"{CATALOGUES}/chapters/reference/about.po",
        "没有采访过",
        "未曾采访过",
        "并未采访",
    ),
    "code": ("chapters/reference/about.ipynb", "total - change", "total + change"),
    "label": (f"{CATALOGUES}/chapters/reference/data.po", "各表的行数", "各表共有几行"),
    "contents": (
        "chapters/reference/glossary\n      - file: chapters/reference/data",
        "chapters/reference/data\n      - file: chapters/reference/glossary",
    ),
    "name": ("chapters/checking/money-and-plan", "chapters/checking/money"),
}


def edits(book, places):
    """What may change: a name for each edit, and the edit; each is made on top of the last."""
    csv, catalogue, (page, *prose) = places["csv"], places["catalogue"], places["prose"]
    old, new = places["name"]
    return {
        "a CSV": lambda: book.edit(*csv[:3]),
        "prose": lambda: [
            book.edit(path, *prose) for path in (f"{page}.ipynb", f"{CATALOGUES}/{page}.po")
        ],
        "a code cell": lambda: book.edit(*places["code"]),
        "a catalogue": lambda: book.edit(*catalogue[:3]),
        "a CSV, by an older one": lambda: put_back(book, csv[0], *csv[2:]),
        "a catalogue, by an older one": lambda: put_back(book, catalogue[0], *catalogue[2:]),
        "a label": lambda: book.edit(*places["label"]),
        "a style": lambda: book.edit("_static/book.css", "top: 4.5rem", "top: 5rem"),
        "a template": lambda: book.edit("_templates/twin.html", "<a ", "<a data-twin "),
        "the contents": lambda: book.edit("_toc.yml", *places["contents"]),
        "a file's name": lambda: rename(book, old, new),
        "a file, deleted": lambda: delete(book, new),
        "what reads the pages": lambda: book.edit(
            "computedbook/folds.py", '<details class="folded', '<details class="a folded'
        ),
        "the library": lambda: book.edit("budgetbook/edition.py", '("row {}"', '("line {}"'),
        "the configuration": lambda: book.edit(
            "_config.yml", "search_bar_text: Search this book", "search_bar_text: Find"
        ),
    }


# Builds elsewhere

HERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "LANG": "zh_CN.GBK"}
NOT_SOURCES = shutil.ignore_patterns("_build", "*.mo")


def build(book, **settings):
    done = book.make(**settings)
    assert done.returncode == 0, (
        "\n".join(line for line in done.stdout.splitlines() if re.search("WARNING|Error", line))
        + done.stdout[-2000:]
    )
    return book.files()


def pages(files):
    """The pages of a site: its archives hold the sources, and so follow any edit."""
    return {path: content for path, content in files.items() if path.endswith(".html")}


def differing(one, other):
    return sorted(path for path in one | other if one.get(path) != other.get(path))


@pytest.fixture(scope="module")
def made(complete, tmp_path_factory):
    """A book built once, the whole one as a proof: the book, its files, what to edit in it."""
    make, places = (Book, WHOLE) if complete else (small, SMALL)
    book = make(tmp_path_factory.mktemp("here") / "book")
    return book, build(book, environment=HERE), places


def test_two_clean_builds_are_alike(made, complete, tmp_path):
    """In folders of other names, with other hash seeds, time zones, locales and numbers of jobs."""
    folder = tmp_path / "further" / "off"
    folder.mkdir(parents=True)
    other = (Book if complete else small)(folder / "another")
    one = hasattr(os, "sched_getaffinity") and {min(os.sched_getaffinity(0))}
    assert differing(made[1], build(other, environment=THERE, processors=one)) == []
    assert len(made[1]) > 20


# Builds over the last one

# In the tests only these are compared, each with what came before it, or just built; as a proof,
# all are compared.
COMPARED, BUILT = ("a file, deleted",), ("what reads the pages",)


def clean_build(book, folder):
    """The files of the site that the book's sources, as they are, give in a folder of their own."""
    shutil.copytree(book.folder, folder, symlinks=True, ignore=NOT_SOURCES)
    return build(Book(folder, copy=False))


@pytest.mark.published
def test_every_edit_is_built_as_if_from_nothing(made, complete, tmp_path, record):
    book, first, places = made
    shutil.copytree(book.folder, tmp_path / "sources", symlinks=True, ignore=NOT_SOURCES)
    before, todo = first, edits(book, places)
    for number, (name, edit) in enumerate(todo.items()):
        edit()
        if not (complete or name in COMPARED + BUILT):
            continue
        after = build(book)
        assert pages(after) != pages(before), name
        if complete or name in COMPARED:
            assert differing(after, clean_build(book, tmp_path / str(number))) == [], name
        before = after
    for path in book.folder.iterdir():  # undo it all
        if path.name not in ("_build", ".venv"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(tmp_path / "sources" / ".venv")
    shutil.copytree(tmp_path / "sources", book.folder, dirs_exist_ok=True)
    assert differing(build(book), first) == []
    record("Kinds of edit, each built over the last book as from nothing", len(todo))


# Builds that are killed

KILLS = 8


@pytest.mark.published
def test_a_killed_build_leaves_the_last_book_whole(made, complete, record):
    """At a random moment, by SIGTERM or SIGKILL; the build after the last kill is right."""
    book, first, places = made
    chance = random.Random(7)
    fresh = book.site.with_name("html.new")
    path, sites = book.folder / places["csv"][0], [first]
    texts = [book.edit(*places["csv"][:3]), path.read_bytes()]
    started = time.monotonic()
    sites.append(build(book))
    length, killed, number = time.monotonic() - started, 0, 0
    path.write_bytes(texts[number])
    while killed < (KILLS if complete else 2):
        shutil.rmtree(fresh, ignore_errors=True)
        process = book.start(stdout=subprocess.DEVNULL)
        try:
            if killed % 2:  # as the new book takes the place of the old
                while process.poll() is None and not fresh.exists():
                    time.sleep(0.01)
            process.wait(chance.uniform(0, 0.3 if killed % 2 else length))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, chance.choice([signal.SIGTERM, signal.SIGKILL]))
            process.wait()
            killed += 1
        assert book.files() in sites
        number = 1 - number
        path.write_bytes(texts[number])
    assert differing(build(book), sites[number]) == []
    record("Builds killed at a random moment", KILLS)
