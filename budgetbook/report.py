"""The audit's results as a chapter shows them."""

import csv
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

import pandas as pd
from markupsafe import Markup

from budgetbook.audit import CHECKS, FAMILIES, claims_of, result, run, settle
from budgetbook.book import Book
from budgetbook.detection import corrected, detect, summary
from budgetbook.display import Html, hundredths
from budgetbook.figures import Figure
from budgetbook.form import TABLES
from budgetbook.locate import fails, key_of, locate, misprint, touched
from budgetbook.tables import place, resource_name

CLASSES = {"pass": "pass", "fail": "fail", "warn": "warn", "not applicable": "none"}
PLACE = ("table", "row", "column")
RECORD = "chapters/reference/record.csv"


def results(book: Book, which: int | str | Callable | None = None) -> list[dict]:
    """The register's results (see `audit.run`), of all checks or of those that read one table.

    Or the result of a rule of one's own, a function that gives the claims of a package; its name
    is its title, its docstring says what it demands.
    """
    if callable(which):
        title, rule = which.__name__.replace("_", " "), which.__doc__ or ""
        told = {"id": which.__name__, "title": (title, title), "rule": (rule, rule)}
        own = {**told, "family": 0, "reads": (), "each": (), "claims": which, "severity": "error"}
        return [result(own, book.package, language=book.language)]
    only = resource_name(which) if which else None
    return run(book.package, only=only, language=book.language)


def checks(book: Book, which: int | str | Callable | None = None) -> Html:
    """The checks as a list, each with its rule and every claim that fails.

    Those that read one table stand behind a line that says how they came out; so does a rule of
    one's own (see `results`). All come in families, each behind such a line, and open where one
    fails.
    """
    found = results(book, which)
    fails = any(result["status"] == "fail" for result in found)
    cause = misprint(book.package) if fails else None
    if callable(which):
        return Html(_fold(book, came_out(book, found), found, None, Markup(" open")))
    if which:
        subject = book.say("this table" if resource_name(which) in TABLES else "these lines")
        line = outcome(book, found, subject)
        if cause and cause["table"] != resource_name(which):
            line += book.say("fails elsewhere", book.table_title(cause["table"]))
        html = Html(_fold(book, line, found, cause))
    else:
        families = [list(family) for _, family in groupby(found, itemgetter("family"))]
        html = Html(Markup().join(_family(book, each, cause) for each in families))
        html.searchable = list(map(_entry, found))
    html.anchors = [f"check-{result['id']}" for result in found]
    return html


def _entry(result: dict) -> dict:
    """What a reader may search for: the check, by its title and its rule."""
    named = {"anchor": f"check-{result['id']}", "kind": "line", "label": ""}
    return {**named, "names": [result["title"]], "text": result["rule"]}


def _family(book: Book, found: list[dict], cause: dict | None) -> Markup:
    title = book.pick(FAMILIES[found[0]["family"] - 1])
    line = book.say("verdict", title, came_out(book, found))
    fails = any(result["status"] == "fail" for result in found)
    return _fold(book, line, found, cause, Markup(" open" if fails else ""))


def _fold(book: Book, line: str, found: list[dict], cause: dict | None, state: str = "") -> Markup:
    """Checks as a list that unfolds from a line."""
    return Markup(
        '<details class="checks"{}><summary>{}</summary><ul class="checks">{}</ul></details>'
    ).format(state, line, Markup().join(_item(book, result, cause) for result in found))


def outcome(book: Book, found: list[dict], subject: str) -> str:
    """How many checks touch the `subject`, and how they came out, in words."""
    key, number = "one check" if len(found) == 1 else "many checks", book.spelled(len(found))
    return book.say(key, number.capitalize(), subject, came_out(book, found))


def came_out(book: Book, found: list[dict]) -> str:
    """How many checks hold, fail and so on, in words."""
    counts = Counter(result["status"] for result in found)
    said = [
        book.say(
            f"{status} {'one' if counts[status] == 1 else 'many'}", _part(book, counts, status)
        )
        for status in CLASSES
        if counts[status]
    ]
    return book.say("clause").join(said)


def _part(book: Book, counts: Counter, status: str) -> str:
    """The checks with this status, as the beginning of what is said of them."""
    if len(counts) > 1:
        return book.say("so many checks", book.spelled(counts[status]))
    return book.say("it" if counts[status] == 1 else "all checks")


def _item(book: Book, result: dict, misprint: dict | None) -> str:
    failing = [cell for cell in result["cells"] if cell["printed"] != cell["recomputed"]]
    misprint = misprint if result["status"] == "fail" else None
    status, number = book.say(result["status"]), len(result["cells"])
    return Markup(
        '<li id="check-{}" class="{}"><span class="title" title="{}">{}</span>'
        ' <span class="number">{}</span><div class="rule">{}</div>{}</li>'
    ).format(
        result["id"],
        CLASSES[result["status"]],
        status,
        result["title"],
        book.say("comparisons" if number > 1 else "comparison", number) if number else status,
        result["rule"],
        Markup().join(_claim(book, cell, misprint) for cell in failing),
    )


