"""The command ``python -m budgetbook check``: does a budget agree with itself?"""

import argparse
import json
import sys
from collections.abc import Iterator

from budgetbook import audit, package
from budgetbook.form import TABLES
from budgetbook.locate import locate

WORDS = {
    "fail": ("FAIL", "不符"),
    "warn": ("WARNING", "提示"),
    "counts": (
        "{checks} checks: {fail} fail, {warn} warn, {passed} pass, {none} not applicable.",
        "共{checks}项检查：{fail}项不符，{warn}项提示，{passed}项相符，{none}项不适用。",
    ),
    "claim": (
        "{where}: printed {printed}, recomputed {other}",
        "{where}：原文{printed}，重算{other}",
    ),
    "where": ("{table}, row {row} ({name}), {column}", "{table}第{row}行（{name}）{column}"),
    "table": ("table {number}", "表{number}"),
    "blank": ("blank", "空白"),
    "none": (
        "No correction of a single cell would make every check pass.",
        "改正任何一格都不能使全部检查相符。",
    ),
    "one": (
        "If one cell is wrong, it is this one; correcting it makes every check pass"
        " (failing comparisons settled: {claims}):",
        "如果只错了一格，那就是这一格；改正后全部检查相符（因此相符的比较：{claims}处）：",
    ),
    "several": (
        "If one cell is wrong, it is one of these {cells}; correcting any of them makes every check"
        " pass, and the figures cannot tell which:",
        "如果只错了一格，就在这{cells}格之中；改正任何一格都能使全部检查相符，数字本身无法再分辨：",
    ),
    "correction": (
        "{where}: printed {printed}, should be {other}",
        "{where}：原文{printed}，应为{other}",
    ),
    "changed": (", one digit changed", "，错了一位数字"),
    "swapped": (", two digits swapped", "，两位数字颠倒"),
    "moved": (", the decimal point moved", "，小数点错位"),
    "dropped": (", a digit dropped", "，漏了一位数字"),
    "blanked": (", the amount left out", "，漏了数"),
    "repeated": (", the row above repeated", "，重复了上一行的数"),
    "": ("", ""),
}


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
    check.add_argument("--lang", choices=("en", "zh"), default="en", help="report's language")
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
        print("\n".join(told(descriptor, figures, results, located, options.lang)))
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
    """The cell with the amounts under `keys` as text."""
    return cell | {key: amount(cell["table"], cell[key]) for key in keys}


def amount(table: str, value: int | None) -> str | None:
    """An amount as printed, "303.39" for 30339; a count in ``assets`` as it is; None if blank."""
    if value is None or table == "assets":
        return None if value is None else str(value)
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"


def say(language: str, key: str, **values: object) -> str:
    """The words for `key` in the report's language."""
    return WORDS[key][language == "zh"].format(**values)


def told(
    descriptor: dict, figures: dict, results: list[dict], located: dict | None, language: str
) -> Iterator[str]:
    """The report's lines: failures, the correction, warnings, then every family in one line."""

    def claim(key: str, cell: dict, other: int | None) -> str:
        values = [amount(cell["table"], each) for each in (cell["printed"], other)]
        printed, other = (each or say(language, "blank") for each in values)
        where = place(descriptor, figures, cell, language)
        return "    " + say(language, key, where=where, printed=printed, other=other)

    def details(status: str) -> Iterator[str]:
        for result in (each for each in results if each["status"] == status):
            yield f"{say(language, status)}  {result['title']}  [{result['id']}]"
            yield f"    {result['rule']}"
            for cell in result["cells"]:
                if cell["printed"] != cell["recomputed"]:
                    yield claim("claim", cell, cell["recomputed"])
            yield ""

    yield from [counted(results, language), "", *details("fail")]
    if located:
        counts = {"claims": located["claims"], "cells": len(located["cells"])}
        yield say(language, located["verdict"], **counts)
        for cell in located["cells"]:
            yield claim("correction", cell, cell["corrected"]) + say(language, cell["slip"])
        yield ""
    yield from details("warn")
    for family, titles in enumerate(audit.FAMILIES, 1):
        mine = [result["status"] for result in results if result["family"] == family]
        held, compared = mine.count("pass"), len(mine) - mine.count("not applicable")
        yield f"{family:>4}  {held}/{compared}  {titles[language == 'zh']}"


def counted(results: list[dict], language: str) -> str:
    """How many checks there are of each status, in a sentence."""
    of = [result["status"] for result in results].count
    none, passed = of("not applicable"), of("pass")
    counts = {"checks": len(results), "fail": of("fail"), "warn": of("warn")}
    return say(language, "counts", passed=passed, none=none, **counts)


def place(descriptor: dict, figures: dict, cell: dict, language: str) -> str:
    """Where a cell stands: table, row with its name, column."""
    resource = next(each for each in descriptor["resources"] if each["name"] == cell["table"])
    field = next(f for f in resource["schema"]["fields"] if f["name"] == cell["column"])
    table, row = titled(resource, language), figures[cell["table"]][cell["row"] - 1]
    if cell["table"] in TABLES:
        table = say(language, "table", number=resource["table"])
    name = row[f"name_{language}"] or row["name_zh"]
    name = f"{cell['code']} {name}" if "code" in row and cell["code"] else name
    column = titled(field, language)
    return say(language, "where", table=table, row=cell["row"], name=name, column=column)


def titled(entry: dict, language: str) -> str:
    """The title of a resource or field in the descriptor, its name where it has none."""
    return str(entry["title_zh" if language == "zh" else "title"] or entry["name"])
