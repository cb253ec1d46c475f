"""Tables: as data frames of figures to compute with, and as printed, to read."""

from collections.abc import Callable, Iterable
from fractions import Fraction

import pandas as pd
from markupsafe import Markup

from budgetbook.audit import run
from budgetbook.book import Book
from budgetbook.cells import TOTAL, Row, anchor, term_anchor
from budgetbook.display import HIDDEN, MONEY, PERCENT, Html, both, hundredths
from budgetbook.edition import LANGUAGES
from budgetbook.figures import Figure
from budgetbook.form import FORM, KEYS, TABLES, in_unit
from budgetbook.frames import unit_line
from budgetbook.locate import misprint
from computedbook.tables import cell, framed, over

# How a cell that fails a check is marked: the misprint, and what only follows from it.
MARKS = {"wrong": "≠", "follows": "*"}


def resource_name(which: int | str) -> str:
    """The resource that a notebook's number or name of a table means."""
    if isinstance(which, int):
        return next(name for name in TABLES if int(name[:2]) == which)
    return which


def table(book: Book, which: int | str) -> pd.DataFrame:
    """A table as a data frame: ``table(5)`` is printed, ``table("duties")`` a narrative one.

    Numbers are figures (blank cells None), names and codes text; ``name`` is in the edition's
    language, ``level`` tells total, class, section and item apart. Rows are indexed by code or
    item, in tables 1 and 4 by side and number, in the narrative by subject or row; ``"total"``
    is a total row. Raises PackageError if the table cannot be read.
    """
    resource = resource_name(which)
    rows = book.package[resource]
    fields = book.package.resource(resource)["schema"]["fields"]
    frame = pd.DataFrame(
        [{field["name"]: _cell(book, resource, field, row) for field in fields} for row in rows],
        dtype=object,
    )
    for stem in ("name", "summary"):
        if f"{stem}_en" in frame:
            frame[stem] = [book.localised(row, stem) for row in rows]
    if "code" in rows[0] and resource in TABLES:
        frame["level"] = [_level(row) for row in rows]
    wanted = KEYS if resource in TABLES else ("subject", "item", "row")
    keys = [key for key in wanted if key in rows[0]]
    keys = keys if resource in TABLES else keys[:1]
    index = [tuple(row[key] or TOTAL for key in keys) for row in rows]
    frame.attrs |= {"book": book, "resource": resource}
    frame.index = (
        pd.MultiIndex.from_tuples(index, names=keys)
        if len(keys) > 1
        else pd.Index([key for (key,) in index], name=keys[0])
    )
    return frame


def with_cell(book: Book, which: int | str, key: str | tuple, column: str, value: object) -> Book:
    """The book with another amount in one cell, in memory: a misprint to try.

    `key` is the row's in `table`; `value` a figure or a number in the source's unit, None for a
    blank; as long as it is ..., which an exercise says where it is to be filled in, so is the book.
    Raises ValueError for more decimals than a table prints, KeyError without such a cell.
    """
    if value is ...:
        return ...
    exact = None if value is None else Fraction(str(getattr(value, "value", value))) * 100
    if exact is not None and exact.denominator != 1:
        raise ValueError(f"found {value}, expected an amount of two decimals")
    number = int(table(book, which).loc[key, ["row", column]]["row"])
    copy = type(book)(book.root, book.language)
    whole = None if exact is None else int(exact)
    where = resource_name(which), number, column
    copy.package = book.package.with_cell(*where, whole, hundredths(whole, "-"))
    return copy


def columns(book: Book) -> pd.DataFrame:
    """Every column of the package, by its name: what it holds, its type, and the files it is in."""
    resources = book.package.descriptor["resources"]
    described = [
        {
            "column": field["name"],
            "what it holds": book.titled(field, "description"),
            "type": " ".join([field["type"], field.get("unit", "")]).rstrip(),
            "files": book.say("in table", each["table"]) if "table" in each else each["name"],
        }
        for each in resources
        for field in each["schema"]["fields"]
    ]
    alike = pd.DataFrame(described).groupby(["column", "what it holds", "type"], sort=False)
    every = book.say("every file")
    names = alike["files"].agg(lambda n: every if len(n) == len(resources) else ", ".join(n))
    return names.reset_index().set_index("column")


def short_titles(book: Book) -> dict[str, tuple[str, str]]:
    """The printed tables by resource: their number and a short name."""
    titled = {name: book.titled(book.package.resource(name), "short_title") for name in TABLES}
    return {name: (str(int(name[:2])), title) for name, title in titled.items()}


