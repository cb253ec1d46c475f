"""Reading a data package exactly, or saying where it is wrong.

A package is a folder with ``datapackage.json`` and the CSV files that it lists. In memory it is
a dict: resource name to a list of rows, each row a dict by column. Integers are ``int``; amounts
and other numbers are ``int`` in hundredths (303.39 is 30339), so that sums are exact; blanks are
``None``; text is ``str``, empty where blank. ``row["printed"]`` keeps each cell as it is printed.

No number has more than nine digits before the point. A resource that states its ``rows`` has that
many, and every file ends with a line end, so that a file cut short does not go unseen.
"""

import csv
import functools
import io
import json
import os
import re
from pathlib import Path

from budgetbook.audit import COLUMNS

KEYS = ("side", "ordinal", "code", "item")
TABLES = {
    "01-revenue-and-expenditure": "row side ordinal name_zh name_en amount",
    "02-revenue": "row code name_zh name_en total general_public_budget government_fund"
    " state_capital special_account service_income operating_income superior_subsidy"
    " subordinate_remittance other_income carry_over",
    "03-expenditure": "row code name_zh name_en total basic project operating"
    " remitted_to_superior subsidy_to_subordinates",
    "04-appropriation": "row side ordinal name_zh name_en amount",
    "05-general-public-budget": "row code name_zh name_en total basic project",
    "06-government-fund": "row code name_zh name_en total basic project",
    "07-state-capital": "row code name_zh name_en total basic project",
    "08-economic-categories": "row code name_zh name_en amount",
    "09-basic-expenditure-items": "row code name_zh name_en amount",
    "10-three-public-expenses": "row item name_zh name_en amount",
}
NARRATIVE = {
    "statements": "row section subject name_zh name_en value unit comparison change"
    " change_percent reason_zh reason_en table code column",
    "duties": "row theme_zh theme_en name_zh name_en summary_zh summary_en",
    "units": "row name_zh name_en funding_zh funding_en offices posts",
    "tasks": "row name_zh name_en summary_zh summary_en",
    "targets": "row task kind name_zh name_en value unit baseline",
    "projects": "row name_zh name_en code total appropriation other objective_zh objective_en",
    "indicators": "row project group_zh group_en subgroup_zh subgroup_en name_zh name_en"
    " operator value unit",
    "procurement": "row item name_zh name_en value",
    "assets": "row item name_zh name_en held planned unit_zh unit_en",
    "glossary": "row ordinal term_zh term_en definition_zh definition_en reference_zh reference_en",
    "claims": "row section subject name_zh name_en summary_zh summary_en",
    "links": "row duty task code indicator note_zh note_en",
}
SPENDING = ("05-general-public-budget", "06-government-fund", "07-state-capital")
INTEGERS = set(["row", "ordinal", "section", "offices", "posts", "held", "planned"])
INTEGERS |= {"duty", "task", "indicator"}
TEXTS = set(
    [
        "side",
        "code",
        "item",
        "subject",
        "unit",
        "comparison",
        "table",
        "column",
        "kind",
        "operator",
    ]
)

CHOICES = {
    "side": ("revenue", "expenditure"),
    "comparison": ("decrease", "increase", "level"),
    "kind": ("number", "name"),
}

MISTAKEN = ("cp1252", "latin-1", "gb18030", "big5", "cp932", "cp949")  # what UTF-8 is read as

# Units that the columns of a book are in, where the rows do not say.
UNITS = dict.fromkeys([(table, "") for table in (*TABLES, "projects", "procurement")], "万元")
UNITS |= {("statements", "change"): "万元", ("statements", "change_percent"): "%"}
UNITS |= {("units", "offices"): "个", ("units", "posts"): "人"}
UNITS |= {("assets", "held"): "件", ("assets", "planned"): "件"}
# Where a book finds what it says about the package itself.
ABOUT = ["title", "title_zh", "version", "publisher name_zh", "publisher name_en"]
ABOUT += ["sources 0 title", "contributors 0 title", "licenses 0 name"]

INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
AMOUNT = re.compile(r"(?!-0\.00)-?(?:0|[1-9][0-9]{0,8})\.[0-9]{2}")
NUMBER = re.compile(r"(?!-0(?:\.00)?$)-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{2})?")
CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}")
# Controls, and what would turn round the direction of the text after it.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
LOST = re.compile(r"\ufffd|\?\?")  # what another encoding has put for characters


class PackageError(Exception):
    """A package that cannot be read; ``problems`` lists each one with file, line and column."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


def find(start="."):
    """The ``data`` folder of the book that `start` lies in, looking upwards from there."""
    start = Path(start).resolve()
    for folder in (start, *start.parents):
        if (folder / "data" / "datapackage.json").is_file():
            return folder / "data"
    raise PackageError([f"{start}: no data/datapackage.json in this folder or above it"])


def describe(directory):
    """The descriptor of the package in `directory`, its resources checked against the format.

    Raises PackageError. Every resource of TABLES must be there; those of NARRATIVE may be absent.
    """
    path = Path(directory) / "datapackage.json"
    text = _text(path)
    try:
        descriptor = json.loads(text)
    except ValueError as error:
        where = f"{path}:{getattr(error, 'lineno', 1)}"
        raise PackageError([f"{where}: not JSON: {getattr(error, 'msg', error)}"]) from None
    except RecursionError:
        raise PackageError([f"{path}:1: not JSON that can be read: nested too deeply"]) from None
    problems = []
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list):
        raise PackageError([f'{path}: found no list of resources, expected "resources": [...]'])
    seen = set()
    for number, resource in enumerate(resources, 1):
        where = f"{path}: resource {number}"
        try:
            name, file = resource["name"], resource["path"]
            fields = [(field["name"], field["type"]) for field in resource["schema"]["fields"]]
            for field in resource["schema"]["fields"]:
                if not isinstance(field.get("constraints", {}), dict):
                    raise TypeError
                re.compile(field.get("constraints", {}).get("pattern", ""))
        except re.error as error:
            problems.append(f"{where}: found a pattern that is none ({error}), expected one")
            continue
        except (KeyError, TypeError, AttributeError):
            problems.append(
                f"{where}: expected a name, a path and a schema with named, typed fields"
            )
            continue
        expected = {**TABLES, **NARRATIVE}.get(name) if isinstance(name, str) else None
        if expected is None:
            problems.append(f"{where}: found the name {name!r}, expected one of the format's names")
            continue
        where += f" ({name})"
        if name in seen:
            problems.append(f"{where}: this resource is listed twice")
        seen.add(name)
        inside = isinstance(file, str) and file.isprintable() and ".." not in file
        if not inside or not file or file.startswith(("/", "\\")):
            problems.append(f"{where}: found the path {file!r}, expected a file inside the package")
        count = resource.get("rows", 1)
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            problems.append(f"{where}: found rows {count!r}, expected their number")
        wanted = [(column, _type(name, column)) for column in expected.split()]
        if fields != wanted:
            pairs = zip(fields, wanted, strict=False)
            odd = next((pair for pair in pairs if pair[0] != pair[1]), None)
            found, meant = odd or (f"{len(fields)} fields", f"{len(wanted)}: {expected}")
            problems.append(f"{where}: schema: found {found}, expected {meant}")
    problems += [
        f"{path}: resource {name} is missing, expected all ten tables"
        for name in TABLES
        if name not in seen
    ]
    if problems:
        raise PackageError(problems)
    return descriptor


def unshown(directory, descriptor):
    """What a book needs of the descriptor and does not find, as problems: titles and units."""
    path = Path(directory) / "datapackage.json"
    for keys in ABOUT:
        found = descriptor
        try:
            for key in keys.split():
                found = found[int(key) if key.isdigit() else key]
        except (LookupError, TypeError):
            found = None
        if not isinstance(found, str) or not found:
            yield f"{path}: {keys}: found {found!r}, expected some words"
    for number, resource in enumerate(descriptor["resources"], 1):
        where, name = f"{path}: resource {number} ({resource['name']})", resource["name"]
        yield from _untitled(where, resource)
        if name in TABLES:
            yield from _untitled(where, resource, "short_title")
            if resource.get("table") != int(name[:2]):
                found = resource.get("table")
                yield f"{where}: found the table {found!r}, expected {int(name[:2])}"
        for field in resource["schema"]["fields"]:
            column = field["name"]
            yield from _untitled(f"{where}: column {column}", field)
            unit = UNITS.get((name, column))
            if field["type"] == "number":
                unit = unit or UNITS.get((name, ""))
            if field.get("unit") != unit:
                found = field.get("unit")
                yield f"{where}: column {column}: found the unit {found!r}, expected {unit!r}"


def _untitled(where, entry, *keys):
    for key in keys or ("title", "description"):
        for each in (key, f"{key}_zh"):
            text = entry.get(each)
            if not isinstance(text, str) or not text or CONTROL.search(text) or LOST.search(text):
                yield f"{where}: found the {each} {text!r}, expected some words"


def read(directory, shown=False):
    """The whole package in `directory`, as the module says. Raises PackageError with all of it.

    `shown` asks for what a book needs besides: titles and descriptions, and the units.
    """
    descriptor = describe(directory)
    package, problems = {}, list(unshown(directory, descriptor)) if shown else []
    for resource in descriptor["resources"]:
        try:
            package[resource["name"]] = read_resource(directory, resource)
        except PackageError as error:
            problems += error.problems
    if not problems:
        problems = _references(Path(directory), descriptor, package)
    if problems:
        raise PackageError(problems)
    return package


def validate(directory):
    """Read the whole package as a book needs it; if it is malformed, exit with every problem."""
    try:
        read(directory, shown=True)
    except PackageError as error:
        raise SystemExit(f"The data package is malformed.\n{error}") from None


def current():
    """The package of the book that the working directory lies in, as its files are now."""
    package = known()
    package.forget_changed()
    return package


def known():
    """The same as it was last read, for what does not depend on its numbers: titles and units."""
    return _kept(_found(os.getcwd()))


class Lazy(dict):
    """A package whose resources are read when first asked for, and again when a file changes."""

    stamp = ()

    def __init__(self, directory):
        super().__init__()
        self.directory = Path(directory)
        self.forget_changed()

    def forget_changed(self):
        stamp = _stamp(self.directory / "datapackage.json")
        if stamp != self.stamp:
            self.clear()
            self.stamp, self.stamps = (), {}
            self.descriptor = describe(self.directory)
            self.resources = {each["name"]: each for each in self.descriptor["resources"]}
            self.stamp = stamp
        for name, stamp in list(self.stamps.items()):
            if stamp != _stamp(self.directory / self.resources[name]["path"]):
                del self[name], self.stamps[name]

    def field(self, name, column):
        """How the descriptor describes `column` of resource `name`."""
        fields = self.resources[name]["schema"]["fields"]
        return next(field for field in fields if field["name"] == column)

    def __missing__(self, name):
        stamp = _stamp(self.directory / self.resources[name]["path"])
        self[name] = read_resource(self.directory, self.resources[name])
        self.stamps[name] = stamp
        return self[name]

    def __contains__(self, name):
        return name in self.resources


_kept, _found = functools.cache(Lazy), functools.cache(find)


def _stamp(path):
    """What changes when a file does; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def read_resource(directory, resource):
    """The rows of one resource, given its entry in the descriptor. Raises PackageError."""
    name = resource["name"]
    path = Path(directory) / resource["path"]
    fields = resource["schema"]["fields"]
    names = [field["name"] for field in fields]
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    problems, rows, seen, keys = [], [], {}, {}
    start = number = 1
    try:
        header = next(reader, [])
        if header != names:
            raise PackageError([_header_problem(path, header, names)])
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if len(cells) != len(names):
                found = f"{len(cells)} cells" if cells else "an empty line"
                problems.append(f"{path}:{line}: found {found}, expected {len(names)} cells")
                continue
            row = {"printed": dict(zip(names, cells, strict=True))}
            for field, cell in zip(fields, cells, strict=True):
                column = field["name"]
                row[column], expected = _value(name, field, cell)
                unique = name not in TABLES and field.get("constraints", {}).get("unique")
                if expected is None and unique and cell and column != "row":
                    first = seen.setdefault((column, cell), line)
                    if first != line:
                        expected = f"a value of its own (line {first} has it too)"
                if expected:
                    problems.append(
                        f"{path}:{line}: column {column}: found {cell!r}, expected {expected}"
                    )
            if row["row"] not in (None, number):
                problems.append(
                    f"{path}:{line}: column row: found {cells[0]!r}, expected '{number}'"
                    " (rows are numbered from 1 in printed order, each once)"
                )
            number = (row["row"] or number) + 1
            key = tuple(row[column] for column in KEYS if column in row)
            if name in TABLES:
                first = keys.setdefault(key, line)
                if first != line:
                    shown = " ".join(str(part) for part in key if part not in (None, "")) or "total"
                    problems.append(
                        f"{path}:{line}: found a second row for {shown}, expected the one on"
                        f" line {first} alone"
                    )
                parent = row.get("code", "")[:-2]
                if len(parent) >= 3 and (parent,) not in keys:
                    problems.append(
                        f"{path}:{line}: column code: found {row['code']!r}, expected a row"
                        f" {parent} above it"
                    )
            rows.append(row)
    except csv.Error as error:
        raise PackageError([f"{path}:{max(start, 1)}: not CSV: {error}"]) from None
    if not rows and not problems:
        problems.append(f"{path}:2: found no rows, expected at least one")
    elif not text.endswith(("\n", "\r")):
        problems.append(
            f"{path}:{reader.line_num}: found no line end after the last line, expected one"
            " (a file that was cut short has none)"
        )
    elif resource.get("rows", len(rows)) != len(rows) and not problems:
        problems.append(
            f"{path}:{reader.line_num}: found the end after {len(rows)} rows, expected"
            f" {resource['rows']} (rows in datapackage.json)"
        )
    if name in TABLES and not problems:
        problems += _totals_missing(f"{path}:{reader.line_num}", rows)
    if problems:
        raise PackageError(problems)
    return rows


