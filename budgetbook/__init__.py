"""The library of *How to Read a Bureau's Budget*.

When a build asks for it, the files that a notebook reads are noted from here on.
"""

import os
import sys

TRACE = "BUDGETBOOK_TRACE"


def trace(path):
    """Append the name of every file that this process opens for reading to the file at `path`."""
    log = os.open(path, os.O_WRONLY | os.O_APPEND)

    def note(event, arguments):
        if event == "open" and isinstance(arguments[0], str) and not arguments[2] & WRITING:
            os.write(log, f"{os.path.abspath(arguments[0])}\n".encode())

    sys.addaudithook(note)


WRITING = os.O_WRONLY | os.O_RDWR

if os.environ.get(TRACE) and "sphinx" not in sys.modules:
    trace(os.environ[TRACE])