def _cell(book: Book, resource: str, field: dict, row: dict) -> object:
    column, value = field["name"], row[field["name"]]
    if column == "row":
        return Row(value, resource, book)
    unit = field.get("unit") or (row.get("unit") if field["type"] == "number" else "")
    if field["type"] == "string" or (field["type"] == "integer" and not unit):
        return value
    if value is None:
        return None
    if field["type"] == "number":
        value, unit = _in_form(value, unit)
    label = book.say("label", book.localised(row, "name"), book.titled(field))
    unit = unit if unit in (MONEY, PERCENT) else ""
    return Figure(value, unit, label, cells=[(resource, row["row"], column)], book=book)


def _in_form(value: int, unit: str) -> tuple[Fraction, str]:
    """A number of hundredths as it is, money in the form's unit: 3,033,900 元 is 303.39 万元."""
    if unit in FORM["money"]:
        value, unit = in_unit(value, unit), FORM["unit"]
    return Fraction(value, 100), unit


def as_printed(
    book: Book,
    which: int | str,
    columns: str = "",
    where: Callable[[dict], bool] | None = None,
    caption: str = "",
    by: str = "",
) -> Html:
    """The rows of a table as the document prints them, as HTML.

    `columns` are the stems of a narrative table's columns to show ("name value reason"); a printed
    table shows all; "row" is the number of the line. `where` keeps the rows for which it is true;
    `by` is the stem of a column that gathers them under its values, as headings. Rows and columns
    without an amount fold away. A cell that the audit recomputes otherwise is marked: as a
    misprint, or, if another cell is the one misprint that settles every check, as what follows
    from that.
    """
    return _Printed(book, resource_name(which), columns.split(), where, by).html(caption)


