"""What a class unpacks: the notebooks in one language, the data, the library, and how to begin.

For students the notebooks are without solutions, and without the pages ``teach_pages``, which are
for teachers alone. Of MyST only the figures are left, ``{eval}``, so that any Jupyter shows all the
rest. The folder holds besides what the patterns ``teach_files`` match; the library as a wheel; one
file with all the pins of ``teach_requirements``; the language (see `language`); its labels; and how
to begin, with what ``teach_about`` says of it.
"""

import ast
import io
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import nbformat
from babel.messages.pofile import write_po
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from computedbook import language
from computedbook.archive import matching
from computedbook.directives import Asked, Directives
from computedbook.markdown import Plain
from computedbook.notebooks import catalogue, messages_in, prose, tagged, title_of, words_of
from computedbook.source import Source
from computedbook.teaching import without_solutions

STUDENT, TEACHER = KINDS = ("student", "teacher")
README, REQUIREMENTS = "README.md", "requirements.txt"
WORDS = {
    "student": "Notebooks for students",
    "teacher": "Notebooks for teachers",
    "archive": "{} (zip)",
    "begin": "Begin",
    "install": "Python is needed, {python} or later. Open a terminal in this folder and type:",
    "windows": "On Windows, type these in place of the first two:",
    "again": r"Next time, these are enough (on Windows `.venv\Scripts\activate` is the first):",
    "then": "The front page opens in the browser. Run, Run All Cells shows its figures.",
    "contents": "Contents",
    "gathered": "The figures in these questions are those of the data as published.",
}
ENTER, OPEN = ". .venv/bin/activate", "jupyter lab index.ipynb"
COMMANDS = ["python3 -m venv .venv", ENTER, "pip install -r requirements.txt", OPEN]
WINDOWS = ["py -m venv .venv", r".venv\Scripts\activate"]


class Library(NamedTuple):
    """The library as a wheel: the name of the file, and its bytes."""

    name: str
    wheel: bytes


def build_library(root: Path) -> Library:
    """The library of the book in a folder, built as its ``pyproject.toml`` says."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
        (path,) = Path(folder).iterdir()
        return Library(path.name, path.read_bytes())


@dataclass(frozen=True)
class Classroom:
    """What is in the folder for students, or for teachers: one of KINDS.

    `chapters` are the notebooks of the book in its language, `asked` the questions of all of them,
    for a page that gathers these.
    """

    source: Source
    kind: str
    library: Library
    chapters: dict[Path, NotebookNode]
    asked: Iterable[Asked] = ()

    @cached_property
    def words(self) -> dict[str, str]:
        """What the folder itself says."""
        return {**WORDS, **self.source.settings.get("teach_words", {})}

    @cached_property
    def parts(self) -> list[tuple[str, list[Path]]]:
        """The parts of the book that it holds, each with its notebooks."""
        left_out = self.source.settings["teach_pages"] if self.kind == STUDENT else ()
        return [
            (name, [path for path in paths if self.source.page(path) not in left_out])
            for name, paths in self.source.parts()
        ]

    @cached_property
    def notebooks(self) -> dict[Path, NotebookNode]:
        """The notebooks that it holds, as MyST has them."""
        paths = [path for _, paths in self.parts for path in paths]
        return {path: self.left(self.chapters[path]) for path in paths}

    @cached_property
    def copied(self) -> dict[str, bytes]:
        """The files that are in the folder as they are in the book."""
        return matching(self.source.root, self.source.settings["teach_files"])

    def files(self) -> dict[str, bytes]:
        """All that it holds, by name."""
        files = {
            README: self.readme(),
            REQUIREMENTS: self.requirements(),
            language.FILE: language.language_of(self.source.root) + "\n",
        }
        for path in self.notebooks:
            page = self.source.page(path)
            files[f"{page}.ipynb"] = nbformat.writes(self.plain(path)) + "\n"
        texts = {name: text.encode() for name, text in files.items()}
        return {**self.copied, **self.labels(), **texts, self.library.name: self.library.wheel}

    @property
    def python(self) -> str:
        """The first version of Python that runs it."""
        project = tomllib.loads((self.source.root / "pyproject.toml").read_text("utf8"))["project"]
        return project["requires-python"].removeprefix(">=")

    def requirements(self) -> str:
        """All pins, and the library."""
        names = self.source.settings["teach_requirements"]
        lines = [(self.source.root / name).read_text("utf8").splitlines() for name in names]
        pins = sorted({line for each in lines for line in each if "==" in line})
        return "\n".join([*pins, f"./{self.library.name}"]) + "\n"

    # Notebooks

    def plain(self, path: Path) -> NotebookNode:
        """A notebook with no directives; the front page has the contents at its end."""
        nb = deepcopy(self.notebooks[path])
        writes = Plain(
            lambda expression: f"{{eval}}`{expression}`",
            lambda target: self.address(path, target),
            extensions=self.source.settings["myst_enable_extensions"],
        )
        writes.directives = Written(writes, self, path).by_name
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = writes.text(cell.source)
        nb.cells = [cell for cell in nb.cells if cell.source]
        nb.metadata.title = title_of(nb)
        if path == next(iter(self.notebooks)):
            nb.cells.append(new_markdown_cell(self.contents(), id="contents"))
        return nb

    def address(self, path: Path, target: str) -> str | None:
        """Where a link of a notebook leads; None if not to what is in the folder."""
        name = target.partition("#")[0]
        file = (path.parent / name).resolve()
        if not name or not (file in self.notebooks or self.name(file) in self.copied):
            return None
        return target

    def name(self, file: Path) -> str:
        """The name of a file of the book, as seen from its folder."""
        root = self.source.root
        return file.relative_to(root).as_posix() if file.is_relative_to(root) else ""

    def contents(self) -> str:
        """The parts and their notebooks, as Markdown."""
        lines = [f"## {self.words['contents']}"]
        for caption, paths in self.parts:
            lines += [f"\n### {self.source.phrase(caption)}\n"] if caption else []
            for path in paths if caption else ():
                lines.append(f"- [{title_of(self.notebooks[path])}]({self.name(path)})")
        return "\n".join(lines)

    def labels(self) -> dict[str, bytes]:
        """The catalogues, from which kernels take their labels, without what solutions say."""
        files = {}
        for path in self.notebooks:
            file = self.source.catalogue(self.source.page(path))
            if file.exists():
                kept = catalogue(file)
                messages = {words_of(each.id): each.id for each in kept if each.id}
                whole = nbformat.read(path, as_version=4)
                left = self.left(whole)
                solutions = [cell for cell in whole.cells if cell not in left.cells]
                solved = said(NotebookNode(cells=solutions), messages)
                for words in solved - said(left, solved):
                    kept.delete(messages[words])
                text = io.BytesIO()
                write_po(text, kept, width=100, ignore_obsolete=True)
                files[self.name(file)] = text.getvalue()
        return files

    def left(self, nb: NotebookNode) -> NotebookNode:
        """What is left of a notebook here; what is for slides is in decks (see `decks`)."""
        left = without_solutions(nb) if self.kind == STUDENT else nb
        return NotebookNode({**left, "cells": [c for c in left.cells if not tagged(c, "deck")]})

    # How to begin

    def readme(self) -> str:
        """What the folder is, how to install and open it, and what is in it."""
        words = self.words
        parts = [
            f"# {self.source.settings['project']}",
            f"**{words[self.kind]}**",
            self.source.settings.get("teach_about", {}).get(self.kind),
            f"## {words['begin']}",
            words["install"].format(python=self.python),
            typed(COMMANDS),
            words["then"],
            words["windows"],
            typed(WINDOWS),
            words["again"],
            typed([ENTER, OPEN]),
            self.contents(),
        ]
        return "\n\n".join(filter(None, parts)) + "\n"


def typed(commands: list[str]) -> str:
    """Commands as Markdown shows them, a line each."""
    return "\n".join(f"    {each}" for each in commands)


def said(nb: NotebookNode, messages: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those of the messages that stand in a notebook: as blocks of its prose, or in its code."""
    found = messages_in(prose(nb), messages)
    for cell in nb.cells:
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(words_of(node.value))
    return found & set(messages)


