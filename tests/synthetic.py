"""Budgets of bureaus that do not exist, for the tests and the benchmark.

A budget starts as random leaf facts: so much, from one source, for one functional item, as one
kind of spending, on one economic item. Every printed figure is then a sum over the facts, written
here from the definition of its table and not by way of the audit.
"""

import csv
import json
import random
from decimal import ROUND_HALF_UP, Decimal

from budgetbook.form import FORM

CLASSES = [
    "201",
    "202",
    "203",
    "204",
    "205",
    "206",
    "207",
    "208",
    "210",
    "211",
    "212",
    "213",
    "214",
    "215",
    "216",
    "217",
    "219",
    "220",
    "221",
    "222",
    "223",
    "224",
    "229",
    "231",
    "232",
    "233",
]
SOURCES = [
    "general_public_budget",
    "government_fund",
    "state_capital",
    "special_account",
    "service_income",
    "operating_income",
    "superior_subsidy",
    "subordinate_remittance",
    "other_income",
    "carry_over",
]
FUNDS = dict(
    zip(
        ("05-general-public-budget", "06-government-fund", "07-state-capital"),
        SOURCES,
        strict=False,
    )
)
KINDS = ["basic", "project", "operating", "remitted_to_superior", "subsidy_to_subordinates"]
ECONOMIC = {
    "301": "01 02 03 06 07 08 09 10 11 12 13 14 99",
    "302": "01 02 03 04 05 06 07 08 09 11 12 13 14 15 16 17 18 24 25 26 27 28 29 31 39 40 99",
    "303": "01 02 03 04 05 06 07 08 09 10 11 99",
    "307": "01 02 03 04",
    "309": "01 02 03 05 06 07 08 13 19 21 22 99",
    "310": "01 02 03 05 06 07 08 09 10 11 12 13 19 21 22 99",
    "311": "01 99",
    "312": "01 03 04 05 99",
    "313": "02 03 04",
    "399": "07 08 09 10 99",
}
BASIC = [
    "30101",
    "30102",
    "30103",
    "30108",
    "30113",
    "30201",
    "30202",
    "30211",
    "30226",
    "30299",
    "30302",
    "30399",
    "31002",
    "31099",
    "39999",
]
PROJECT = ["30227", "30299", "30905", "31003", "31204", "31299", "39908"]
ABROAD, RECEPTION, PURCHASE, OPERATION = "30212", "30217", "31013", "30231"

# What each shape has beside general public budget money: sources, other kinds of spending.
SHAPES = {
    "several classes": {"classes": 5},
    "government fund": {"sources": ["government_fund"], "classes": 3},
    "public institution": {
        "sources": ["special_account", "service_income", "operating_income", "other_income"],
        "kinds": ["operating", "remitted_to_superior"],
        "offices": 0,
    },
    "carry-over": {"sources": ["carry_over"]},
    "three public": {"three_public": True, "classes": 2},
    "basic only": {"projects": False, "classes": 2, "three_public": True},
    "everything": {
        "sources": SOURCES[1:],
        "kinds": KINDS[2:],
        "classes": 6,
        "offices": 0,
        "three_public": True,
    },
}


def facts(chance, sources=(), kinds=(), classes=1, three_public=False, projects=True, offices=1):
    """Leaf facts: tuples of source, functional item, kind of spending, economic item, amount."""
    items = sorted(
        {
            f"{group}{chance.randint(1, 5):02}{chance.randint(1, 9):02}"
            for group in chance.sample(CLASSES, classes)
            for _ in range(chance.randint(1, 4))
        }
    )
    usual = ["basic", "project"] if projects else ["basic"]
    found = []

    def spend(source, item, kind, economic):
        found.append((source, item, kind, economic, chance.randint(1, 10 ** chance.randint(2, 6))))

    for item in items:
        for kind in chance.sample(usual, chance.randint(1, len(usual))):
            for economic in chance.sample(BASIC if kind == "basic" else PROJECT, 4):
                spend("general_public_budget", item, kind, economic)
    spend("general_public_budget", items[0], "basic", "30101")
    if three_public:
        for economic in (ABROAD, RECEPTION, PURCHASE, OPERATION):
            spend("general_public_budget", items[0], "basic", economic)
            if projects:
                spend("general_public_budget", items[-1], "project", economic)
    for source in sources:
        fund = source in FUNDS.values()
        for item in chance.sample(items, chance.randint(1, len(items))):
            spend(source, item, chance.choice(usual), "30299")
            if not fund and kinds:
                spend(source, item, chance.choice(list(kinds)), "30299")
    return found