class _Printed:
    """A table on its way to the page: its rows, its columns, and which of them say something."""

    def __init__(
        self, book: Book, resource: str, stems: list[str], where: Callable | None, by: str
    ) -> None:
        self.book, self.resource, self.is_table = book, resource, resource in TABLES
        self.described = book.package.resource(resource)
        self.rows = [row for row in book.package[resource] if where is None or where(row)]
        self.by = by
        if by:
            order = list(dict.fromkeys(map(self.over, self.rows)))
            self.rows.sort(key=lambda row: order.index(self.over(row)))
        self.columns = _columns(book, self.described, stems)
        self.numbers = [each["name"] for each in self.columns if each["kind"] == "number"]
        used = {name for name in self.numbers if any(row[name] is not None for row in self.rows)}
        self.used = used or set(self.numbers)
        self.misprint, self.marked = _failing_cells(book, resource) if self.is_table else (None, {})

    def html(self, caption: str) -> Html:
        caption, label = self.book.translate(caption), self.book.titled(self.described)
        head = [
            {"title": each["title"], "kind": each["kind"] + ("" if self.shows(each) else " blank")}
            for each in self.columns
        ]
        shown = Html(
            framed(
                head,
                self.body(),
                caption or label,
                (caption or self.caption()) + (unit_line(self.book) if self.is_table else ""),
                self.fold(),
                self.legend() if self.misprint else "",
            )
        )
        shown.anchors = [anchor(self.resource, row["row"]) for row in self.rows]
        shown.searchable = list(map(self.entry, self.rows))
        shown.file = f"data/{self.described['path']}"
        if any(each["stem"] == "term" for each in self.columns):
            shown.anchors += [term_anchor(row["term_en"]) for row in self.rows]
        return shown

    def shows(self, column: dict) -> bool:
        return column["kind"] != "number" or column["name"] in self.used

    def is_blank(self, row: dict) -> bool:
        used = not self.is_table or _level(row) == TOTAL
        return not used and all(row[name] is None for name in self.numbers)

    def fold(self) -> str:
        """The box that unfolds rows and columns without an amount, if there are any."""
        if any(map(self.is_blank, self.rows)):
            shown = self.book.say("show all", len(self.rows))
        elif not all(map(self.shows, self.columns)):
            shown = self.book.say("show columns")
        else:
            return ""
        box = '<label class="fold" data-left-out="{}"><input type="checkbox" /> {}</label>'
        return Markup(box).format(self.book.say("left out"), shown)

    def legend(self) -> str:
        """What the marks in the table mean, if there are any."""
        used = {kind for kind, _ in self.marked.values()}
        said = {"wrong": self.book.say("misprint"), "follows": self.follows()}
        lines = [
            Markup('<li><span class="{}">{}</span> {}</li>').format(kind, MARKS[kind], said[kind])
            for kind in MARKS
            if kind in used
        ]
        return Markup('<ul class="legend">{}</ul>').format(Markup().join(lines)) if lines else ""

    def follows(self) -> str:
        return self.book.say("follows", place(self.book, self.misprint))

    def caption(self) -> str:
        title, other = self.book.titled(self.described), ""
        if self.book.language != "zh":
            other = Markup('<span lang="zh">{}</span>').format(self.described["title_zh"])
        number = f"{self.book.table_title(self.resource)} · " if self.is_table else ""
        return Markup("{}{} {}").format(number, title, other)

    def body(self) -> Iterable[str]:
        heading = ""
        for row in self.rows:
            if self.over(row) != heading:
                heading = self.over(row)
                yield over(heading, self.columns)
            level = _level(row) if self.is_table else ""
            classes = " ".join(filter(None, ("blank" if self.is_blank(row) else "", level)))
            cells = Markup("\n").join(self.cell(row, each) for each in self.columns)
            yield Markup('<tr id="{}" class="{}">{}</tr>').format(
                anchor(self.resource, row["row"]), classes, cells
            )

    def over(self, row: dict) -> str:
        """The heading under which a row stands; empty if it has none."""
        if self.by:
            return self.book.localised(row, self.by)
        return self.book.say(row["side"]) if "side" in row else ""

    def entry(self, row: dict) -> dict:
        """What a reader may search for: the row, by its code and its names in every language."""
        stems = [each["stem"] for each in self.columns if each["kind"] == "name"]
        languages = sorted(LANGUAGES, key=self.book.language.__ne__)  # the edition's first
        label = row.get("code", row.get("item", "")) if self.is_table else ""
        rows, title = self.book.say("row", row["row"]), self.book.titled(self.described)
        unnamed = self.book.say("whole", table=title, rows=rows)
        others = [each for each in self.columns if each["kind"] != "name"]
        others = [each for each in others if row[each["name"]] not in ("", None, label)]
        return {
            "anchor": anchor(self.resource, row["row"]),
            "kind": "term" if "term" in stems else "row" if self.is_table else "line",
            "label": label,
            "names": [row[f"{stem}_{each}"] for each in languages for stem in stems] or [unnamed],
            "text": self.book.say("semicolon").join(self.said(row, each) for each in others),
        }

    def said(self, row: dict, column: dict) -> str:
        """A cell of a row with its header, an amount in either unit."""
        name, kind = column["name"], column["kind"]
        if kind != "number":
            value = self.book.say(row[name]) if kind == "choice" else row[name]
            return self.book.say("label", column["title"], value)
        text = printed(self.book, self.resource, row, name)
        figure = _cell(self.book, self.resource, self.book.package.field(self.resource, name), row)
        if figure.unit == MONEY:
            text += HIDDEN.format(both(figure))
        mark, recomputed = self.marked.get((row["row"], name), ("", None))
        if mark == "wrong":
            text += f" {MARKS[mark]} {hundredths(recomputed) or self.book.say('blank')}"
        return self.book.say("label", column["title"], text)

    def cell(self, row: dict, column: dict) -> str:
        name, kind, value = column["name"], column["kind"], row[column["name"]]
        if kind == "name":
            return self.heading(row, column["stem"])
        if kind == "choice":
            kind, value = "key", value and self.book.say(value)
        if kind != "number":
            found = self.referred(name, value)
            return cell(column, found, kind if value in (None, found) else "word")
        text = "" if value is None else printed(self.book, self.resource, row, name)
        classes = kind if self.shows(column) else f"{kind} blank"
        mark, recomputed = self.marked.get((row["row"], name), ("", None))
        if mark == "wrong":
            value = hundredths(recomputed) or self.book.say("blank")
            text += Markup('<span class="recomputed" title="{}">{} {}</span>').format(
                self.book.say("check fails", value), MARKS[mark], value
            )
        elif mark:
            text += Markup('<sup title="{}">{}</sup>').format(self.follows(), MARKS[mark])
        return cell(column, text, f"{classes} {mark}".rstrip())

    def referred(self, column: str, value: object) -> object:
        """What a cell says: if it refers to a row elsewhere, the name of that row, too.

        A code says enough where the table's own rows have names.
        """
        named = any(each["kind"] == "name" for each in self.columns)
        for name, resources, key in FORM["references"].get(self.resource, ()):
            if named and key != "row":
                continue
            for row in (row for each in resources for row in self.book.package[each]):
                if name == column and row[key] == value:
                    return f"{value} {self.book.localised(row, 'name')}"
        return "" if value is None else value

    def heading(self, row: dict, stem: str) -> str:
        """The header of a row; with its code, for where the page is too narrow for two columns."""
        text, second, first = self.book.localised(row, stem), "", self.columns[0]
        if self.book.language != "zh":
            second = Markup(' <span class="other" lang="zh">{}</span>').format(row[f"{stem}_zh"])
        more = {"id": term_anchor(row["term_en"])} if stem == "term" else {}
        if first["kind"] == "key" and self.columns[1]["stem"] == stem:
            more["data-key"] = self.referred(first["name"], row[first["name"]])
        more = Markup().join(Markup(' {}="{}"').format(*pair) for pair in more.items())
        return Markup('<th scope="row"{}>{}{}</th>').format(more, text, second)


