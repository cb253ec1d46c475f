"""What a chapter needs: ``from budgetbook.notebook import *``, ``book = open_book("../..")``."""

from pathlib import Path

import pandas as pd
from IPython import get_ipython

from budgetbook import charts, claims, diagrams, figures, report, tables
from budgetbook.book import Book
from budgetbook.charts import sentence
from budgetbook.display import plain
from budgetbook.figures import Figure, count, name, of, share, summed
from budgetbook.premises import premise

# Axes whose labels are names of the data, the same in every language.
NAMES = {"file", "column", "subject"}


class OpenBook(Book):
    """A book with what a chapter asks of it: ``book.table(5)``, ``book.checks(5)``."""

    table, columns, short_titles = tables.table, tables.columns, tables.short_titles
    as_printed = tables.as_printed
    checks, count_checks = report.checks, report.count_checks
    count_comparisons, correction = report.count_comparisons, report.correction
    trial, proofs, ties = report.trial, report.proofs, report.ties
    claims, verdict, cited = claims.claims, claims.verdict, figures.cited
    bars, steps, wall = charts.bars, charts.steps, charts.wall
    flow, chain, ties_map = diagrams.flow, diagrams.chain, diagrams.ties_map

    def html(self, frame: pd.DataFrame) -> str:
        """A data frame as pandas shows it, labels in the edition's language, amounts in 万元."""
        frame = frame.map(_cell).rename(columns=self._label).rename_axis(columns=self._label)
        if not NAMES & set(frame.index.names):
            frame = frame.rename(index=self._label)
        html = frame.rename_axis(index=self._label)._repr_html_()
        return html.replace("<style scoped>", '<style scoped="">')  # as XML has it, for an EPUB

    def _label(self, label: object) -> object:
        return self.translate(label) if isinstance(label, str) else label


def _cell(value: object) -> object:
    return (value.text or plain(value)) if isinstance(value, Figure) else value


def open_book(root: str | Path, language: str | None = None) -> OpenBook:
    """The book whose files lie in the folder `root`, as seen from the notebook's own folder.

    Data frames are shown whole from here on, in its language (see `OpenBook.html`).
    """
    book = OpenBook(root, language)
    pd.options.display.max_colwidth = pd.options.display.max_rows = None
    if get_ipython():
        shown = get_ipython().display_formatter.formatters["text/html"]
        shown.for_type(pd.DataFrame, book.html)
    return book


by_name = claims.by_name

__all__ = [
    "Figure",
    "by_name",
    "count",
    "name",
    "of",
    "open_book",
    "pd",
    "premise",
    "sentence",
    "share",
    "summed",
]
