"""How much sooner is a chapter's first cell done in a forked kernel than in one of its own?

    python benchmarks/kernels.py [NOTEBOOKS]

Runs the same short notebook that many times (10 if not said) in kernels as Jupyter starts them and
in kernels forked by `budgetbook.kernels`, in turn. The process that forks is started before.
"""

import statistics
import sys
import time

import nbformat
from jupyter_client.provisioning import local_provisioner
from nbclient import NotebookClient

from budgetbook.kernels import Nursery

ORDINARY, FORKED = local_provisioner.launch_kernel, Nursery()


def run(launch):
    """Seconds from nothing to a kernel that has imported what a chapter needs, and is ended."""
    local_provisioner.launch_kernel = launch
    cell = nbformat.v4.new_code_cell("from budgetbook.notebook import *")
    start = time.perf_counter()
    notebook = nbformat.v4.new_notebook(cells=[cell])
    quiet = {"shutdown_kernel": "immediate", "extra_arguments": ["--log-level=ERROR"]}
    NotebookClient(notebook, kernel_name="python3", **quiet).execute()
    return time.perf_counter() - start


def main(number):
    run(FORKED)
    seconds = [(run(ORDINARY), run(FORKED)) for _ in range(number)]
    ordinary, forked = (statistics.median(each) for each in zip(*seconds, strict=True))
    print(
        f"median of {number}: {ordinary:.2f} s in a kernel of its own, {forked:.2f} s in a forked"
        f" one: {ordinary / forked:.1f} × as long"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10)
