"""Which one cell, put right, makes every failing check hold?

Every claim is a sum (see `audit`), so the value that a suspect cell should have is solved from one
failing claim, not searched for; then every other claim that touches the cell must hold as well.
Plain Python, like `audit`.
"""
# ruff: noqa: RUF005

from budgetbook.audit import CHECKS, COLUMNS, STATED, claims_of, name_of, settle, statements


def locate(package: dict) -> dict | None:
    """The single corrections that would make all checks of severity error pass.

    Returns None if they pass already, else a dict: `verdict` ("one", "several" or "none"),
    `claims`, the number of failing claims that each correction settles, and `cells`, the
    candidates: table, row, code, column, printed, corrected (hundredths, None for a blank) and
    `slip`, the kind of misprint that turns the second into the first, "" if none is known.
    Candidates that look like a misprint come first.
    """
    claims = board(package)
    failing = all_failing(claims)
    return candidates(claims, failing) if failing else None


def misprint(package: dict) -> dict | None:
    """The one cell whose correction settles all checks, as `locate` gives it; None without one."""
    found = locate(package)
    return found["cells"][0] if found and found["verdict"] == "one" else None


def all_failing(claims: dict) -> list:
    """Every claim of the board that fails."""
    failing = [claim for claim in claims["fixed"] if fails(claim)]
    for check in claims["varying"]:
        failing.extend([claim for claim in claims_of(check, claims["package"]) if fails(claim)])
    return failing


def board(package: dict) -> dict:
    """A working copy of the package with its claims: `fixed`, a list; `touching`, the same by the
    cell that they read; `varying`, the checks whose claims depend on the amounts; `known`, the
    identities of claims to pass over, none as yet."""
    names = {name for check in CHECKS for name in check["reads"] + check["each"]}
    copy = {name: [dict(row) for row in package[name]] for name in names if name in package}
    if STATED in copy:
        copy[STATED] = statements(copy)  # which are then the rows that the claims are about
    errors = [check for check in CHECKS if check["severity"] == "error"]
    fixed = [claim for check in errors if check["fixed"] for claim in claims_of(check, copy)]
    touching = {}
    for claim in fixed:
        for key in touched(claim):
            touching.setdefault(key, []).append(claim)
    varying = [check for check in errors if not check["fixed"]]
    board = {"package": copy, "fixed": fixed, "touching": touching, "varying": varying}
    board["known"] = set()
    return board


def key_of(cell: tuple) -> tuple:
    return cell[0], cell[1]["row"], cell[2]


def touched(claim: tuple) -> dict:
    """The cells that a claim compares, by key."""
    cell, parts, slack = claim
    if isinstance(parts, list):
        cells = [cell] + parts + list(slack or ())
    else:
        cells = [cell] + [other for other, _ in slack]
    return {key_of(each): each[:3] for each in cells}


def fails(claim: tuple) -> bool:
    return claim[0][1][claim[0][2]] != settle(claim)


def failing_at(claims: dict, cell: tuple) -> list:
    """The claims on a cell that fail, but for those that the board knows to fail anyway."""
    known = claims["known"]
    failing = [claim for claim in affected(claims, cell) if fails(claim)]
    return [claim for claim in failing if identity(claim) not in known] if known else failing


def identity(claim: tuple) -> tuple:
    """What tells a claim from others: the cell it is about and all the cells it compares."""
    return tuple([key_of(claim[0])] + sorted(touched(claim)))


def affected(claims: dict, cell: tuple) -> list:
    found = list(claims["touching"].get(key_of(cell), ()))
    for check in claims["varying"]:
        if cell[0] in check["reads"] or cell[0] in check["each"]:
            found.extend(claims_of(check, claims["package"], cell[0]))
    return found


