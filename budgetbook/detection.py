"""What would the audit catch? Every amount of a package misprinted, one at a time."""

from collections.abc import Iterator
from statistics import median_high

from budgetbook import locate
from budgetbook.audit import COLUMNS
from budgetbook.form import TABLES


def misprints(package: dict) -> Iterator[tuple]:
    """One misprint of each kind for every cell of the ten tables, where it differs.

    Yields (table, row number, column, kind, misprint). A printed amount suffers the six kinds of
    `locate.slips`. A blank is "filled" with the nearest amount above it in its column, or 1.00.
    """
    for table in TABLES:
        for column in COLUMNS[table]:
            nearest = 100
            for row in package[table]:
                if row[column] is None:
                    yield table, row["row"], column, "filled", nearest
                    continue
                above = locate.above_of(package, (table, row, column))
                kinds = locate.slips(row[column], above)
                for kind in sorted(kinds):
                    if kinds[kind]:
                        yield table, row["row"], column, kind, kinds[kind][0]
                nearest = row[column] or nearest


def detect(package: dict) -> list[dict]:
    """Try all `misprints` on a package, passing over the claims that fail to begin with.

    Returns a list of dicts: table, row, column, kind, printed (before), misprint, `caught` (some
    claim that held now fails) and `candidates`, the length of the list of candidates if the right
    cell with its right value is in it, else 0.
    """
    board = locate.board(package)
    board["known"] = {locate.identity(claim) for claim in locate.all_failing(board)}
    results = []
    for table, number, column, kind, misprint in misprints(package):
        row = board["package"][table][number - 1]
        printed, row[column] = row[column], misprint
        failing = locate.failing_at(board, (table, row, column))
        found = locate.candidates(board, failing)["cells"] if failing else []
        row[column] = printed
        where = {"table": table, "row": number, "column": column}
        right = any(each | where | {"corrected": printed} == each for each in found)
        counts = {"caught": bool(failing), "candidates": len(found) if right else 0}
        results.append(where | {"kind": kind, "printed": printed, "misprint": misprint} | counts)
    return results


def summary(results: list[dict]) -> dict[str, int]:
    """Counts of `detect`'s results: tried, caught, named (the one candidate is the right cell),
    listed (it is one of several) and median, the median length of those lists, the higher of two
    middle ones (0 without lists)."""
    lists = [each["candidates"] for each in results if each["candidates"] > 1]
    return {
        "tried": len(results),
        "caught": sum(each["caught"] for each in results),
        "named": sum(each["candidates"] == 1 for each in results),
        "listed": len(lists),
        "median": median_high(lists) if lists else 0,
    }


def corrected(package: dict) -> dict:
    """A copy of what the audit reads of `package`, put right by the one correction that there is.

    Without exactly one correction, the copy is as printed.
    """
    copy, located = locate.board(package)["package"], locate.locate(package)
    if located and located["verdict"] == "one":
        cell = located["cells"][0]
        copy[cell["table"]][cell["row"] - 1][cell["column"]] = cell["corrected"]
    return copy