def _claim(book: Book, cell: dict, misprint: dict | None) -> str:
    """A claim that fails; that of another cell than the one misprint only follows from it."""
    show: Callable = str if cell["table"] == "assets" else hundredths
    shown = [show(cell[key]) or book.say("blank") for key in ("printed", "recomputed")]
    text, place_of = book.say("claim", place(book, cell), *shown), itemgetter(*PLACE)
    if misprint is None or place_of(cell) == place_of(misprint):
        return Markup('<div class="claim">{}</div>').format(text)
    return Markup('<div class="claim follows">{}</div>').format(book.say("claim follows", text))


def _counted(book: Book, number: int, cells: list | None = None, **more: object) -> Figure:
    """A number that the audit counts, resting on `cells`, or on every row of the tables."""
    cells = cells or [(table, row["row"], "") for table in TABLES for row in book.package[table]]
    return Figure(number, **{"work": book.say("audit"), "cells": cells, "book": book, **more})


def kind_of(check: dict, claim: tuple) -> str:
    """What a claim of a check compares: "amounts", printed numbers with each other; "blanks",
    nothing or 0 on both sides; "form", a number with what its own form demands of it."""
    cell, parts, slack = claim
    by_rule = slack is None or not isinstance(parts, list)
    if by_rule and len(touched(claim)) == 1 and len(check["reads"]) < 2:
        return "form"
    others = [part[1][part[2]] for part in parts] if isinstance(parts, list) else [parts]
    return "amounts" if any([cell[1][cell[2]], *others]) else "blanks"


def count_comparisons(book: Book, kind: str = "", failing: bool = False) -> Figure:
    """The number of comparisons that the audit makes, or of one kind (see `kind_of`).

    Or of those of them that break a rule, citing these; one that only raises a question breaks
    none.
    """
    made = [
        (check, claim)
        for check in CHECKS
        for claim in claims_of(check, book.package)
        if kind in ("", kind_of(check, claim))
    ]
    if not failing:
        return _counted(book, len(made))
    broken = [c for check, c in made if check["severity"] == "error" and fails(c)]
    return _counted(book, len(broken), [key_of(claim[0]) for claim in broken])


def count_checks(book: Book, status: str = "") -> Figure:
    """The number of checks in the register, or of those with a status such as "fail"."""
    return _counted(book, sum(status in ("", result["status"]) for result in results(book)))


def correction(book: Book) -> Figure:
    """The correction that would make every check hold, in words: the cell and its number."""
    found = locate(book.package)
    if found is None:
        return _counted(book, 0, text=book.say("no failure"), is_named=True)
    texts = []
    for cell in found["cells"]:
        amounts = [hundredths(cell[key]) or book.say("blank") for key in ("corrected", "printed")]
        texts.append(book.say("correction", place(book, cell), *amounts))
    cells = [(cell["table"], cell["row"], cell["column"]) for cell in found["cells"]]
    text = book.say("or").join(texts) or book.say("no correction")
    work = {"work": book.say("audit"), "book": book}
    return Figure(len(texts), cells=cells, text=text, is_named=True, **work)


def trial(book: Book) -> pd.Series:
    """What the audit makes of misprints put on purpose into every amount, as counts.

    A Series: tried, caught (some check fails), named (only the right cell is offered), listed
    (several are, the right one among them) and median (the length of those lists).
    """
    counts = summary(detect(corrected(book.package)))
    how = {"work": book.say("trial"), "measure": "处"}
    return pd.Series({key: _counted(book, value, **how) for key, value in counts.items()})


def proofs(book: Book) -> pd.Series:
    """How much the tests tried when they last tried everything: a Series, by what was counted.

    From the record that ``make proof`` writes, with the "Day" and the "Commit" that it speaks of,
    as words. Raises FileNotFoundError without one.
    """
    with (book.root / RECORD).open(encoding="utf8", newline="") as file:
        counts = {row["counted"]: row["number"] for row in csv.DictReader(file)}
    work = {"work": book.say("proof"), "book": book}
    return pd.Series(
        {
            what: Figure(int(n), **work).named(what)
            if n.isdigit()
            else Figure(n, text=n, **work).named(what)
            for what, n in counts.items()
        }
    )


def ties(book: Book) -> pd.DataFrame:
    """How often two tables are compared, and how often they disagree.

    A data frame with columns first, second (resource names, or the same one twice for sums within
    a table), claims and failing (int).
    """
    pairs = {}
    for check in CHECKS:
        for claim in claims_of(check, book.package):
            (table, row, column), parts = claim[0], claim[1]
            cells = parts if isinstance(parts, (list, tuple)) else ()
            others = {cell[0] for cell in cells} & set(TABLES)
            failing = table in TABLES and settle(claim) != row[column]
            for other in others if table in TABLES else ():
                pair = tuple(sorted((table, other)))
                claims, failed = pairs.get(pair, (0, 0))
                pairs[pair] = claims + 1, failed + failing
    rows = [(*pair, *counts) for pair, counts in sorted(pairs.items())]
    return pd.DataFrame(rows, columns=["first", "second", "claims", "failing"])
