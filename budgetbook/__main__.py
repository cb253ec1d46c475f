"""The command ``python -m budgetbook check``: does a budget agree with itself?"""

import argparse
import json
import sys

from budgetbook import audit, locate, package

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
    "table": ("table {}", "表{}"),
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


def main(arguments=None):
    """Run the command. Returns 0 if all claims hold, 1 if one fails, 2 if the data is malformed."""
    parser = argparse.ArgumentParser(prog="budgetbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="compare every printed figure with what it sums up")
    command.add_argument("directory", nargs="?", default="data", help="a data package (data)")
    command.add_argument("--json", action="store_true", help="print the results as JSON")
    command.add_argument("--lang", choices=("en", "zh"), default="en", help="report's language")
    options = parser.parse_args(arguments)
    try:
        descriptor = package.describe(options.directory)
        figures = package.read(options.directory)
    except package.PackageError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return 2
    results = audit.run(figures, language=options.lang)
    located = locate.locate(figures)
    if options.json:
        name = descriptor.get("name", options.directory)
        print(json.dumps(as_json(name, results, located), ensure_ascii=False, indent=1))
    else:
        print("\n".join(report(descriptor, figures, results, located, options.lang)))
    return 1 if any(result["status"] == "fail" for result in results) else 0


def as_json(name, results, located):
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


def decimals(cell, *keys):
    return cell | {key: amount(cell["table"], cell[key]) for key in keys}


def amount(table, value):
    """An amount as printed, "303.39" for 30339; a count in ``assets`` as it is; None if blank."""
    if value is None or table == "assets":
        return None if value is None else str(value)
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"


def report(descriptor, figures, results, located, language):
    """The report's lines: failures, the correction, warnings, then every family in one line."""

    def say(key, **values):
        return WORDS[key][language == "zh"].format(**values)

    def claim(key, cell, other):
        resource = next(each for each in descriptor["resources"] if each["name"] == cell["table"])
        field = next(f for f in resource["schema"]["fields"] if f["name"] == cell["column"])
        row = figures[cell["table"]][cell["row"] - 1]
        table = titled(resource, language)
        if cell["table"] in audit.TABLES:
            table = WORDS["table"][language == "zh"].format(audit.TABLES.index(cell["table"]) + 1)
        name = row[f"name_{language}"] or row["name_zh"]
        printed, other = [
            amount(cell["table"], value) or say("blank") for value in (cell["printed"], other)
        ]
        where = say(
            "where",
            table=table,
            row=cell["row"],
            column=titled(field, language),
            name=f"{cell['code']} {name}" if "code" in row and cell["code"] else name,
        )
        return "    " + say(key, where=where, printed=printed, other=other)

    def details(status):
        for result in (each for each in results if each["status"] == status):
            yield f"{say(status)}  {result['title']}  [{result['id']}]"
            yield f"    {result['rule']}"
            for cell in result["cells"]:
                if cell["printed"] != cell["recomputed"]:
                    yield claim("claim", cell, cell["recomputed"])
            yield ""

    statuses = [result["status"] for result in results]
    yield say(
        "counts",
        checks=len(results),
        fail=statuses.count("fail"),
        warn=statuses.count("warn"),
        passed=statuses.count("pass"),
        none=statuses.count("not applicable"),
    )
    yield ""
    yield from details("fail")
    if located:
        yield say(located["verdict"], claims=located["claims"], cells=len(located["cells"]))
        for cell in located["cells"]:
            yield claim("correction", cell, cell["corrected"]) + say(cell["slip"])
        yield ""
    yield from details("warn")
    for family, titles in enumerate(audit.FAMILIES, 1):
        mine = [result["status"] for result in results if result["family"] == family]
        held, compared = mine.count("pass"), len(mine) - mine.count("not applicable")
        yield f"{family:>4}  {held}/{compared}  {titles[language == 'zh']}"


def titled(entry, language):
    """The title of a resource or field in the descriptor, its name where it has none."""
    title = entry.get("title_zh") if language == "zh" else entry.get("title")
    return str(title or entry.get("title") or entry["name"])


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
