"""The form that a departmental budget is published on (部门预算公开表), as ``form.json`` states it.

That file is the data dictionary: the only place where tables, columns, types, units, constraints,
keys and titles stand. The reader, the rule book, the complete descriptor of a package and the page
of the data take them from here. A field is what a Data Package calls one, with its texts in English
and, under ``_zh``, in Chinese; one that several resources have stands under ``shared``. ``{year}``
in a text is the package's fiscal year, ``{year before}`` the one before.

FORM is a dict: its `unit` of money and the `decimals` that its tables print; `money`, the units
that the text may use, each as a multiple of the form's (numerator, denominator), and `counted`,
those of what is counted; `classes`, the spending lines of tables 1 and 4 by number, as classes (类)
of the functional classification; `subjects`, what the rules look for in the text by its key, each
with its units; `keyed`, the sections of the text that state nothing else (elsewhere, what else is
stated is a cell of a table); `resources`, the files of a package, in their order, each with the
measure word that its rows have in Chinese (accounts one for each level: 类款项); and `references`,
by resource, the columns of which each cell is found in another one's.

A printed table's rows differ in the columns of KEYS that it has, the last of which is blank in the
total row; each has one, on each side. Runs wherever the rule book does, MicroPython included.
"""

import json

KEYS = ("side", "ordinal", "code", "item")


def resource(stated: dict, shared: dict, references: list) -> dict:
    """A file of a package, as a Data Package has it."""
    found = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
    found.update({"encoding": "utf-8"})
    found.update({key: stated[key] for key in stated if key != "fields"})
    fields = [shared[each] if isinstance(each, str) else each for each in stated["fields"]]
    found["schema"] = {"fields": fields, "missingValues": [""], "primaryKey": "row"}
    keys = [{"fields": column, "reference": {"resource": targets[0], "fields": key}}
            for column, targets, key in references if key == "row"]
    if keys:
        found["schema"]["foreignKeys"] = keys
    return found


with open(__file__[: __file__.rindex(".")] + ".json", encoding="utf8") as file:
    FORM = json.load(file)
FORM["resources"] = [resource(each, FORM["shared"], FORM["references"].get(each["name"], []))
                     for each in FORM["resources"]]
FORM["subjects"] = {key: FORM[units] for key, units in FORM["subjects"].items()}
TABLES = tuple([each["name"] for each in FORM["resources"] if "table" in each])
SPENDING = TABLES[4:7]


def columns(name: str) -> list:
    """The fields of a resource, in order."""
    return [each["schema"]["fields"] for each in FORM["resources"] if each["name"] == name][0]


BY_ITEM = tuple([each["name"] for each in FORM["resources"]
                 if "item" in [column["name"] for column in columns(each["name"])]])


def amounts(name: str) -> tuple:
    """The names of the columns of money in a resource, in order."""
    return tuple([each["name"] for each in columns(name)
                  if each["type"] == "number" and each.get("unit") == FORM["unit"]])


def in_unit(value: int, unit: str) -> "int | None":
    """Hundredths of `unit` as hundredths of the form's; what is counted stays as it is. None where
    they are no whole number of them, or where there is no such unit."""
    times, parts = FORM["money"].get(unit, (1, 1 if unit in FORM["counted"] else 0))
    return value * times // parts if parts and value * times % parts == 0 else None
