"""The book as its pages read, without kernels or Sphinx: cells and roles run in this process.

`test_reading.py` shows that this agrees with the built book on every figure and every output.
"""

import ast
import csv
import functools
import json
import os
import re
import shutil
import sys
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pandas as pd
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from budgetbook import package
from budgetbook.book import PAGE
from budgetbook.premises import Premise
from computedbook.language import LANGUAGE
from computedbook.notebooks import tagged

ROOT = Path(__file__).parent.parent.parent
EVAL = re.compile(r"(?<!``)\{eval\}`([^`]*)`")
ID = re.compile("figure-[0-9a-f]{10}")  # which has digits, and is none of them
EDITIONS = ("en", "zh")
CHECKPOINTS = shutil.ignore_patterns(".ipynb_checkpoints")
_opened = None


def _note(event, arguments):
    if _opened is not None and event == "open" and isinstance(arguments[0], str):
        _opened.add(os.path.abspath(arguments[0]))


sys.addaudithook(_note)


class Page:
    """What a page shows: its pieces in the notebook's order, and the data files it opened.

    A piece is (cell id, "output" or "prose", HTML); prose is Markdown with its figures as HTML.
    `prose` has the same by cell before its roles are evaluated, `premises` those of the page;
    `slides` are the cells that only slides show.
    """

    def __init__(self, name, pieces, opened, prose, premises, slides):
        self.name, self.pieces, self.opened = name, pieces, opened
        self.prose, self.premises, self.slides = prose, premises, slides

    @property
    def html(self):
        return "\n\n".join(html for _, _, html in self.pieces)

    @property
    def built(self):
        """The pieces that the page of the built book shows."""
        return [piece for piece in self.pieces if piece[0] not in self.slides]

    @functools.cached_property
    def shown(self):
        return shown(self.html)


def shown(html):
    """The figures of a page and its texts outside code, the spoken ones too, without figures."""
    soup = BeautifulSoup(html, "html.parser")
    figures = soup.select("data.figure")
    for each in [*figures, *soup.select("style, script, div.cell_input, section.sources")]:
        each.replace_with("§")
    spoken = [
        element[name]
        for element in soup.find_all(True)
        for name in ("aria-label", "title", "alt")
        if element.get(name)
    ]
    return figures, [ID.sub("", text) for text in (*soup.stripped_strings, *spoken)]


@functools.cache
def printed_book(language):
    """The pages as the repository has them: before anything is changed."""
    return read_book(ROOT, language)


def copy_book(folder):
    """A copy of what the pages are made from, in `folder`: data, notebooks and catalogues."""
    for part in ("data", "chapters", "locale"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True, ignore=CHECKPOINTS)
    shutil.copy(ROOT / "index.ipynb", folder)
    return folder


def notebooks(folder):
    """The notebooks of the book in `folder`, by page."""
    paths = [folder / "index.ipynb", *sorted(folder.glob("chapters/*/[!.]*.ipynb"))]
    return {str(path.relative_to(folder).with_suffix("")): path for path in paths}


def read_book(folder, language="en", names=None):
    """The pages of the book in `folder`, or those of `names`, by name."""
    paths = notebooks(folder)
    return {name: read_page(name, paths[name], language) for name in names or paths}


@contextmanager
def as_a_kernel(name, path, language):
    """The folder and the environment that the kernel of a page has."""
    before, kept = Path.cwd(), {key: os.environ.get(key) for key in (LANGUAGE, PAGE)}
    os.environ.update({LANGUAGE: language, PAGE: name})
    os.chdir(path.parent)
    try:
        yield
    finally:
        os.chdir(before)
        for key, value in kept.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})


def read_page(name, path, language="en"):
    """Run a notebook's cells, then evaluate the roles of its prose, as the build does."""
    global _opened
    notebook = json.loads(path.read_text("utf8"))
    messages = catalogue(name) if language == "zh" else {}
    _opened = set()
    try:
        with as_a_kernel(name, path, language):
            scope = {"__name__": "__main__"}
            outputs = {
                cell["id"]: _output("".join(cell["source"]), scope)
                for cell in notebook["cells"]
                if cell["cell_type"] == "code"
            }
            pieces, prose = [], {}
            for cell in notebook["cells"]:
                if cell["cell_type"] == "markdown":
                    text = "".join(cell["source"])
                    if messages:
                        text = translated(text, messages)
                    prose[cell["id"]] = text
                    html = EVAL.sub(lambda m: _html(eval(m[1], scope), scope), text)
                    pieces.append((cell["id"], "prose", html))
                elif outputs[cell["id"]] is not None:
                    pieces.append((cell["id"], "output", outputs[cell["id"]]))
        data = str(scope["book"].root / "data") if "book" in scope else None
        opened = {os.path.relpath(each, data) for each in _opened if data and each.startswith(data)}
    finally:
        _opened = None
    premises = {each: value for each, value in scope.items() if isinstance(value, Premise)}
    slides = {cell["id"] for cell in notebook["cells"] if tagged(cell, "deck")}
    return Page(name, pieces, opened, prose, premises, slides)


def _output(source, scope):
    """What the last line of a cell displays, as HTML; None if nothing."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), scope)
    value = last and eval(compile(ast.Expression(last.value), "<cell>", "eval"), scope)
    return None if value is None else _html(value, scope)


def _html(value, scope):
    if isinstance(value, pd.DataFrame):
        return scope["book"].html(value)
    return value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)


# The Chinese edition's sentences


def catalogue(name):
    """The translations of a page's messages."""
    path = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / f"{name}.po"
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def translated(text, messages):
    """Prose with each of its messages in Chinese; longest first, for one may hold another.

    What is translated is put aside: a label of one word must not be looked for in it.
    """
    flat, done = "\n".join(" ".join(line.split()) for line in text.split("\n")), []
    for english in sorted(messages, key=len, reverse=True):
        if english in flat:
            flat = flat.replace(english, f"\0{len(done)}\0")
            done.append(messages[english])
    return re.sub("\0(\\d+)\0", lambda found: done[int(found[1])], flat)


# Data with something changed


def rows_of(path):
    """A CSV as a list of dicts by column."""
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def save(path, rows):
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def tables(folder):
    """The tables of the package in `folder`: path and fields by column, by name."""
    described = package.describe(folder / "data")
    return {
        each["name"]: (
            folder / "data" / each["path"],
            {field["name"]: field for field in each["schema"]["fields"]},
        )
        for each in described["resources"]
    }


def is_amount(field, row):
    """Whether a cell of that field is an amount in 万元."""
    return field["type"] == "number" and field.get("unit", row.get("unit")) == "万元"


def change_amounts(folder, change):
    """Give every amount of the package another value; the amounts before."""
    before = []
    for path, fields in tables(folder).values():
        rows = rows_of(path)
        for row in rows:
            for column, field in fields.items():
                if row[column] and is_amount(field, row):
                    before.append(Decimal(row[column]))
                    row[column] = str(change(before[-1]))
        save(path, rows)
    return before
