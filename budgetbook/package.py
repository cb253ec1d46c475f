"""Reading a data package exactly, or saying where it is wrong.

A package is a folder with ``datapackage.json`` and the CSV files that it lists, in the form that
`form` states; the descriptor says what is the package's own. In memory a package is a dict:
resource name to a list of rows, each row a dict by column. Integers are ``int``; amounts and other
numbers are ``int`` in hundredths (303.39 is 30339), so that sums are exact; blanks are ``None``;
text is ``str``, empty where blank. ``row["printed"]`` keeps each cell as it is printed.

No number has more than nine digits before the point. A resource that states its ``rows`` has that
many, and every file ends with a line end, so that a file cut short does not go unseen.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from budgetbook.form import FORM, KEYS, TABLES, amounts, in_unit

MISTAKEN = ("cp1252", "latin-1", "gb18030", "big5", "cp932", "cp949")  # what UTF-8 is read as
# Where a book finds what it says about the package itself, and about a resource or a column.
ABOUT = ["title", "title_zh", "version", "publisher name_zh", "publisher name_en"]
ABOUT += ["sources 0 title", "contributors 0 title", "licenses 0 name"]
WORDS = ["title", "title_zh", "short_title", "short_title_zh", "description", "description_zh"]
INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")
AMOUNT = re.compile(rf"(?!-0\.00)-?(?:0|[1-9][0-9]{{0,8}})\.[0-9]{{{FORM['decimals']}}}")
NUMBER = re.compile(r"(?!-0(?:\.00)?$)-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{2})?")
EXPECTED = {
    INTEGER: "a whole number in the digits 0 to 9",
    AMOUNT: "an amount with exactly two decimals in the digits 0 to 9, or a blank",
    NUMBER: "a whole number or one with two decimals in the digits 0 to 9, or a blank",
}
CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}")
# Controls, and what would turn round the direction of the text after it.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
LOST = re.compile(r"\ufffd|\?\?")  # what another encoding has put for characters


class PackageError(Exception):
    """A package that cannot be read; ``problems`` lists each one with file, line and column."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# The descriptor


def describe(directory: str | Path) -> dict:
    """The complete descriptor of the package in `directory`, a ``tabular-data-package``: what its
    ``datapackage.json`` says, and for the rest of a resource what the form says.

    The file may state titles of its own, and schemas, which must be the form's; one that it states
    may leave out that a cell is required, unique or within bounds, and then it need not be. Raises
    PackageError. All printed tables must be there; the other resources may be absent.
    """
    path = Path(directory) / "datapackage.json"
    descriptor = _json(path)
    stated = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(stated, list):
        raise PackageError([f'{path}: found no list of resources, expected "resources": [...]'])
    unit, problems, seen = descriptor.get("unit", FORM["unit"]), [], []
    if unit != FORM["unit"]:
        problems.append(f"{path}: found the unit {unit!r}, expected {FORM['unit']!r}")
    for number, resource in enumerate(stated, 1):
        problems += _misstated(f"{path}: resource {number}", resource, seen)
    missing = [name for name in TABLES if name not in seen]
    problems += [f"{path}: resource {name} is missing, expected all ten tables" for name in missing]
    if problems:
        raise PackageError(problems)
    resources = [_complete(each, descriptor.get("fiscal_year")) for each in stated]
    return descriptor | {"profile": "tabular-data-package", "resources": resources}


def descriptor_text(directory: str | Path) -> str:
    """What `describe` returns or raises, as the text of a ``datapackage.json`` to publish."""
    return json.dumps(describe(directory), ensure_ascii=False, indent=2) + "\n"


def _json(path: Path) -> object:
    text = _text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f"{path}:{getattr(error, 'lineno', 1)}"
        raise PackageError([f"{where}: not JSON: {getattr(error, 'msg', error)}"]) from None


def _of_form(name: object) -> dict | None:
    return next((each for each in FORM["resources"] if each["name"] == name), None)


