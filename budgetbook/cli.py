"""The command ``python -m budgetbook check``: does a budget agree with itself?"""

import argparse
import json
import sys
from collections.abc import Iterator

from budgetbook import audit, package
from budgetbook.display import hundredths
from budgetbook.edition import LANGUAGES, Edition
from budgetbook.form import TABLES
from budgetbook.locate import locate


def command() -> None:
    """Run the command as a program: what the output's encoding lacks is written as an escape."""
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Returns 0 if all claims hold, 1 if one fails, 2 if the data is malformed."""
    parser = argparse.ArgumentParser(prog="budgetbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="compare every printed figure with what it sums up")
    check.add_argument("directory", nargs="?", default="data", help="a data package (data)")
    check.add_argument("--json", action="store_true", help="print the results as JSON")
    check.add_argument("--lang", choices=LANGUAGES, default="en", help="report's language")
    options = parser.parse_args(arguments)
    try:
        descriptor = package.describe(options.directory)
        figures = package.read(options.directory)
    except package.PackageError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    results, located = audit.run(figures, language=options.lang), locate(figures)
    if options.json:
        name = descriptor.get("name", options.directory)
        print(json.dumps(as_json(name, results, located), ensure_ascii=False, indent=1))
    else:
        print("\n".join(told(descriptor, figures, results, located, Edition(options.lang))))
    return 1 if any(result["status"] == "fail" for result in results) else 0


def as_json(name: str, results: list[dict], located: dict | None) -> dict:
    """The results in the form that ``--json`` prints: amounts as decimal strings, blanks null."""
    checks = [
        {key: result[key] for key in ("id", "title", "severity", "status")}
        | {"cells": [decimals(cell, "printed", "recomputed") for cell in result["cells"]]}
        for result in results
    ]
    if located:
        cells = [decimals(cell, "printed", "corrected") for cell in located["cells"]]
        located = located | {"cells": cells}
    return {"package": name, "checks": checks, "correction": located}


def decimals(cell: dict, *keys: str) -> dict:
    """The cell with the amounts under `keys` as text; None for a blank."""
    return cell | {key: amount(cell["table"], cell[key]) or None for key in keys}


def amount(table: str, value: int | None) -> str:
    """An amount as printed, "303.39" for 30339; a count in ``assets`` as it is; "" for a blank."""
    is_count = table == "assets" and value is not None
    return str(value) if is_count else hundredths(value, minus="-")


def told(
    descriptor: dict, figures: dict, results: list[dict], located: dict | None, edition: Edition
) -> Iterator[str]:
    """The report's lines: failures, the correction, warnings, then every family in one line."""
    say = edition.say

    def claim(key: str, cell: dict, other: int | None) -> str:
        values = [amount(cell["table"], each) for each in (cell["printed"], other)]
        printed, other = (each or say("blank") for each in values)
        where = place(descriptor, figures, cell, edition)
        return "    " + say(f"command {key}", where=where, printed=printed, other=other)

    def details(status: str) -> Iterator[str]:
        for result in (each for each in results if each["status"] == status):
            yield f"{say(f'command {status}')}  {result['title']}  [{result['id']}]"
            yield f"    {result['rule']}"
            for cell in result["cells"]:
                if cell["printed"] != cell["recomputed"]:
                    yield claim("claim", cell, cell["recomputed"])
            yield ""

    yield from [counted(results, edition), "", *details("fail")]
    if located:
        counts = {"claims": located["claims"], "cells": len(located["cells"])}
        yield say(f"command {located['verdict']}", **counts)
        for cell in located["cells"]:
            yield claim("correction", cell, cell["corrected"]) + say(f"command {cell['slip']}")
        yield ""
    yield from details("warn")
    for family, titles in enumerate(audit.FAMILIES, 1):
        mine = [result["status"] for result in results if result["family"] == family]
        held, compared = mine.count("pass"), len(mine) - mine.count("not applicable")
        yield f"{family:>4}  {held}/{compared}  {edition.pick(titles)}"


def counted(results: list[dict], edition: Edition) -> str:
    """How many checks there are of each status, in a sentence."""
    of = [result["status"] for result in results].count
    counts = {"checks": len(results), "fail": of("fail"), "warn": of("warn")}
    return edition.say("command counts", passed=of("pass"), none=of("not applicable"), **counts)


def place(descriptor: dict, figures: dict, cell: dict, edition: Edition) -> str:
    """Where a cell stands: table, row with its name, column."""
    resource = next(each for each in descriptor["resources"] if each["name"] == cell["table"])
    field = next(f for f in resource["schema"]["fields"] if f["name"] == cell["column"])
    table, row = edition.titled(resource), figures[cell["table"]][cell["row"] - 1]
    if cell["table"] in TABLES:
        table = edition.say("in table", resource["table"])
    name = edition.localised(row, "name")
    name = f"{cell['code']} {name}" if "code" in row and cell["code"] else name
    at = {"table": table, "row": cell["row"], "name": name, "column": edition.titled(field)}
    return edition.say("command where", **at)
