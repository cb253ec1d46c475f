"""What a chapter needs, in one line: ``from budgetbook.notebook import *``."""

import pandas as pd

from budgetbook.charts import bars, flow, sentence, steps, wall
from budgetbook.figures import Figure, cited, count, name, of, share
from budgetbook.report import checks
from budgetbook.tables import as_printed, table

pd.options.display.max_colwidth = None

__all__ = [
    "Figure", "as_printed", "bars", "checks", "cited", "count", "flow", "name", "of", "pd",
    "sentence", "share", "steps", "table", "wall",
]  # fmt: skip
