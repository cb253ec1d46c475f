"""How much sooner is a chapter's first cell done in a forked kernel than in one of its own?

    python benchmarks/kernels.py [NOTEBOOKS]

Runs the same short notebook that many times (10 if not said) in kernels as Jupyter starts them and
in kernels forked by `computedbook.kernels`, in turn. The process that forks is started before.
"""

import os
import statistics
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient

from budgetbook.sphinx import PRELOAD
from computedbook.kernels import CHOICE, NAME, NURSERY, TRACE

os.environ[CHOICE] = NAME
os.environ[TRACE] = tempfile.mkstemp()[1]
ORDINARY, FORKED = None, PRELOAD


def run(modules: list[str] | None) -> float:
    """Seconds from nothing to a kernel that has imported what a chapter needs, and is ended."""
    NURSERY.modules = modules
    cell = nbformat.v4.new_code_cell("from budgetbook.notebook import *")
    start = time.perf_counter()
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), kernel_name="python3").execute()
    return time.perf_counter() - start


def main(number: int) -> None:
    """Print the medians."""
    run(FORKED)
    seconds = [(run(ORDINARY), run(FORKED)) for _ in range(number)]
    ordinary, forked = (statistics.median(each) for each in zip(*seconds, strict=True))
    print(
        f"median of {number}: {ordinary:.2f} s in a kernel of its own, {forked:.2f} s in a forked"
        f" one: {ordinary / forked:.1f} × as long"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10)