def candidates(claims: dict, failing: list) -> dict:
    """The result of `locate`, given the board and its failing claims."""
    suspects = touched(failing[0])
    for claim in failing[1:]:
        keys = touched(claim)
        suspects = {key: cell for key, cell in suspects.items() if key in keys}
    plain = [claim for claim in failing if isinstance(claim[1], list) and claim[2] == ()]
    found = []
    for key in sorted(suspects):
        table, row, column = cell = suspects[key]
        printed = row[column]
        value = solve(cell, (plain or failing)[0])
        if not value and value is not None:
            value = nothing(claims["package"], cell)
        if value == printed:
            continue
        row[column] = value
        if not failing_at(claims, cell):
            found.append({"table": table, "row": row["row"], "code": name_of(row)})
            above = above_of(claims["package"], cell)
            found[-1].update({"column": column, "printed": printed, "corrected": value})
            found[-1]["slip"] = slip(value, printed, above)
        row[column] = printed
    found.sort(key=lambda each: (not each["slip"], each["table"], each["row"], each["column"]))
    verdict = "one" if len(found) == 1 else "several" if found else "none"
    return {"verdict": verdict, "claims": len(failing), "cells": found}


def solve(cell: tuple, claim: tuple) -> int | None:
    """The value of `cell` with which `claim` holds; what it prints, if there is none."""
    (_, row, column), parts, slack = claim
    key, printed = key_of(cell), cell[1][cell[2]]
    if not isinstance(parts, list):
        values = {key_of(other): value for other, value in slack}
        values[key_of(claim[0])] = parts
        return values[key]
    if key == key_of(claim[0]):
        return settle(claim) or 0
    needed = (row[column] or 0) - (settle(claim) or 0)
    counted = parts + list(slack or ()) if needed > 0 else parts
    weight = sum([1 if len(each) == 3 else -1 for each in counted if key_of(each) == key])
    return (printed or 0) + needed // weight if weight and needed % weight == 0 else printed


def nothing(package: dict, cell: tuple) -> int | None:
    """How the table of `cell` writes nothing: 0 if another of its cells prints 0.00, else None."""
    table = cell[0]
    others = [
        row[column]
        for row in package[table]
        for column in COLUMNS.get(table, ())
        if (row["row"], column) != (cell[1]["row"], cell[2])
    ]
    return 0 if 0 in others or table not in COLUMNS else None


def above_of(package: dict, cell: tuple) -> int | None:
    """What the row above prints in the same column; None in a first row, of a side too."""
    table, row, column = cell
    before = package[table][row["row"] - 2] if row["row"] > 1 else row
    same_side = before is not row and before.get("side") == row.get("side")
    return before[column] if same_side else None


def slips(value: int | None, above: int | None = None) -> dict:
    """The single misprints of an amount, by kind: lists of amounts in hundredths, None for a blank.

    The kinds: one digit changed, two neighbours swapped, the decimal point moved, a digit dropped,
    the value left out, the value of the row above repeated. None of them is `value` itself; a
    blank can only be filled with the value above.
    """
    found = {"repeated": [above] if above is not None else []}
    if value is not None and value >= 0:
        digits = str(value)
        digits = "0" * (3 - len(digits)) + digits
        places = range(len(digits))
        pairs = [(digits[:i], digits[i], digits[i + 1 :]) for i in places]
        found["changed"] = [
            int(a + str((int(d) + step) % 10) + b) for a, d, b in pairs for step in range(1, 10)
        ]
        found["swapped"] = [int(a + b[0] + d + b[1:]) for a, d, b in pairs if b]
        found["moved"] = [value * 10] + ([value // 10] if value % 10 == 0 else [])
        found["dropped"] = [int(a + b) for a, _, b in pairs]
        found["blanked"] = [None]
    return {kind: [each for each in found[kind] if each != value] for kind in found}


def slip(value: int | None, printed: int | None, above: int | None = None) -> str:
    """The kind of misprint that turns `value` into what is printed, "" if it is none of them."""
    kinds = slips(value, above)
    return next((kind for kind in sorted(kinds) if printed in kinds[kind]), "")
