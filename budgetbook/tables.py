"""Tables: as data frames of figures to compute with, and as printed, to read."""

from fractions import Fraction
from html import escape

import pandas as pd

from budgetbook.audit import run
from budgetbook.edition import localised, pick, say, translate
from budgetbook.figures import MONEY, PERCENT, Figure, Row, anchor, table_title, term_anchor
from budgetbook.package import KEYS, TABLES, current, known

TOTAL = "total"


def table(which):
    """A table as a data frame: ``table(5)`` is printed, ``table("duties")`` a narrative one.

    Numbers are figures (blank cells None), names and codes text; ``name`` is in the edition's
    language, ``level`` tells total, class, section and item apart. Rows are indexed by code or
    item, in tables 1 and 4 by side and number, in the narrative by subject or row; ``"total"``
    is a total row.
    """
    resource = resource_name(which)
    rows = current()[resource]
    fields = current().resources[resource]["schema"]["fields"]
    frame = pd.DataFrame(
        [{field["name"]: _cell(resource, field, row) for field in fields} for row in rows],
        dtype=object,
    )
    for stem in ("name", "summary"):
        if f"{stem}_en" in frame:
            frame[stem] = [localised(row, stem) for row in rows]
    if "code" in rows[0] and resource in TABLES:
        frame["level"] = [_level(row) for row in rows]
    wanted = KEYS if resource in TABLES else ("subject", "item", "row")
    keys = [key for key in wanted if key in rows[0]]
    keys = keys if resource in TABLES else keys[:1]
    index = [tuple(row[key] or TOTAL for key in keys) for row in rows]
    frame.index = (
        pd.MultiIndex.from_tuples(index, names=keys)
        if len(keys) > 1
        else pd.Index([key for (key,) in index], name=keys[0])
    )
    return frame


def resource_name(which):
    """The resource that a notebook's number or name of a table means."""
    if isinstance(which, int):
        return next(name for name in TABLES if int(name[:2]) == which)
    return which


def short_titles():
    """The printed tables by resource: their number and a short name."""
    resources = current().resources
    return {
        name: (
            str(resources[name]["table"]),
            pick(resources[name]["short_title"], resources[name]["short_title_zh"]),
        )
        for name in TABLES
    }


def _cell(resource, field, row):
    column, value = field["name"], row[field["name"]]
    if column == "row":
        return Row(value, resource)
    unit = field.get("unit") or (row.get("unit") if field["type"] == "number" else "")
    if field["type"] == "string" or (field["type"] == "integer" and not unit):
        return value
    if value is None:
        return None
    if field["type"] == "number":
        value = Fraction(value, 100)
    label = f"{localised(row, 'name')}: {pick(field['title'], field['title_zh'])}"
    unit = unit if unit in (MONEY, PERCENT) else ""
    return Figure(value, unit, label, cells=[(resource, row["row"], column)])


class Markup(str):
    """HTML that a notebook cell shows as it is."""

    def _repr_html_(self):
        return str(self)


def as_printed(which, columns="", where=None, caption=""):
    """The rows of a table as the document prints them, as HTML.

    `columns` are the stems of a narrative table's columns to show ("name value reason"); a
    printed table shows all. `where` keeps the rows for which it is true. Rows and columns without
    an amount fold away; a cell that the audit recomputes otherwise is marked.
    """
    resource = resource_name(which)
    described = current().resources[resource]
    rows = [row for row in current()[resource] if where is None or where(row)]
    columns = _columns(resource, described, columns.split())
    numbers = [column for column in columns if column["kind"] == "number"]
    used = {
        each["name"] for each in numbers if any(row[each["name"]] is not None for row in rows)
    } or {each["name"] for each in numbers}
    wrong = _wrong_cells(resource) if resource in TABLES else {}
    body, side, blank_rows = [], None, 0
    for row in rows:
        if row.get("side") not in (None, side):
            side = row["side"]
            title = pick(side.capitalize(), {"revenue": "收入", "expenditure": "支出"}[side])
            body.append(
                f'<tr><th class="side" colspan="{len(columns)}" scope="colgroup">{title}</th></tr>'
            )
        blank = resource in TABLES and not _is_used(row, numbers)
        blank_rows += blank
        cells = "\n".join(_td(resource, row, each, used, wrong) for each in columns)
        level = _level(row) if resource in TABLES else ""
        classes = " ".join(filter(None, ("blank" if blank else "", level)))
        body.append(f'<tr id="{anchor(resource, row["row"])}" class="{classes}">{cells}</tr>')
    head = "\n".join(
        f'<th scope="col" class="{each["kind"]}{"" if _shown(each, used) else " blank"}">'
        f"{escape(each['title'])}</th>"
        for each in columns
    )
    fold = ""
    if blank_rows or not all(_shown(each, used) for each in columns):
        fold = (
            '<label class="fold"><input type="checkbox"> '
            f"{say('show all', len(rows)) if blank_rows else say('show columns')}</label>"
        )
    heading = escape(translate(caption)) or _caption(resource, described)
    unit = f'<span class="unit">{say("unit")}</span>' if resource in TABLES else ""
    label = translate(caption) or pick(described["title"], described["title_zh"])
    return Markup(
        f'<figure class="printed"><figcaption>{heading}{unit}</figcaption>{fold}'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{chr(10).join(body)}</tbody></table></div></figure>"
    )