def _misstated(where: str, stated: object, seen: list[str]) -> Iterator[str]:
    """What is wrong with a resource as the file states it; its name is added to those `seen`."""
    name = stated.get("name") if isinstance(stated, dict) else None
    meant = _of_form(name)
    if not meant:
        yield f"{where}: found the name {name!r}, expected one of the format's names"
        return
    where, file, count = f"{where} ({name})", stated.get("path"), stated.get("rows", 1)
    if name in seen:
        yield f"{where}: this resource is listed twice"
    seen.append(name)
    inside = isinstance(file, str) and file.isprintable() and ".." not in file
    if not inside or not file or file.startswith(("/", "\\")):
        yield f"{where}: found the path {file!r}, expected a file inside the package"
    if type(count) is not int or count < 1:
        yield f"{where}: found rows {count!r}, expected their number"
    if "table" in stated and stated["table"] != meant.get("table"):
        yield f"{where}: found table {stated['table']!r}, expected {meant.get('table')!r}"
    try:
        fields = stated.get("schema", meant["schema"])["fields"]
        for field, column in zip_longest(fields, meant["schema"]["fields"], fillvalue={}):
            said, right = _rules(field), _rules(column)
            odd = [key for key in said if said[key] != right.get(key)]
            found, expected = ({key: each.get(key) for key in odd} for each in (said, right))
            if odd:
                yield f"{where}: schema: {column.get('name')}: found {found}, expected {expected}"
    except (LookupError, TypeError, AttributeError):
        yield f"{where}: schema: expected a list of named, typed fields"


def _rules(field: dict) -> dict:
    """What a field demands: name, type, its unit if it has one, constraints."""
    unit = {"unit": field["unit"]} if "unit" in field else {}
    return {key: field.get(key) for key in ("name", "type")} | unit | field.get("constraints", {})


def _complete(stated: dict, year: object) -> dict:
    """A resource as a complete descriptor has it: the form's, with what the file states."""
    text = json.dumps(_of_form(stated["name"]))
    if type(year) is int:
        text = text.replace("{year before}", str(year - 1)).replace("{year}", str(year))
    form, own = json.loads(text), dict(stated)
    schema, fields = form.pop("schema"), own.pop("schema", {}).get("fields", ())
    for field, said in zip(schema["fields"], fields, strict=False):
        kept, rules = {"enum", "pattern", *said.get("constraints", {})}, field.get("constraints")
        field |= said
        if rules:
            field["constraints"] = {key: rule for key, rule in rules.items() if key in kept}
    return {"name": own["name"], "path": own["path"]} | form | own | {"schema": schema}


def unshown(directory: str | Path, descriptor: dict) -> Iterator[str]:
    """What a book needs of a complete descriptor and does not find, as problems: words, year."""
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
    year = descriptor.get("fiscal_year")
    if type(year) is not int:
        yield f"{path}: fiscal_year: found {year!r}, expected a year"
    for number, resource in enumerate(descriptor["resources"], 1):
        for entry in (resource, *resource["schema"]["fields"]):
            column = "" if entry is resource else f": column {entry['name']}"
            for key, text in entry.items():
                lost = not isinstance(text, str) or CONTROL.search(text) or LOST.search(text)
                if key in WORDS and (lost or not text):
                    where = f"{path}: resource {number} ({resource['name']}){column}"
                    yield f"{where}: found the {key} {text!r}, expected some words"


# The files


def read(directory: str | Path, shown: bool = False) -> dict[str, list[dict]]:
    """The whole package in `directory`, as the module says. Raises PackageError with all of it.

    `shown` asks for what a book needs besides: titles, descriptions and the year.
    """
    descriptor = describe(directory)
    package, problems = {}, list(unshown(directory, descriptor)) if shown else []
    for resource in descriptor["resources"]:
        try:
            package[resource["name"]] = read_resource(directory, resource)
        except PackageError as error:
            problems += error.problems
    if not problems:
        problems = list(_references(Path(directory), descriptor, package))
    if problems:
        raise PackageError(problems)
    return package


def validate(directory: str | Path) -> dict[str, list[dict]]:
    """Read the whole package as a book needs it; if it is malformed, exit with every problem."""
    try:
        return read(directory, shown=True)
    except PackageError as error:
        raise SystemExit(f"The data package is malformed.\n{error}") from None


