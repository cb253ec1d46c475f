"""The audit's results as a chapter shows them."""

import csv
from fractions import Fraction
from html import escape

import pandas as pd

from budgetbook import edition
from budgetbook.audit import CHECKS, FAMILIES, claims_of, run, settle
from budgetbook.detection import corrected, detect, summary
from budgetbook.edition import pick, say
from budgetbook.figures import MONEY, Figure, Row, column_title, table_title
from budgetbook.localise import locate
from budgetbook.package import TABLES, current, find
from budgetbook.tables import Markup, hundredths, resource_name

CLASSES = {"pass": "pass", "fail": "fail", "warn": "warn", "not applicable": "none"}


def results(which=None):
    """The register's results, of all checks or of those that read one table."""
    only = resource_name(which) if which else None
    return run(current(), only=only, language=edition.LANGUAGE)


def checks(which=None):
    """The checks as a list, each with its rule and every claim that fails; all come in families."""
    found, family, items = results(which), None, []
    for result in found:
        if not which and result["family"] != family:
            family = result["family"]
            title = pick(*FAMILIES[family - 1])
            items.append(f'<li class="family">{escape(title)}</li>')
        items.append(_item(result))
    return Markup(f'<ul class="checks">{"".join(items)}</ul>')


def _item(result):
    failing = [cell for cell in result["cells"] if cell["printed"] != cell["recomputed"]]
    claims = "".join(f'<div class="claim">{escape(_claim(cell))}</div>' for cell in failing)
    status = say(result["status"])
    number = len(result["cells"])
    number = say("comparisons" if number > 1 else "comparison", number) if number else status
    return (
        f'<li class="{CLASSES[result["status"]]}"><span class="title" title="{status}">'
        f'{escape(result["title"])}</span> <span class="number">{number}</span>'
        f'<div class="rule">{escape(result["rule"])}</div>{claims}</li>'
    )


def _place(cell):
    return say(
        "column",
        table=table_title(cell["table"]),
        rows=cell["code"] or say("total"),
        column=column_title(cell["table"], cell["column"]),
    )


def _claim(cell):
    show = str if cell["table"] == "assets" else hundredths
    return say("claim", _place(cell), show(cell["printed"]), show(cell["recomputed"]))


def count_claims(which=None, failing=False):
    """The number of claims that the audit compares, or of those that break a rule, citing these.

    A claim that only raises a question breaks none.
    """
    found = results(which)
    if not failing:
        number = sum(len(result["cells"]) for result in found)
        return Figure(number, work=say("audit"), cells=_every_row())
    failed = [
        cell
        for result in found
        for cell in (result["cells"] if result["status"] == "fail" else ())
        if cell["printed"] != cell["recomputed"]
    ]
    cited = [(cell["table"], cell["row"], cell["column"]) for cell in failed]
    return Figure(len(failed), work=say("audit"), cells=cited or _every_row())


def _every_row():
    return [(table, row["row"], "") for table in TABLES for row in current()[table]]


def count_checks(status=""):
    """The number of checks in the register, or of those with a status such as "fail"."""
    found = [result for result in results() if status in ("", result["status"])]
    return Figure(len(found), work=say("audit"), cells=_every_row())


def located():
    """The cells that, put right alone, would make every check hold: a data frame of candidates.

    Columns: row, code, column, printed and corrected (figures; None for a blank); by table.
    """
    found = locate(current()) or {"cells": []}
    rows = []
    for cell in found["cells"]:
        source = (cell["table"], cell["row"], cell["column"])
        amounts = {
            key: None
            if cell[key] is None
            else Figure(Fraction(cell[key], 100), MONEY, cells=[source])
            for key in ("printed", "corrected")
        }
        place = {"table": table_title(cell["table"]), "row": Row(cell["row"], cell["table"])}
        column = column_title(cell["table"], cell["column"])
        rows.append({**place, "code": cell["code"], "column": column, **amounts})
    columns = ["table", "row", "code", "column", "printed", "corrected"]
    return pd.DataFrame(rows, columns=columns, dtype=object).set_index("table")


def correction():
    """The correction that would make every check hold, in words: the cell and its number."""
    found = locate(current())
    if found is None:
        text = say("no failure")
        return Figure(0, work=say("audit"), cells=_every_row(), text=text, named=True)
    texts = [
        say("correction", _place(cell), hundredths(cell["corrected"]), hundredths(cell["printed"]))
        for cell in found["cells"]
    ]
    cells = [(cell["table"], cell["row"], cell["column"]) for cell in found["cells"]]
    text = say("or").join(texts) or say("no correction")
    return Figure(len(texts), cells=cells, work=say("audit"), text=text, named=True)


def trial():
    """What the audit makes of misprints put on purpose into every amount, as counts.

    A Series: tried, caught (some check fails), named (only the right cell is offered), listed
    (several are, the right one among them) and median (the length of those lists).
    """
    counts = summary(detect(corrected(current())))
    rows = _every_row()
    return pd.Series(
        {key: Figure(value, work=say("trial"), cells=rows) for key, value in counts.items()}
    )


def proofs():
    """How much the tests tried when they last tried everything: a Series, by what was counted.

    From ``tests/proof/record.csv``, which ``make proof`` writes.
    """
    record = find().parent / "tests" / "proof" / "record.csv"
    with record.open(encoding="utf8", newline="") as file:
        counts = {row["counted"]: int(row["number"]) for row in csv.DictReader(file)}
    return pd.Series(
        {what: Figure(number, work=say("proof")).named(what) for what, number in counts.items()}
    )


def ties():
    """How often two tables are compared, and how often they disagree.

    A data frame with columns first, second (resource names, or the same one twice for sums within
    a table), claims and failing (int).
    """
    pairs = {}
    for check in CHECKS:
        for claim in claims_of(check, current()):
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