def _totals_missing(where, rows):
    """What is wrong if a table, or one side of it, has no total row."""
    key = next(column for column in KEYS[1:] if column in rows[0])
    for side in CHOICES["side"] if "side" in rows[0] else ("",):
        if not any(row[key] in (None, "") for row in rows if row.get("side", "") == side):
            found = f"no total row for {side}" if side else "no total row"
            yield f"{where}: found {found}, expected one with a blank {key}"


def _type(resource, column):
    if (resource, column) == ("claims", "section"):  # part and section: 3.2
        return "string"
    if column in INTEGERS or (resource, column) == ("indicators", "project"):
        return "integer"
    if column in TEXTS or column.endswith(("_zh", "_en")):
        return "string"
    return "number"


def _text(path):
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", error)
        raise PackageError([f"{path}: the file is missing or unreadable ({why})"]) from None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise PackageError(
            [
                f"{path}:1: found a byte order mark, expected UTF-8 without one"
                " (in Excel, save as plain CSV, then as UTF-8 in a text editor)"
            ]
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise PackageError(
            [
                f"{path}:{line}: byte {column} of the line: found 0x{data[error.start]:02x},"
                " expected UTF-8"
            ]
        ) from None
    mistaken = _mistaken(text)
    if mistaken:
        line, encoding = mistaken
        raise PackageError(
            [f"{path}:{line}: found UTF-8 that was read as {encoding}, expected it as it was"]
        )
    return text


def _mistaken(text):
    """The first line beyond ASCII, and the encoding that the text was once mistaken to be in."""
    for encoding in () if text.isascii() else MISTAKEN:
        try:
            text.encode(encoding).decode("utf-8")
        except ValueError:
            continue
        first = next(index for index, each in enumerate(text) if not each.isascii())
        return text.count("\n", 0, first) + 1, encoding
    return None


def _header_problem(path, header, names):
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    if missing:
        found = f"found {', '.join(map(repr, extra))}, " if extra else ""
        return f"{path}:1: column {missing[0]} is missing: {found}expected {','.join(names)}"
    return f"{path}:1: found the columns {','.join(header)!r}, expected {','.join(names)!r}"


def _value(resource, field, text):
    """The value of one cell, and what was expected of it instead (None if it is well formed)."""
    kind, constraints = field["type"], field.get("constraints", {})
    if text == "":
        blank = "" if kind == "string" else None
        return blank, "a value" if constraints.get("required") else None
    if kind == "string":
        value = text
        if CONTROL.search(text):
            return value, "text without control characters"
        if LOST.search(text):
            return value, "text of which no characters were lost"
        if field["name"] == "code" and resource != "statements" and not CODE.fullmatch(text):
            return value, "a code of three, five or seven digits"
        pattern = constraints.get("pattern", "")
        if pattern and not re.fullmatch(pattern, text):
            return value, f"what the pattern {pattern} describes"
    else:
        amount = kind == "number" and resource in TABLES
        pattern = INTEGER if kind == "integer" else AMOUNT if amount else NUMBER
        if not pattern.fullmatch(text):
            return None, {
                INTEGER: "a whole number in the digits 0 to 9",
                AMOUNT: "an amount with exactly two decimals in the digits 0 to 9, or a blank",
                NUMBER: "a whole number or one with two decimals in the digits 0 to 9, or a blank",
            }[pattern]
        whole, _, decimals = text.partition(".")
        value = int(whole + (decimals or "00")) if kind == "number" else int(text)
        minimum = constraints.get("minimum")
        if isinstance(minimum, int) and value < minimum * (100 if kind == "number" else 1):
            return value, f"at least {minimum}"
    allowed = CHOICES.get(field["name"], constraints.get("enum"))
    if isinstance(allowed, list | tuple) and text not in [str(each) for each in allowed]:
        return value, "one of " + ", ".join(str(each) for each in allowed)
    return value, None


def _references(directory, descriptor, package):
    """Problems of cells that point to a row, table or column which is not there."""
    paths = {each["name"]: directory / each["path"] for each in descriptor["resources"]}
    problems = []

    def check(resource, row, column, known, meant):
        if row[column] not in known:
            problems.append(
                f"{paths[resource]}:{row['row'] + 1}: column {column}: found {str(row[column])!r},"
                f" expected {meant}"
            )

    rows_of = {name: {row["row"] for row in rows} for name, rows in package.items()}
    for row in package.get("targets", ()):
        check("targets", row, "task", rows_of.get("tasks", ()), "a row of tasks")
    for row in package.get("indicators", ()):
        check("indicators", row, "project", rows_of.get("projects", ()), "a row of projects")
    for row in package.get("links", ()):
        for column, target in (("duty", "duties"), ("task", "tasks"), ("indicator", "indicators")):
            if row[column] is not None:
                check("links", row, column, rows_of.get(target, ()), f"a row of {target}")
        if row["code"]:
            items = {each["code"] for table in SPENDING for each in package[table]}
            items = {code for code in items if len(code) == 7}
            check("links", row, "code", items, "an item of tables 5 to 7")
    for row in package.get("projects", ()):
        codes = {each["code"] for table in SPENDING for each in package[table]}
        check("projects", row, "code", codes, "a code of tables 5 to 7")
    for row in package.get("statements", ()):
        if not row["table"]:
            continue
        tables = [name for name, columns in TABLES.items() if " side " not in columns]
        check("statements", row, "table", tables, "a table of which each row has a code or item")
        if row["table"] in tables and row["table"] in package:
            target = package[row["table"]]
            amounts = COLUMNS[row["table"]]
            check("statements", row, "column", amounts, f"a column of amounts in {row['table']}")
            codes = {each.get("code", each.get("item", "")) for each in target}
            check("statements", row, "code", codes, f"a code or item of {row['table']}")
    return problems


if __name__ == "__main__":
    validate("data")
