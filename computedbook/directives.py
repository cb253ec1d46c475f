"""Directives of a computed book as plain Markdown: questions (`questions`) and exercises."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from computedbook.markdown import Plain
from computedbook.notebooks import title_of
from computedbook.source import Source
from computedbook.teaching import exercises_of

LISTED = {  # words above a list of exercises
    "exercise": "Exercise",
    "chapter": "Chapter",
    "level": "Level",
    "time": "Minutes",
    "checked": "With a check",
}


class Asked(NamedTuple):
    """A question: what it is about, where its answer would stand, and its text; then its page."""

    about: str
    where: str
    question: str
    reason: str
    page: str = ""


class Directives:
    """Writes them: `plain` the Markdown in them, the settings of the `source` the words around.

    `questions` gives those of all chapters, for a page that gathers them.
    """

    def __init__(self, plain: Plain, source: Source, questions: Callable[[], Iterable]) -> None:
        self.plain, self.source, self.questions = plain, source, questions
        self.settings = source.settings
        self.by_name = {
            "admonition": self.admonition,
            "questions": lambda _, options, body: self.gathered(options.get("where")),
            "letter": self.letter,
            "exercise": self.exercise,
            "exercises": lambda *_: self.exercises(),
            "solution": self.solution,
        }

    def collecting(self, found: list[Asked]) -> dict[str, Callable]:
        """Directives that write nothing, and add what is asked to a list."""

        def ask(title: str, options: dict[str, str], body: str) -> str:
            found.extend(
                [self.asked(title, options, body)] if options.get("class") == "ask" else []
            )
            return ""

        return {**self.by_name, "admonition": ask}

    @cached_property
    def known(self) -> list[Asked]:
        """The questions of all chapters."""
        return list(self.questions())

    def word(self, setting: str, key: str, default: str = "") -> str:
        """A word of a setting; what is not known is its own word."""
        return self.settings.get(setting, {}).get(key, default or key)

    def admonition(self, title: str, options: dict[str, str], body: str) -> str:
        """A question, or a speaker's notes, if it is of that class; else what its title says."""
        if options.get("class") == "notes":
            return self.notes(title, body)
        if options.get("class") == "ask":
            return self.told(self.asked(title, options, body))
        return self.plain.titled(title, options, body)

    def notes(self, title: str, body: str) -> str:
        """What the speaker sees beside a slide; the title says how many minutes it takes."""
        minutes = re.search(r"\d+", title)[0]
        text = f"**{title}**\n\n{self.plain.text(body)}"
        return f'<aside class="notes" data-minutes="{minutes}">\n\n{text}\n\n</aside>\n'

    def asked(self, title: str, options: dict[str, str], body: str) -> Asked:
        """A question as its directive has it."""
        about, where = (options.get(key, "").removeprefix("the ") for key in ("about", "where"))
        return Asked(about, where, self.plain.inline(title), self.plain.text(body))

    def told(self, asked: Asked) -> str:
        """A question, why it matters, and where an answer would stand."""
        words = self.word("ask_words", "where", "Where an answer would stand: {}")
        where = words.format(self.word("ask_where", asked.where))
        page = self.word("ask_words", "from", "From: {}").format(asked.page) if asked.page else ""
        foot = " · ".join(filter(None, (where, page)))
        return self.plain.quoted(f"**{asked.question}**", asked.reason, f"*{foot}*")

    def gathered(self, where: str | None) -> str:
        """The questions of all chapters by what they are about; of one place, as a list of them."""
        groups = {key: [] for key in self.settings.get("ask_about", {})}
        for each in self.known:
            if where is None or each.where == where.removeprefix("the "):
                groups[each.about].append(each)
        if where is not None:
            texts = [each.question for group in groups.values() for each in group]
            return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))
        return "\n".join(
            f"### {self.word('ask_about', key)}\n\n" + "\n".join(map(self.told, group))
            for key, group in groups.items()
            if group
        )

    def letter(self, title: str, options: dict[str, str], body: str) -> str:
        """A letter, set apart."""
        return self.plain.quoted(self.plain.text(body))

    def exercise(self, title: str, options: dict[str, str], body: str) -> str:
        """An exercise: its title, how hard it is, how long it takes, and what is to be done."""
        heading = f"### {self.plain.inline(title)}\n\n*{self.effort(options)}*"
        return f"{heading}\n\n{self.plain.text(body)}\n"

    def effort(self, options: dict[str, str]) -> str:
        """How hard an exercise is, and how long it takes."""
        level = self.word("exercise_levels", options.get("level", ""))
        minutes = self.word("exercise_words", "minutes", "{} minutes")
        return f"{level} · {minutes.format(options.get('minutes', ''))}"

    def solution(self, title: str, options: dict[str, str], body: str) -> str:
        """A solution, folded."""
        return self.plain.fold(self.word("exercise_words", "solution", "Solution"), body)

    def exercises(self) -> str:
        """The exercises of all chapters by goal, in tables."""
        tables = []
        heads = [self.word("exercise_words", key, word) for key, word in LISTED.items()]
        found = [
            (self.link(path, title_of(nb)), each)
            for path, nb in self.chapters().items()
            for each in exercises_of(self.source.page(path), nb)
        ]
        for goal, name in self.settings["exercise_goals"].items():
            rows = [
                f"| {self.plain.inline(each.title)} | {chapter} | "
                f"{self.word('exercise_levels', each.level)} | {each.minutes} | "
                f"{'✓' if each.checked else ''} |"
                for chapter, each in found
                if each.goal == goal
            ]
            head = f"| {' | '.join(heads)} |\n|---|---|---|--:|:-:|"
            tables.append("\n".join([f"### {name}\n", head, *rows]) + "\n")
        return "\n".join(tables)

    def chapters(self) -> dict[Path, NotebookNode]:
        """The notebooks of the book."""
        return {path: self.source.read(path) for path in self.source.pages()}

    def link(self, path: Path, title: str) -> str:
        """How a chapter is named: by its title alone."""
        return title