def _columns(resource, described, stems):
    """The columns to show: dicts of name, title and kind (key, name, number, text)."""
    shown = []
    for field in described["schema"]["fields"]:
        name, kind = field["name"], field["type"]
        stem = name[:-3] if name.endswith(("_zh", "_en")) else name
        if name in ("row", "side") or stem in ("unit", "operator"):
            continue
        if name.endswith("_zh" if pick(True, False) else "_en"):
            continue
        if stems and stem not in stems:
            continue
        if stem in ("name", "term"):
            kind = "name"
        elif name in KEYS or (kind == "integer" and not field.get("unit")):
            kind = "key"
        elif kind != "string":
            kind = "number"
        else:
            kind = "text"
        title = pick(field["title"], field["title_zh"])
        shown.append({"name": name, "stem": stem, "title": title, "kind": kind})
    return sorted(shown, key=lambda each: stems.index(each["stem"]) if stems else 0)


def _caption(resource, described):
    other = f'<span lang="zh">{escape(described["title_zh"])}</span>' if pick(True, False) else ""
    number = f"{table_title(resource)} · " if resource in TABLES else ""
    return f"{number}{escape(pick(described['title'], described['title_zh']))} {other}"


def _td(resource, row, column, used, wrong):
    name, kind = column["name"], column["kind"]
    value = row[name]
    if kind == "name":
        stem = column["stem"]
        second = pick(f' <span class="other" lang="zh">{escape(row[f"{stem}_zh"])}</span>', "")
        text = localised(row, stem)
        target = f'id="{escape(term_anchor(text))}"' if stem == "term" else ""
        return f'<th scope="row" {target}>{escape(text)}{second}</th>'
    classes, text = kind, "" if value is None else escape(str(value))
    if kind == "number":
        text = "" if value is None else escape(printed(resource, row, name))
        classes += "" if _shown(column, used) else " blank"
        if name in wrong:
            recomputed = wrong[name].get(row["row"])
            if recomputed is not None:
                classes += " wrong"
                text += (
                    f'<span class="recomputed" title="{say("check fails", recomputed)}">'
                    f"≠ {recomputed}</span>"
                )
    return f'<td class="{classes}">{text}</td>'


def printed(resource, row, column):
    """A number as the document prints it, with its operator and unit: 303.39, ≥90%, 0 vehicles."""
    field = known().field(resource, column)
    text = row["printed"][column].replace("-", "−")
    if field["type"] == "integer":
        unit = pick(f" {row.get('unit_en', '')}", row.get("unit_zh", ""))
        return f"{text}{unit}".strip() if text else ""
    unit = PERCENT if field.get("unit") == PERCENT else row.get("unit", "")
    return row.get("operator", "") + text + (unit if unit in (MONEY, PERCENT) else "")


def hundredths(value):
    """A number in hundredths as text, a blank as such: 30339 is 303.39."""
    if value is None:
        return say("blank")
    return f"{'−' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"


def _is_used(row, numbers):
    return _level(row) == TOTAL or any(row[each["name"]] is not None for each in numbers)


def _shown(column, used):
    return column["kind"] != "number" or column["name"] in used


def _level(row):
    """total, class, section or item (in the economic classification category or item)."""
    code = row.get("code", row.get("item"))
    if code == "" or (code is None and "ordinal" in row and row["ordinal"] is None):
        return TOTAL
    names = ("category", "item") if "amount" in row else ("class", "section", "item")
    return names[(len(row["code"]) - 3) // 2] if "code" in row else ""


def _wrong_cells(resource):
    """The cells that fail a check: column to row to the value recomputed, as text."""
    wrong = {}
    for result in run(current(), only=resource):
        for cell in result["cells"] if result["status"] == "fail" else ():
            if cell["table"] == resource and cell["printed"] != cell["recomputed"]:
                wrong.setdefault(cell["column"], {})[cell["row"]] = hundredths(cell["recomputed"])
    return wrong
