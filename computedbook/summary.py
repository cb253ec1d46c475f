"""The end of a build that has problems: what, where, and what to do, each once.

Every warning is collected as it is written; what only follows from another one is left out. The
summary goes to the file that BUDGETBOOK_SUMMARY names, else to the log.

    python -m computedbook.summary FILE...

prints the summaries of some builds as one.
"""

import functools
import json
import logging
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from computedbook import SAFE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CELL = 10_000  # myst-nb's lines: those of the first cell of a notebook from here on, and so forth
LINE = re.compile(r"(.*?)(?::(\d*))?$")


class Problem(NamedTuple):
    """Something to be mended: on which page, in which cell, what it is, and what to do.

    `kind` is that of Sphinx's warning, ``translation`` or ``catalogue``; `detail` is shown below.
    """

    page: str
    cell: str
    what: str
    todo: str = ""
    kind: str = ""
    detail: str = ""


def setup(app: "Sphinx") -> dict:
    """Collect what is wrong, and write it at the end."""
    app.connect("builder-inited", begin)
    app.connect("build-finished", end, priority=900)
    return SAFE


def begin(app: "Sphinx") -> None:
    """Listen to warnings from here on."""
    from computedbook import patches

    app.budgetbook_problems = []
    patches.warnings_handler().addFilter(functools.partial(collect, app))


def collect(app: "Sphinx", record: logging.LogRecord) -> bool:
    """Collect a warning as it is written; it is not, where the summary says the same better."""
    from computedbook.pages import cells

    path, line = LINE.match(getattr(record, "location", None) or "").groups()
    page = (path and app.env.path2doc(path)) or ""
    index = int(line or 0) // CELL - 1
    shown = cells(path) if index >= 0 and path.endswith(".ipynb") else []
    cell = shown[index].get("id", "") if 0 <= index < len(shown) else ""
    kind = f"{getattr(record, 'type', '')}.{getattr(record, 'subtype', '')}"
    message = logging.LogRecord.getMessage(record).removesuffix(f" [{kind}]")
    what, _, detail = message.partition("\n")
    if kind == "mystnb.exec":
        if not detail:  # where the same is saved
            return False
        named, _, detail = detail.partition("\n")
        cell, _, what = named.partition(": ")
        record.msg, record.args = f"cell {cell}: {what}", ()
    app.budgetbook_problems.append(Problem(page, cell, what, kind=kind, detail=detail))
    return True


def end(app: "Sphinx", error: Exception | None) -> None:
    """Write the summary."""
    from sphinx.util.logging import getLogger

    if error:
        raised = Problem("", "", f"{type(error).__name__}: {error}", kind="error")
        app.budgetbook_problems.append(raised)
    found = causes(app.budgetbook_problems)
    if untold := sum("." not in problem.kind for problem in found if not error):
        getLogger(__name__).warning("%d problems of translation: see the summary", untold)
    if path := os.environ.get("BUDGETBOOK_SUMMARY"):
        lines = [json.dumps(problem, ensure_ascii=False) + "\n" for problem in found]
        Path(path).write_text("".join(lines), "utf8")
    else:
        getLogger(__name__).info(text_of(found))


def causes(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those that only follow from others, each once, with its first detail.

    Where a page failed or has no catalogue, what it shows is not there to be linked to, and its
    sentences are not those that were translated. Nor are they in a cell where something else is
    wrong; but what is quoted may be.
    """
    first = {}
    for problem in problems:
        first.setdefault((problem.page, problem.cell, problem.what), problem)
    found = list(first.values())
    failed = {each.page for each in found if each.kind in ("mystnb.exec", "catalogue")}
    told = ("translation", "citations.quoted")
    wrong = {(each.page, each.cell) for each in found if each.kind not in told}

    def follows(problem: Problem) -> bool:
        if problem.kind in ("ref.anchor", "ref.term"):
            return bool(failed)
        if problem.kind == "translation":
            return problem.page in failed or (problem.page, problem.cell) in wrong
        return problem.kind == "mystnb.eval" and problem.page in failed

    return [problem for problem in found if not follows(problem)]


def text_of(problems: Iterable[Problem]) -> str:
    """The summary as a text; empty if there is nothing to mend."""
    found = causes(problems)
    lines = [f"\nTo be mended: {len(found)}"] if found else []
    for problem in found:
        where = ", ".join(filter(None, (problem.page, problem.cell and f"cell {problem.cell}")))
        lines.append("- " + ": ".join(filter(None, (where, problem.what))))
        lines += [f"  → {problem.todo}"] if problem.todo else []
        lines += [f"    {line}" for line in problem.detail.splitlines()]
    return "\n".join(lines)


def main(paths: Iterable[str]) -> None:
    """Print what the builds wrote to these files; nothing of one that wrote none."""
    texts = [Path(path).read_text("utf8") for path in paths if Path(path).exists()]
    print(text_of(Problem(*json.loads(line)) for text in texts for line in text.splitlines()))


if __name__ == "__main__":
    main(sys.argv[1:])
