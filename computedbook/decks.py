"""Slides: a deck for each part of a book, and one for a talk on the whole.

    python -m computedbook.decks FOLDER [SITE]

Chapters mark by tags what stands on slides. A cell of Markdown tagged ``deck`` is written for them
alone, and stands on no page; with its heading a slide begins. Below that follow, up to the next
one, what cells tagged ``slide`` show, which the page shows, too: a chart, a table. An admonition of
the class ``notes`` is for the speaker; its title says how many minutes the slide takes. A slide
whose first cell is tagged ``talk``, too, is in the talk.

Each deck is one file that loads nothing else. A page of the SITE that holds the comment
``<!--decks-->`` offers them there; else that is nothing. BUDGETBOOK_LANGUAGE chooses the language.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from nbconvert import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from computedbook import settings
from computedbook.convert import FORMS, Chapter
from computedbook.pdf import rewrite
from computedbook.shapes import has, is_code, slides_of
from computedbook.source import Source

OFFERED = "<!--decks-->"
MINUTES = re.compile('<aside class="notes" data-minutes="([^"]*)">')
WORDS = {
    "about": "",
    "begin": "{slides} slides, {minutes} minutes.",
    "size": " ({slides} slides, {minutes} minutes)",
    "talk": "A talk on the whole",
}


class Deck(NamedTuple):
    """A deck: the name of its file, what it is called in a list, its title, and its slides."""

    name: str
    called: str
    title: str
    slides: list[list[NotebookNode]]

    @property
    def size(self) -> dict[str, int]:
        """How many slides it has, its title among them, and how many minutes they take."""
        texts = [cell.source for slide in self.slides for cell in slide if "source" in cell]
        minutes = sum(int(each) for text in texts for each in MINUTES.findall(text))
        return {"slides": len(self.slides) + 1, "minutes": minutes}


def main(folder: str, site: str = "") -> None:
    """Write the decks of the book in this folder."""
    source, into = Source.around(Path.cwd()), Path(folder)
    words = {**WORDS, **source.settings.get("deck_words", {})}
    config = Config()
    settings.nbconvert(config)
    config.Exporter.preprocessors = []  # the chapters have run
    exporter = SlidesExporter(config=config)
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    made = list(decks(source, words, slides_by_chapter(source, exporter)))
    for deck in made:
        text = page(source, words, exporter, deck)
        (into / f"{deck.name}.html").write_text(text, "utf8")
        print(into / f"{deck.name}.html", "{slides} slides, {minutes} min".format(**deck.size))
    if site:
        offer(made, words, into, Path(site))


def slides_by_chapter(source: Source, exporter: SlidesExporter) -> dict[Path, list]:
    """The slides of all chapters that have some; all run one after the other, in one kernel."""
    chapters = {path: source.read(path) for path in source.pages()}
    marked = {path: nb for path, nb in chapters.items() if any(has(c, "deck") for c in nb.cells)}
    for nb in marked.values():
        title, *cells = nb.cells
        nb.cells = [title, *filter(is_needed, cells)]
    runner, form = Chapter(parent=exporter), FORMS[SlidesExporter]
    quoted = runner.run(source, marked)
    for path, nb in marked.items():
        runner.write(source, form, path, nb, quoted[path])
    return {path: slides_of(nb, source.settings) for path, nb in marked.items()}


def is_needed(cell: NotebookNode) -> bool:
    """Whether slides show a cell, or may need what it computes."""
    return has(cell, "deck", "slide") or (is_code(cell) and not has(cell, "try", "solution"))


def decks(source: Source, words: dict, slides: dict[Path, list]) -> Iterator[Deck]:
    """The talk, then the deck of each part; a part's is named after the folder of its chapters."""
    told = [slide for each in slides.values() for slide in each if has(slide[0], "talk")]
    yield Deck("talk", words["talk"], source.settings["project"], told)
    for caption, paths in source.parts()[1:]:
        found = [slide for path in paths for slide in slides.get(path, ())]
        if found:
            title = source.phrase(caption)
            yield Deck(paths[0].parent.name, title, title, found)


def page(source: Source, words: dict, exporter: SlidesExporter, deck: Deck) -> str:
    """A deck as a page of HTML: a slide with its title, then its slides."""
    project, about = source.settings["project"], words["about"]
    lines = [each for each in (project, about) if each != deck.title]
    first = f"# {deck.title}\n\n" + "\n\n".join(map(escape, lines))
    begin = words["begin"].format(**deck.size)
    title = new_markdown_cell(f'{first}\n\n<aside class="notes">\n\n{begin}\n\n</aside>')
    title.metadata["slideshow"] = {"slide_type": "slide"}
    cells = [title, *(cell for slide in deck.slides for cell in slide)]
    numbered = [NotebookNode(cell, id=f"cell-{number}") for number, cell in enumerate(cells)]
    nb = new_notebook(cells=numbered)  # chapters give some of theirs the same name
    nb.metadata.title = f"{deck.title} · {project}" if deck.title != project else project
    styles = [each.read_text("utf8") for each in sorted(source.root.glob("_static/*.css"))]
    resources = {"book_styles": styles, "language_code": source.language}
    return exporter.from_notebook_node(nb, {**resources, "metadata": {"name": deck.name}})[0]


def offer(made: list[Deck], words: dict, folder: Path, site: Path) -> None:
    """Copy the decks into the site, and list them on the pages that offer them."""
    shutil.rmtree(site / "slides", ignore_errors=True)
    shutil.copytree(folder, site / "slides")
    for file in sorted(site.glob("chapters/**/*.html")):
        up = "../" * (len(file.relative_to(site).parts) - 1)
        items = "\n".join(
            f'<li><a href="{up}slides/{deck.name}.html">{escape(deck.called)}</a>'
            f"{words['size'].format(**deck.size)}</li>"
            for deck in made
        )
        listed = f"<ul>\n{items}\n</ul>"
        rewrite(file, lambda text, listed=listed: text.replace(OFFERED, listed))


if __name__ == "__main__":
    main(*sys.argv[1:])