def _columns(book: Book, described: dict, stems: list[str]) -> list[dict]:
    """The columns to show: dicts of name, stem, title, kind (key, name, choice, number, text)."""
    shown = []
    others = tuple(f"_{each}" for each in LANGUAGES if each != book.language)
    for field in described["schema"]["fields"]:
        name, kind = field["name"], field["type"]
        stem = name[:-3] if name[-3:] in [f"_{each}" for each in LANGUAGES] else name
        hidden = name == "side" or stem in ("unit", "operator") or name.endswith(others)
        if hidden or (stem not in stems if stems else name == "row"):
            continue
        if stem in ("name", "term"):
            kind = "name"
        elif name in KEYS or (kind == "integer" and not field.get("unit")):
            kind = "key"
        elif "enum" in field.get("constraints", {}):
            kind = "choice"
        else:
            kind = "text" if kind == "string" else "number"
        shown.append({"name": name, "stem": stem, "title": book.titled(field), "kind": kind})
    return sorted(shown, key=lambda each: stems.index(each["stem"]) if stems else 0)


def printed(book: Book, resource: str, row: dict, column: str) -> str:
    """A number as the document prints it, with its operator and unit: 303.39, ≥90%, 0 vehicles."""
    field = book.package.field(resource, column)
    text = row["printed"][column].replace("-", "−")
    if field["type"] == "integer":
        space = " " if book.language == "en" else ""
        unit = space + row.get(f"unit_{book.language}", "")
        return f"{text}{unit}".strip() if text else ""
    unit = PERCENT if field.get("unit") == PERCENT else row.get("unit", "")
    return row.get("operator", "") + text + (unit if unit in (MONEY, PERCENT) else "")


def _level(row: dict) -> str:
    """total, class, section or item (in the economic classification category or subcategory)."""
    code = row.get("code", row.get("item"))
    if code == "" or (code is None and "ordinal" in row and row["ordinal"] is None):
        return TOTAL
    names = ("category", "subcategory") if "amount" in row else ("class", "section", "item")
    return names[(len(row["code"]) - 3) // 2] if "code" in row else ""


def place(book: Book, cell: dict) -> str:
    """Where a cell stands, as a reader finds it: Table 5, 21505: Total."""
    return book.say(
        "column",
        table=book.table_title(cell["table"]),
        rows=cell["code"] or book.say("total"),
        column=book.column_title(cell["table"], cell["column"]),
    )


def _failing_cells(book: Book, resource: str) -> tuple[dict | None, dict]:
    """The misprint that the failing cells of a table follow from, and how these are marked.

    The first is `locate.misprint`'s, None if no cell fails or no single correction settles all
    checks; the second has by row and column a mark and what the cell should be.
    """
    failing = {
        (cell["row"], cell["column"]): cell["recomputed"]
        for result in run(book.package, only=resource)
        for cell in (result["cells"] if result["status"] == "fail" else ())
        if cell["table"] == resource and cell["printed"] != cell["recomputed"]
    }
    found = misprint(book.package) if failing else None
    marked = {key: ("follows" if found else "wrong", value) for key, value in failing.items()}
    if found and found["table"] == resource:
        marked[found["row"], found["column"]] = "wrong", found["corrected"]
    return found, marked
