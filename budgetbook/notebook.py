"""What a chapter needs: ``from budgetbook.notebook import *``, ``book = open_book("../..")``."""

from pathlib import Path

import pandas as pd
from IPython import get_ipython

from budgetbook import charts, claims, diagrams, figures, frames, report, tables
from budgetbook.book import Book
from budgetbook.charts import sentence
from budgetbook.figures import Figure, count, name, of, share, summed
from budgetbook.premises import premise
from computedbook import answers
from computedbook.lab import show_style


class OpenBook(Book):
    """A book with what a chapter asks of it: ``book.table(5)``, ``book.checks(5)``."""

    table, columns, short_titles = tables.table, tables.columns, tables.short_titles
    as_printed, with_cell, check = tables.as_printed, tables.with_cell, answers.check
    checks, count_checks = report.checks, report.count_checks
    count_comparisons, correction = report.count_comparisons, report.correction
    trial, proofs, ties = report.trial, report.proofs, report.ties
    claims, verdict, cited = claims.claims, claims.verdict, figures.cited
    bars, steps, wall = charts.bars, charts.steps, charts.wall
    flow, chain, ties_map = diagrams.flow, diagrams.chain, diagrams.ties_map
    html = frames.html


def open_book(root: str | Path, language: str | None = None) -> OpenBook:
    """The book whose files lie in the folder `root`, as seen from the notebook's own folder.

    Data frames are shown whole from here on, in its language (see `frames.html`).
    """
    book = OpenBook(root, language)
    pd.options.display.max_colwidth = pd.options.display.max_rows = None
    if get_ipython():
        show_style(book.root)
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
