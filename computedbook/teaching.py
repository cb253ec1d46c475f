"""The exercises of a book, read from its notebooks; and the notebooks without their solutions.

    python -m computedbook.teaching [FOLDER]

lists the exercises of the book in a folder, and counts them by level.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

EXERCISE = re.compile(r"^:::\{exercise\} (.+)\n((?::\w+: .+\n)+)", re.MULTILINE)
OPTION = re.compile(r"^:(\w+): (.+)$", re.MULTILINE)
PAGE = re.compile(r"^\s*(?:- file|root): (\S+)$", re.MULTILINE)


class Exercise(NamedTuple):
    """An exercise: where it is, what it asks for, and whether a check tells if it is solved."""

    page: str
    label: str
    title: str
    level: str
    minutes: int
    goal: str
    checked: bool


def exercises(root: str | Path) -> list[Exercise]:
    """The exercises of the book in a folder, in the order of its contents."""
    root = Path(root)
    pages = PAGE.findall((root / "_toc.yml").read_text("utf8"))
    paths = [(page, root / f"{page}.ipynb") for page in pages]
    return [
        exercise
        for page, path in paths
        if path.exists()
        for exercise in exercises_of(page, json.loads(path.read_text("utf8")))
    ]


def exercises_of(page: str, notebook: dict) -> list[Exercise]:
    """The exercises of a notebook."""
    cells = [("".join(cell["source"]), tags(cell)) for cell in notebook["cells"]]
    checks = "\n".join(source for source, found in cells if "try" in found)
    listed = []
    for source, found in cells:
        for title, options in EXERCISE.findall(source) if "exercise" in found else ():
            told = dict(OPTION.findall(options))
            label, minutes = told["label"], int(told["minutes"])
            checked = f'"{label}"' in checks
            listed.append(
                Exercise(page, label, title, told["level"], minutes, told["goal"], checked)
            )
    return listed


def tags(cell: dict) -> list[str]:
    """The tags of a cell."""
    return cell["metadata"].get("tags", [])


def without_solutions(notebook: dict) -> dict:
    """A notebook as a student is given it."""
    kept = [cell for cell in notebook["cells"] if "solution" not in tags(cell)]
    return type(notebook)({**notebook, "cells": kept})  # what json or nbformat reads


def main(root: str = ".") -> None:
    """Print the exercises, and how many there are of each level."""
    found = exercises(root)
    for each in found:
        check = "checked" if each.checked else ""
        print(
            f"{each.page:45} {each.label:30} {each.level:8} {each.minutes:3} {each.goal:10} {check}"
        )
    levels = Counter(each.level for each in found)
    print(
        f"{len(found)} exercises in {len({each.page for each in found})} chapters:",
        ", ".join(f"{number} {level}" for level, number in levels.items()) + ";",
        f"{sum(each.minutes for each in found)} minutes;",
        f"{sum(each.checked for each in found)} with a check",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
