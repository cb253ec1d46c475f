"""What a chapter needs, in one line: ``from budgetbook.notebook import *``."""

import pandas as pd

from budgetbook.charts import bars, chain, flow, sentence, steps, ties_map, wall
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