def read_resource(directory: str | Path, resource: dict) -> list[dict]:
    """The rows of one resource, given its entry in the complete descriptor. Raises PackageError."""
    path, fields = Path(directory) / resource["path"], resource["schema"]["fields"]
    text = _text(path)
    lines, end = _lines(path, text, [field["name"] for field in fields])
    rows, problems, number = {}, [], 1
    for line, cells in lines:
        if len(cells) != len(fields):
            found = f"{len(cells)} cells" if cells else "an empty line"
            problems.append((line, f"found {found}, expected {len(fields)} cells"))
            continue
        rows[line] = row = {"printed": {}}
        for field, cell in zip(fields, cells, strict=True):
            column = field["name"]
            row["printed"][column] = cell
            row[column], expected = _value(resource["name"], field, cell)
            if column == "row" and row["row"] not in (None, number):
                expected = f"'{number}' (rows are numbered from 1 in printed order, each once)"
            if expected:
                problems.append((line, f"column {column}: found {cell!r}, expected {expected}"))
        number = (row["row"] or number) + 1
    problems += _repeated(resource, rows)
    problems.sort(key=lambda problem: problem[0])
    rows = list(rows.values())
    problems += [(end, each) for each in _unfinished(resource, text, rows, not problems)]
    if problems:
        raise PackageError([f"{path}:{line}: {problem}" for line, problem in problems])
    return rows