def make(shape, seed):
    """A package of the shape SHAPES[shape], in memory, in which every check of severity error
    holds; the same for the same seed."""
    chance = random.Random(f"{shape} {seed}")
    options = SHAPES[shape]
    leaves = facts(chance, **options)
    sums = {}
    for source, item, kind, economic, amount in leaves:
        for code in {"", item[:3], item[:5], item}:
            for group in {"", economic[:3], economic}:
                group_sums = sums.setdefault((code, group), {})
                group_sums[source, kind] = group_sums.get((source, kind), 0) + amount

    def add(sources=SOURCES, kinds=KINDS, code="", economic=""):
        """The sum of the facts of these sources and kinds, under these two codes."""
        found = sums.get((code, economic), {}).items()
        return sum(
            amount for (source, kind), amount in found if source in sources and kind in kinds
        )

    def both_sides(sources):
        rows = [
            ("revenue", i, f"收入{i}", add(sources=[source])) for i, source in enumerate(sources, 1)
        ]
        rows.append(("revenue", None, "收入合计", add(sources=sources)))
        rows += [
            ("expenditure", i, f"{code}类", add(sources=sources, code=code))
            for i, code in enumerate(CLASSES, 1)
        ]
        rows.append(("expenditure", None, "支出合计", add(sources=sources)))
        return [
            dict(zip(("side", "ordinal", "name_zh", "amount"), row, strict=True)) for row in rows
        ]

    def codes(sources):
        items = {leaf[1] for leaf in leaves if leaf[0] in sources}
        return ["", *sorted({item[:n] for item in items for n in (3, 5, 7)})]

    def by_function(sources, **columns):
        return [
            {"code": code, "name_zh": f"{code}类" if code else "合计"}
            | {
                column: add(sources=sources, code=code)
                if wanted is None
                else add(code=code, **{"sources": sources, **wanted})
                for column, wanted in columns.items()
            }
            for code in codes(sources)
        ]

    def by_kind(sources, kinds):
        columns = {kind: {"kinds": [kind]} for kind in kinds}
        return by_function(sources, total=None, **columns)

    gpb = [SOURCES[0]]
    tables = {
        "01-revenue-and-expenditure": both_sides(SOURCES),
        "02-revenue": by_function(SOURCES, total=None, **{s: {"sources": [s]} for s in SOURCES}),
        "03-expenditure": by_kind(SOURCES, KINDS),
        "04-appropriation": both_sides(SOURCES[:3]),
        **{table: by_kind([source], KINDS[:2]) for table, source in FUNDS.items()},
        "08-economic-categories": [
            {"code": code, "amount": add(sources=gpb, economic=code)} for code in ["", *ECONOMIC]
        ],
        "09-basic-expenditure-items": [
            {"code": code, "amount": add(sources=gpb, kinds=["basic"], economic=code)}
            for code in [
                "",
                *(
                    code
                    for group, items in ECONOMIC.items()
                    for code in [group, *(group + item for item in items.split())]
                ),
            ]
        ],
    }
    abroad, reception, purchase, operation = (
        add(sources=gpb, economic=economic) for economic in (ABROAD, RECEPTION, PURCHASE, OPERATION)
    )
    vehicles = purchase + operation
    tables["10-three-public-expenses"] = [
        {"item": item, "amount": amount}
        for item, amount in (
            ("", abroad + reception + vehicles),
            ("1", abroad),
            ("2", reception),
            ("3", vehicles),
            ("3.1", purchase),
            ("3.2", operation),
        )
    ]
    for table, rows in tables.items():
        nothing = 0 if table.startswith("10") else chance.choice((None, None, 0))
        for row in rows:
            row.update(
                {
                    column: nothing
                    for column, value in row.items()
                    if column not in ("ordinal", "code", "item") and value == 0
                }
            )
    narrative = tell(chance, tables, options, add)
    return {name: complete(name, rows) for name, rows in (tables | narrative).items()}


def complete(name, rows):
    """The rows with the format's columns, in its order, and row numbers; text where there must be
    some, as a budget without names is none."""
    blank = {}
    for field in fields_of(name):
        required = field.get("constraints", {}).get("required")
        blank[field["name"]] = None if field["type"] != "string" else "—" if required else ""
    return [{**blank, **row, "row": number} for number, row in enumerate(rows, 1)]