class Written(Directives):
    """Directives as a class has them: exercises with their goals, solutions as they are."""

    def __init__(self, plain: Plain, room: Classroom, path: Path) -> None:
        self.room, self.path = room, path
        super().__init__(plain, room.source, lambda: room.asked)
        self.by_name |= {
            "dropdown": self.folded,
            "notebooks": lambda *_: "",
        }

    def folded(self, title: str, options: dict[str, str], body: str) -> str:
        """What a page folds, open; but none of the class ``spoiler`` for students."""
        spoils = "spoiler" in options.get("class-container", "")
        return "" if spoils and self.room.kind == STUDENT else self.plain.titled(title, {}, body)

    def effort(self, options: dict[str, str]) -> str:
        """How hard an exercise is, how long it takes, and what for."""
        return f"{super().effort(options)} · {self.word('exercise_goals', options['goal'])}"

    def solution(self, title: str, options: dict[str, str], body: str) -> str:
        """A solution under its heading."""
        heading = self.word("exercise_words", "solution", "Solution")
        return f"#### {heading}\n\n{self.plain.text(body)}\n"

    def chapters(self) -> dict[Path, NotebookNode]:
        """The notebooks that the class has."""
        return self.room.notebooks

    def link(self, path: Path, title: str) -> str:
        """A link to a notebook, by its title."""
        address = Path(os.path.relpath(path, self.path.parent)).as_posix()
        return f"[{title}]({address})"

    def told(self, asked: Asked) -> str:
        """A question; where it is gathered, with a link to the page that asks it."""
        path = self.room.source.root / f"{asked.page}.ipynb"
        page = self.link(path, title_of(self.room.notebooks[path])) if asked.page else ""
        return super().told(asked._replace(page=page))

    def gathered(self, where: str | None) -> str:
        """The questions of all chapters, and that their figures do not follow the data."""
        note = f"*{self.room.words['gathered']}*\n\n" if where is None else ""
        return note + super().gathered(where)