def _lines(path: Path, text: str, names: list[str]) -> tuple[list[tuple[int, list[str]]], int]:
    """The records below the header, each with the number of its first line; the last line's."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, start = [], 1
    try:
        header = next(reader, [])
        if header != names:
            raise PackageError([_header_problem(path, header, names)])
        start = reader.line_num + 1
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise PackageError([f"{path}:{start}: not CSV: {error}"]) from None
    return lines, reader.line_num if lines else 2


def _repeated(resource: dict, rows: dict[int, dict]) -> Iterator[tuple[int, str]]:
    """Rows that are there twice, and those of a printed table whose code has no row above it."""
    printed, fields = "table" in resource, resource["schema"]["fields"][1:]
    unique = [[each["name"]] for each in fields if each.get("constraints", {}).get("unique")]
    key = [each["name"] for each in fields if each["name"] in KEYS]
    for columns in [key] if printed else unique:
        keys = {}
        for line, row in rows.items():
            key = tuple(row[column] for column in columns)
            first = keys.setdefault(key, line)
            shown = " ".join(str(part) for part in key if part not in (None, ""))
            if first != line and (shown or printed):
                found = f"found a second row for {shown or 'total'}"
                yield line, f"{found}, expected the one on line {first} alone"
            parent = row.get("code", "")[:-2] if printed else ""
            if len(parent) >= 3 and (parent,) not in keys:
                yield line, f"column code: found {row['code']!r}, expected a row {parent} above it"


def _unfinished(resource: dict, text: str, rows: list[dict], sound: bool) -> Iterator[str]:
    """What is missing at the end: lines, or total rows. `sound` says that no line is wrong."""
    count = resource.get("rows", len(rows))
    if not rows and sound:
        yield "found no rows, expected at least one"
    elif not text.endswith(("\n", "\r")):
        yield "found no line end after the last line, expected one (a file cut short has none)"
    elif sound and count != len(rows):
        yield f"found the end after {len(rows)} rows, expected {count} (rows in datapackage.json)"
    elif sound and "table" in resource:
        *side, key = (column for column in KEYS if column in rows[0])
        totals = [row.get("side") for row in rows if row[key] in (None, "")]
        for each in ("revenue", "expenditure") if side else (None,):
            if each not in totals:
                found = f"no total row for {each}" if side else "no total row"
                yield f"found {found}, expected one with a blank {key}"


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", error)
        raise PackageError([f"{path}: the file is missing or unreadable ({why})"]) from None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        how = "(in Excel, save as plain CSV, then as UTF-8 in a text editor)"
        raise PackageError([f"{path}:1: found a byte order mark, expected UTF-8 without one {how}"])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        found = f"found 0x{data[error.start]:02x}, expected UTF-8"
        raise PackageError([f"{path}:{line}: byte {byte} of the line: {found}"]) from None
    line, encoding = _mistaken(text) or (0, "")
    if line:
        found = f"found UTF-8 that was read as {encoding}, expected it as it was"
        raise PackageError([f"{path}:{line}: {found}"])
    return text


def _mistaken(text: str) -> tuple[int, str] | None:
    """The first line beyond ASCII, and the encoding that the text was once mistaken to be in."""
    for encoding in () if text.isascii() else MISTAKEN:
        try:
            text.encode(encoding).decode("utf-8")
        except ValueError:
            continue
        first = next(index for index, each in enumerate(text) if not each.isascii())
        return text.count("\n", 0, first) + 1, encoding
    return None


def _header_problem(path: Path, header: list[str], names: list[str]) -> str:
    missing = [name for name in names if name not in header]
    extra = [name for name in header if name not in names]
    if missing:
        found = f"found {', '.join(map(repr, extra))}, " if extra else ""
        return f"{path}:1: column {missing[0]} is missing: {found}expected {','.join(names)}"
    return f"{path}:1: found the columns {','.join(header)!r}, expected {','.join(names)!r}"


def _value(resource: str, field: dict, text: str) -> tuple[object, str | None]:
    """The value of one cell, and what was expected of it instead (None if it is well formed)."""
    kind, rules = field["type"], field.get("constraints", {})
    if text == "":
        return "" if kind == "string" else None, "a value" if rules.get("required") else None
    if kind == "string":
        if CONTROL.search(text):
            return text, "text without control characters"
        if LOST.search(text):
            return text, "text of which no characters were lost"
        if field["name"] == "code" and resource != "statements" and not CODE.fullmatch(text):
            return text, "a code of three, five or seven digits"
        if not re.fullmatch(rules.get("pattern", ".*"), text):
            return text, f"what the pattern {rules['pattern']} describes"
        allowed = rules.get("enum", [text])
        return text, None if text in allowed else "one of " + ", ".join(allowed)
    amount = kind == "number" and resource in TABLES
    pattern = INTEGER if kind == "integer" else AMOUNT if amount else NUMBER
    if not pattern.fullmatch(text):
        return None, EXPECTED[pattern]
    whole, _, decimals = text.partition(".")
    value = int(whole + (decimals or "00")) if kind == "number" else int(text)
    scale = 100 if kind == "number" else 1
    if value < rules.get("minimum", -(10**9)) * scale:
        return value, f"at least {rules['minimum']}"
    if value > rules.get("maximum", 10**9) * scale:
        return value, f"at most {rules['maximum']}"
    return value, None


def _references(directory: Path, descriptor: dict, package: dict) -> Iterator[str]:
    """Problems of cells that point to a row, table or column which is not there."""
    for resource in descriptor["resources"]:
        name, known = resource["name"], {}
        for column, targets, key in FORM["references"].get(name, ()):
            what = f"a {key} of {', '.join(targets)}"
            found = {row[key] for target in targets for row in package.get(target, ())}
            known[column] = found | {None, ""}, what
        for row in package[name]:
            wrong = [(each, what) for each, (rows, what) in known.items() if row[each] not in rows]
            wrong += _misspoken(package, row) if name == "statements" else ()
            for column, expected in wrong:
                where = f"{directory / resource['path']}:{row['row'] + 1}: column {column}"
                yield f"{where}: found {row['printed'][column]!r}, expected {expected}"


def _misspoken(package: dict, row: dict) -> Iterator[tuple[str, str]]:
    """The columns in which a statement is wrong, with what was expected: cell, key, unit, value."""
    table, subjects = row["table"], FORM["subjects"]
    if table:
        target = package[table] if table in TABLES else [{}]
        key = next((each for each in ("code", "item") if each in target[0]), None)
        if not key:
            yield "table", "a table of which each row has a code or item"
        elif row["column"] not in amounts(table):
            yield "column", f"a column of amounts in {table}"
        elif row["code"] not in {each[key] for each in target}:
            yield "code", f"a code or item of {table}"
    units = subjects.get(row["subject"], FORM["money"])
    if row["subject"] not in subjects and (not table or row["section"] in FORM["keyed"]):
        yield "subject", f"one of {', '.join(subjects)}{'' if table else ', or a cell that it is'}"
    elif row["unit"] not in units:
        yield "unit", "one of " + ", ".join(units)
    elif row["value"] is not None and in_unit(row["value"], row["unit"]) is None:
        yield "value", f"a value that is whole hundredths of {FORM['unit']}"


if __name__ == "__main__":
    validate(sys.argv[1])
