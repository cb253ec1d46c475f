"""What a chapter needs, in one line: ``from budgetbook.notebook import *``."""

import pandas as pd

from budgetbook.charts import bars, chain, flow, sentence, steps, ties_map, wall
from budgetbook.edition import translate
from budgetbook.figures import Figure, cited, count, name, of, share
from budgetbook.package import current
from budgetbook.report import (
    checks,
    correction,
    count_checks,
    count_claims,
    located,
    proofs,
    ties,
    trial,
)
from budgetbook.tables import as_printed, short_titles, table

pd.options.display.max_colwidth = None
pd.options.display.max_rows = None


NAMES = {"file", "column", "subject"}  # axes whose labels are names of the data, the same anywhere


def _shown(frame, plainly=pd.DataFrame._repr_html_):
    """A data frame as pandas shows it, with its labels in the edition's language."""
    frame = frame.rename(columns=_label).rename_axis(columns=_label)
    if not NAMES & set(frame.index.names):
        frame = frame.rename(index=_label)
    return plainly(frame.rename_axis(index=_label))


def _label(label):
    return translate(label) if isinstance(label, str) else label


pd.DataFrame._repr_html_ = _shown

__all__ = [
    "Figure",
    "as_printed",
    "bars",
    "chain",
    "checks",
    "cited",
    "correction",
    "count",
    "count_checks",
    "count_claims",
    "current",
    "flow",
    "located",
    "name",
    "of",
    "pd",
    "proofs",
    "sentence",
    "share",
    "short_titles",
    "steps",
    "table",
    "ties",
    "ties_map",
    "trial",
    "wall",
]
