"""Notebooks in the language of an edition, made of the source and its catalogue.

A message of a catalogue is a block of the source: a paragraph, a heading, an item of a list, a
cell of a table, or the title of a directive. Code stays as it is: a kernel translates its labels.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from nbformat import NotebookNode

EVAL = re.compile(r"\{eval\}`([^`]*)`")  # what prose quotes

# Where a block begins, behind the marks of lists, headings, quotations and directives, and ends.
BEGIN = r"(^[ \t]*(?:(?:[-*+>:]|\d+[.)]|#+|:{3,}\{\w+\})[ \t]+)*|\|[ \t]*)"
END = r"(?=[ \t]*(?:$|\|))"


def prose(notebook: NotebookNode) -> str:
    """The Markdown of a notebook."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def title_of(notebook: NotebookNode) -> str:
    """The title of a chapter."""
    return re.search(r"^# +(.+)$", prose(notebook), re.MULTILINE)[1]


def catalogue(path: Path) -> Catalog:
    """The catalogue in a file."""
    with path.open("rb") as file:
        return read_po(file)


def in_page_order(cells: list[dict], left_out: Iterable[str] = ("notebook", "deck")) -> list[dict]:
    """The cells of a notebook as a page shows them: the one tagged ``answer`` under the title.

    Those tagged ``notebook`` are for its readers elsewhere, those tagged ``deck`` for slides.
    """
    cells = [cell for cell in cells if not any(tagged(cell, tag) for tag in left_out)]
    answers = [cell for cell in cells if tagged(cell, "answer")][:1]
    rest = [cell for cell in cells if cell not in answers]
    return [*rest[:1], *answers, *rest[1:]]


def tagged(cell: dict, tag: str) -> bool:
    """Whether a cell has a tag."""
    return tag in cell["metadata"].get("tags", ())


def translated(notebook: Mapping, catalogue: Catalog) -> dict:
    """A copy of a notebook, its prose in the language of the catalogue of its page.

    The notebook is what ``json`` or ``nbformat`` reads. What has no translation stays as it is.
    """
    messages = {words_of(each.id): each.string for each in catalogue if each.id and each.string}
    copy = deepcopy(notebook)
    for cell in copy["cells"]:
        if cell["cell_type"] == "markdown":
            text = translated_text("".join(cell["source"]), messages)
            as_lines = isinstance(cell["source"], list)
            cell["source"] = text.splitlines(keepends=True) if as_lines else text
    return copy


def translated_text(text: str, messages: Mapping[tuple[str, ...], str]) -> str:
    """Markdown with each block that is a message translated; `messages` are known by their words.

    Longer ones come first, so that a block is never taken for a shorter one at its beginning; lines
    may be broken anywhere between words.
    """
    blocks = _blocks(text, messages)
    return blocks.sub(lambda found: found[1] + messages[words_of(found[2])], text)


def messages_in(text: str, messages: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Those of the messages that are blocks of a Markdown text."""
    return {words_of(found[2]) for found in _blocks(text, messages).finditer(text)}


def _blocks(text: str, messages: Iterable[tuple[str, ...]]) -> re.Pattern:
    """What finds the messages in a text, the longer ones first."""
    joined = " ".join(text.split())
    inside = [words for words in messages if " ".join(words) in joined]
    inside.sort(key=lambda words: -len(" ".join(words)))
    blocks = "|".join(r"\s+".join(map(re.escape, words)) for words in inside)
    return re.compile(f"{BEGIN}({blocks}){END}" if inside else "(?!)", re.MULTILINE)


def words_of(text: str) -> tuple[str, ...]:
    """A text as its words, wherever its lines are broken."""
    return tuple(text.split())