def fields_of(name):
    """What the format says of the columns of a resource."""
    return next(each["schema"]["fields"] for each in FORM["resources"] if each["name"] == name)


def tell(chance, tables, options, add):
    """The narrative that goes with the tables."""
    gpb = [SOURCES[0]]
    statements = []

    def state(section, subject, value, cell=("", "", ""), change=None):
        unit = "个" if subject == "performance_targets" else "万元"
        row = {"section": section, "subject": subject, "value": value, "unit": unit}
        row |= dict(zip(("table", "code", "column"), cell, strict=True))
        if change is not None:
            row["change"] = change
            row["comparison"] = ("decrease", "level", "increase")[(change > 0) - (change < 0) + 1]
            if value != change:
                ratio = Decimal(change) * 100 / (value - change)
                row["change_percent"] = int(100 * ratio.quantize(Decimal("0.01"), ROUND_HALF_UP))
        statements.append(row)

    everything, budget = add(), add(sources=gpb)
    change = chance.choice((0, everything - chance.randint(1, 10**6)))
    state(1, "revenue", everything, ("02-revenue", "", "total"), change)
    state(1, "expenditure", everything, ("03-expenditure", "", "total"), change)
    state(2, "budget", budget, ("05-general-public-budget", "", "total"))
    for row in tables["05-general-public-budget"]:
        if len(row["code"]) == 7:
            cell = ("05-general-public-budget", row["code"], "total")
            state(2, f"item_{row['code']}", row["total"], cell)
    for section, table in ((3, "06-government-fund"), (4, "07-state-capital")):
        state(section, FUNDS[table], add(sources=[FUNDS[table]]) or None, (table, "", "total"))
    basic = {"sources": gpb, "kinds": ["basic"]}
    personnel = add(**basic, economic="301") + add(**basic, economic="303")
    running = add(**basic) - personnel
    state(5, "personnel_expenses", personnel)
    state(5, "running_expenses", running)
    for row in tables["10-three-public-expenses"][1:]:
        cell = ("10-three-public-expenses", row["item"], "amount")
        state(6, f"three_public_{row['item']}".replace(".", "_"), row["amount"], cell, 0)
    projects = []
    for row in tables["05-general-public-budget"]:
        if len(row["code"]) == 7 and row["project"] and chance.random() < 0.7:
            part = chance.randint(1, row["project"])
            projects.append({"code": row["code"], "total": part, "appropriation": part, "other": 0})
    state(7, "performance_targets", 100 * len(projects))
    state(7, "performance_appropriation", sum(project["total"] for project in projects))
    offices = options.get("offices", 1)
    state(8, "operating_costs", running if offices else running // 2, change=running // 3)
    running_costs = add(sources=gpb, economic=OPERATION)
    bought = 1 if add(sources=gpb, economic=PURCHASE) else 0
    kinds = [chance.randint(1, 3) if running_costs else 0 for _ in range(6)]
    parts = [chance.randint(0, 10**6) for _ in range(3)]
    return {
        "statements": statements,
        "units": [{"name_zh": "单位", "offices": offices, "posts": chance.randint(1, 99)}],
        "procurement": [
            {"item": item, "value": value}
            for item, value in zip(("", "1", "2", "3"), (sum(parts), *parts), strict=True)
        ],
        "assets": [{"item": "1", "held": sum(kinds), "planned": bought}]
        + [{"item": f"1.{i}", "held": held} for i, held in enumerate(kinds, 1)]
        + [{"item": "2", "held": 0, "planned": 0}],
    } | ({"projects": projects} if projects else {})


def write(figures, directory):
    """Write a package in memory as a folder that `budgetbook.package` reads."""
    names = [each["name"] for each in FORM["resources"] if each["name"] in figures]
    for name in names:
        fields = fields_of(name)
        with open(directory / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([each["name"] for each in fields])
            for row in figures[name]:
                writer.writerow([printed(row[each["name"]], each["type"]) for each in fields])
    resources = [{"name": name, "path": f"{name}.csv"} for name in names]
    text = json.dumps({"name": "synthetic", "resources": resources})
    (directory / "datapackage.json").write_text(text, encoding="utf-8")


def printed(value, kind):
    if value is None:
        return ""
    return f"{Decimal(value).scaleb(-2):.2f}" if kind == "number" else str(value)
