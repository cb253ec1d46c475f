"""The rule book: every identity (勾稽关系) that a departmental budget's printed figures must hold.

A package is a mapping of resource name to rows, each row a dict; amounts are whole hundredths of
万元 (303.39 is 30339) and None where the document is blank. Nothing here knows a bureau: the codes
named are the national ones of the economic classification, the words those of the printed form.

A check lists claims. A claim is ``(cell, parts, slack)``; a cell is ``(resource, row, column)``,
with a fourth member, -1, where it is taken away. What the cell prints must lie between the sum of
`parts` and that sum plus the sum of `slack`: an empty `slack` means equal, None means no upper
limit, and a blank counts as zero. Where a rule is no sum, `parts` is the one value that the cell
must show, exactly, and `slack` lists other corrections, ``(cell, value)``, that would satisfy it.

Plain Python without imports but the form's, so that it runs wherever Python does, MicroPython in a
browser included (which knows no ``(*tables, T1)``).
"""
# ruff: noqa: B905, RUF005

from budgetbook.form import BY_ITEM, FORM, SPENDING, TABLES, amounts, in_unit

T1, T2, T3, T4, T5, T6, T7, T8, T9, T10 = TABLES
STATED = "statements"
Claims = object  # claims one after the other, as a generator gives them
COLUMNS = {name: amounts(name) for name in TABLES + ("procurement",)}
SOURCES = COLUMNS[T2][1:]
FUND_TABLES, OTHER_SOURCES = SPENDING, SOURCES[3:]
FUNDS = tuple(zip(FUND_TABLES, SOURCES))
PERSONNEL = ("301", "303")  # wages and welfare; subsidies to individuals and households
THREE_PUBLIC = (("1", ("30212",)), ("2", ("30217",)), ("3.1", ("30913", "31013")),
                ("3.2", ("30231",)))

FAMILIES = (
    ("Tables 1 and 4 add up and balance", "表1、表4：各项相加，收支平衡"),
    ("Table 4 is what appropriations pay for in table 1", "表4是表1中由财政拨款安排的部分"),
    ("Table 2 splits table 1's revenue by source", "表2按来源细分表1的收入"),
    ("Classes, sections and items add up", "类、款、项逐级相加"),
    ("Each row's kinds of spending add up", "每一行的各类支出相加"),
    ("Table 3 agrees with table 1's spending", "表3与表1的支出一致"),
    ("Every code spends what it receives", "每个科目收支相等"),
    ("Tables 5, 6 and 7 add up to table 4", "表5、表6、表7相加等于表4"),
    ("Tables 5, 6 and 7 agree with tables 2 and 3", "表5、表6、表7与表2、表3一致"),
    ("Table 8 is table 5 by what it buys", "表8把表5的支出按经济分类列示"),
    ("Table 9 is table 5's basic spending by what it buys", "表9把表5的基本支出按经济分类列示"),
    ("Table 8 is table 9 and the projects", "表8等于表9加项目支出"),
    ("Personnel and running expenses make up basic spending", "人员经费加公用经费等于基本支出"),
    ("Operating costs are running expenses", "机关运行经费等于公用经费"),
    ("Table 10 adds up and covers table 9", "表10各项相加等于合计，且不少于表9的对应科目"),
    ("Empty means empty", "“没有”的写法前后一致"),
    ("Performance targets match the project money", "绩效目标与项目资金相符"),
    ("Last year can be rebuilt", "上年数可以倒推"),
    ("Procurement and vehicles add up", "政府采购与车辆"),
    ("The text repeats the tables", "文字与表格一致"))
NO_CELLS = []
CHECKS = []


def check(family: int, slug: str, reads: tuple, claims: object, title: str, title_zh: str,
          rule: str, rule_zh: str, **more: object) -> None:
    """Enter a check. `claims` is called with the package and the resources that it `reads`.

    `more`: severity ("error" or "warning"); `each`, tables that it can read one at a time; and
    fixed=False where the amounts decide which cells it compares.
    """
    entry = {"id": slug, "family": family, "reads": reads, "claims": claims, "severity": "error"}
    entry.update({"title": (title, title_zh), "rule": (rule, rule_zh), "each": (), "fixed": True})
    entry.update(more)
    CHECKS.append(entry)


# Cells and claims


def at(package: dict, table: str, code: str, *columns: str) -> list:
    """The cells of the row with this code or item ("" for the total row), none if there is none."""
    key = "item" if table in BY_ITEM else "code"
    return [(table, r, column) for r in package[table] if r[key] == code for column in columns]


def lines(package: dict, table: str, side: str) -> list:
    """The amounts of one side of table 1 or 4, without the total."""
    rows = package[table]
    return [(table, r, "amount") for r in rows if r["side"] == side and r["ordinal"] is not None]


def side_total(package: dict, table: str, side: str) -> list:
    """The total of one side of table 1 or 4: one cell, in a list."""
    rows = package[table]
    return [(table, r, "amount") for r in rows if r["side"] == side and r["ordinal"] is None]


def numbered(package: dict, table: str, side: str) -> dict:
    """The lines of one side by their printed number, each in a list."""
    return {cell[1]["ordinal"]: [cell] for cell in lines(package, table, side)}


def categories(package: dict, table: str, leaving_out: tuple = ()) -> list:
    """The economic categories (类) of table 8 or 9."""
    rows = [row for row in package[table] if len(row["code"]) == 3]
    return [(table, row, "amount") for row in rows if row["code"] not in leaving_out]


def statements(package: dict) -> list:
    """The rows of what the text states, amounts of money in the form's unit.

    Raises ValueError where a value is no whole number of its hundredths, or has no unit that is
    known, which the reader refuses.
    """
    found = []
    for row in package[STATED]:
        value, unit = row["value"], row["unit"]
        if value is not None and unit != FORM["unit"] and unit not in FORM["counted"]:
            row = dict(row)
            row.update({"value": in_unit(value, unit), "unit": FORM["unit"]})
            if row["value"] is None:
                raise ValueError(STATED + ", row " + str(row["row"]) + ": a value in " + repr(unit))
        found.append(row)
    return found


def stated(package: dict, subject: str) -> list:
    """The figure that the text states on `subject`, if it states one: a cell, in a list."""
    rows = [row for row in statements(package) if row["subject"] == subject]
    return [(STATED, row, "value") for row in rows if row["value"] is not None]


def minus(cells: list) -> list:
    return [(table, row, column, -1) for table, row, column in cells]


def equal(cells: list, parts: list | int | None) -> list:
    return [(cell, parts, ()) for cell in cells]


def totals(package: dict, table: str, column: str, other: str, other_column: str) -> list:
    return equal(at(package, table, "", column), at(package, other, "", other_column))


def rows_by_code(package: dict, table: str) -> dict:
    return {row["code"]: row for row in package[table]}


def codes_of(package: dict, tables: tuple) -> list:
    return sorted({row["code"] for table in tables for row in package[table]})


# 1. Tables 1 and 4 add up and balance

for number, table in ((1, T1), (4, T4)):
    for side, name, name_zh in (("revenue", "revenue", "收入"),
                                ("expenditure", "spending", "支出")):
        check(1, f"t{number}-{name}-sum", (table,),
            lambda p, t, side=side: equal(side_total(p, t, side), lines(p, t, side)),
            f"Table {number}: {name} adds up", f"表{number}：{name_zh}合计",
            f"Total {name} is the sum of the {name} lines.",
            f"{name_zh}合计等于各项{name_zh}之和。")
    check(1, f"t{number}-balance", (table,),
        lambda p, t: equal(side_total(p, t, "expenditure"), side_total(p, t, "revenue")),
        f"Table {number}: revenue equals spending", f"表{number}：收支平衡",
        "A budget balances: total spending equals total revenue.",
        "预算要平衡：支出合计等于收入合计。")

# 2. Table 4 is the part of table 1 that appropriations pay for


def by_class(package: dict, table: str, *groups: tuple) -> list:
    """Each spending line = the classes (类) of its name in `groups` of (tables, columns).

    A class whose name no line has belongs to the line with its place in the form's order, if the
    table has the form's lines. One without a line must be empty.
    """
    cells = lines(package, table, "expenditure")
    numbers = {row["name_zh"]: row["ordinal"] for _, row, _ in cells}
    if len(cells) == len(FORM["classes"]):
        numbers.update({code: number for number, code in enumerate(FORM["classes"], 1)})
    found, lost = {}, []
    for tables, columns in groups:
        for source in tables:
            for row in package[source]:
                if len(row["code"]) == 3:
                    number = numbers.get(row["name_zh"], numbers.get(row["code"]))
                    parts = lost if number is None else found.setdefault(number, [])
                    parts.extend([(source, row, column) for column in columns])
    claims = [(cell, found.get(cell[1]["ordinal"], []), ()) for cell in cells]
    return claims + equal(lost, NO_CELLS)


def lines_beyond_table_4(package: dict, *_: str) -> Claims:
    appropriated = numbered(package, T4, "expenditure")
    for cell, others, _ in by_class(package, T1, ((T2,), OTHER_SOURCES)):
        yield cell, appropriated.get(cell[1].get("ordinal"), []) + others, ()


def same_revenue(package: dict, *_: str) -> Claims:
    whole = numbered(package, T1, "revenue")
    for cell in lines(package, T4, "revenue"):
        yield cell, whole.get(cell[1]["ordinal"], []), ()


def beyond_appropriations(package: dict, *_: str) -> list:
    others = [cell for cell in lines(package, T1, "revenue") if cell[1]["ordinal"] > len(FUNDS)]
    appropriated = side_total(package, T4, "expenditure")
    return equal(side_total(package, T1, "expenditure"), appropriated + others)


check(2, "t4-t1-revenue", (T4, T1), same_revenue,
    "Tables 4 and 1 have the same appropriations", "表4与表1的财政拨款收入一致",
    "Each revenue line of table 4 repeats the line of that number in table 1.",
    "表4的每项收入与表1同一序号的收入相同。")
check(2, "t4-t1-lines", (T1, T4, T2), lines_beyond_table_4,
    "Table 1's spending lines are table 4's and other money's",
    "表1各项支出等于表4同一项加其他资金",
    "A spending line of table 1 is that line of table 4 plus what table 2 gives its class from"
    " other sources; without any, the two lines are equal.",
    "表1的每项支出等于表4同一项，加上表2中该类的其他来源收入；没有其他来源时，两项相等。")
check(2, "t4-t1-total", (T1, T4), beyond_appropriations,
    "Table 1's total spending is table 4's and other money's",
    "表1支出合计等于表4支出合计加其他资金",
    "Total spending is what appropriations pay for plus the revenue from other sources.",
    "支出合计等于财政拨款安排的支出，加上财政拨款以外的收入。")

# 3. Table 2 splits table 1's revenue by source


def by_source(package: dict, *_: str) -> Claims:
    revenue = numbered(package, T1, "revenue")
    for number, cell in enumerate(at(package, T2, "", *SOURCES), 1):
        yield cell, revenue.get(number, []), ()


def rows_sum(package: dict, table: str) -> Claims:
    for row in package[table]:
        yield (table, row, "total"), [(table, row, column) for column in COLUMNS[table][1:]], ()


check(3, "t2-t1-sources", (T2, T1), by_source,
    "Table 2's total row is table 1's revenue", "表2合计行等于表1的各项收入",
    "The total row of table 2 repeats, source by source, the revenue lines of table 1.",
    "表2合计行的每个来源与表1对应的收入项相同。")
check(3, "t2-rows-sum", (T2,), rows_sum,
    "Table 2: each row adds up", "表2：每行相加等于总计",
    "A row's total is the sum of its ten sources.", "每行的总计等于十个来源之和。")

# 4. Classes, sections and items add up


def above(code: str) -> str:
    """The code one level up: 21505 for 2150501, 3 for 3.1, "" for a class or a first item."""
    if len(code) > 3 and "." not in code:
        return code[:-2]
    return code[:code.rfind(".")] if "." in code else ""


def levels_sum(package: dict, table: str, columns: tuple | None = None) -> Claims:
    """Each row that has rows below it is their sum; a total row without rows is empty."""
    key = "item" if table in BY_ITEM else "code"
    below = {row[key]: [] for row in package[table]}
    for row in package[table]:
        parent = above(row[key])
        while parent and parent not in below:
            parent = above(parent)
        if row[key] and parent in below:
            below[parent].append(row)
    for row in package[table]:
        children = below[row[key]]
        for column in (columns or COLUMNS[table]) if children or not row[key] else ():
            yield (table, row, column), [(table, child, column) for child in children], ()


for number, table in ((2, T2), (3, T3), (5, T5), (6, T6), (7, T7)):
    check(4, f"t{number}-levels-sum", (table,), levels_sum,
        f"Table {number}: classes, sections and items add up", f"表{number}：类、款、项逐级相加",
        "In every column, the total is the sum of the classes, a class the sum of its sections, a"
        " section the sum of its items; a total without rows is empty.",
        "每一列中，合计等于各类之和，类等于所属各款之和，款等于所属各项之和；没有列出科目时，合计留空。")

# 5. Each row's kinds of spending add up

for number, table in ((3, T3), (5, T5), (6, T6), (7, T7)):
    check(5, f"t{number}-rows-sum", (table,), rows_sum,
        f"Table {number}: each row adds up", f"表{number}：每行相加等于合计",
        "A row's total is its basic spending plus its project spending"
        + (" plus the three other kinds." if table == T3 else "."),
        "每行的合计等于基本支出加项目支出" + ("，再加其他三类支出。" if table == T3 else "。"))

# 6. Table 3 agrees with table 1's spending

check(6, "t3-t1-total", (T3, T1),
    lambda p, *_: equal(at(p, T3, "", "total"), side_total(p, T1, "expenditure")),
    "Tables 3 and 1 spend the same in total", "表3合计等于表1支出合计",
    "The total of table 3 is the total spending of table 1.", "表3的合计等于表1的支出合计。")
check(6, "t3-t1-classes", (T1, T3), lambda p, *_: by_class(p, T1, ((T3,), ("total",))),
    "Table 1's spending lines are table 3's classes", "表1各项支出等于表3各类",
    "A spending line of table 1 is the class of that name in table 3; without one, it is empty.",
    "表1的每项支出等于表3中同名的类；表3没有这一类时，该项为空白。")

# 7. Every code spends what it receives


def receives_and_spends(package: dict, *_: str) -> Claims:
    income, spending = rows_by_code(package, T2), rows_by_code(package, T3)
    for code in codes_of(package, (T2, T3)):
        cells = [(t, found[code], "total") for t, found in ((T2, income), (T3, spending))
                 if code in found]
        yield cells[0], cells[1:], ()


check(7, "t2-t3-codes", (T2, T3), receives_and_spends,
    "Tables 2 and 3 have the same total for each code", "表2与表3各科目的合计一致",
    "Each row of table 2, the total row too, has the same total as that row of table 3.",
    "表2每一行（含合计行）的总计等于表3同一行的合计。")

# 8. Tables 5, 6 and 7 add up to table 4


def funds_revenue(package: dict, *_: str) -> Claims:
    revenue = numbered(package, T4, "revenue")
    for number, table in enumerate(FUND_TABLES, 1):
        for cell in at(package, table, "", "total"):
            yield cell, revenue.get(number, []), ()


check(8, "t5-t7-revenue", FUND_TABLES + (T4,), funds_revenue,
    "Each fund spends its appropriation", "各项拨款收支相等",
    "The totals of tables 5, 6 and 7 are the three revenue lines of table 4.",
    "表5、表6、表7的合计分别等于表4的三项收入。")
check(8, "t5-t7-spending", (T4,) + FUND_TABLES,
    lambda p, *_: equal(side_total(p, T4, "expenditure"),
                        [cell for t in FUND_TABLES for cell in at(p, t, "", "total")]),
    "The three funds add up to table 4", "三项拨款支出相加等于表4支出合计",
    "Total spending in table 4 is the sum of the totals of tables 5, 6 and 7.",
    "表4的支出合计等于表5、表6、表7合计之和。")
check(8, "t5-t7-classes", (T4,) + FUND_TABLES,
    lambda p, *_: by_class(p, T4, (FUND_TABLES, ("total",))),
    "Table 4's spending lines are the funds' classes", "表4各项支出等于表5至表7各类",
    "A spending line of table 4 is the sum of the classes of that name in tables 5, 6 and 7.",
    "表4的每项支出等于表5、表6、表7中同名各类之和。")

# 9. Tables 5, 6 and 7 agree with tables 2 and 3


def funds_by_source(package: dict, *_: str) -> Claims:
    income = rows_by_code(package, T2)
    for table, source in FUNDS:
        spending = rows_by_code(package, table)
        for code in codes_of(package, (T2, table)):
            cells = [(t, found[code], column) for t, found, column in
                     ((table, spending, "total"), (T2, income, source)) if code in found]
            yield cells[0], cells[1:], ()


def funds_in_spending(package: dict, *_: str) -> Claims:
    """Appropriations pay for basic and project spending only; other money may pay for any."""
    income, spending = rows_by_code(package, T2), rows_by_code(package, T3)
    funds = [(table, rows_by_code(package, table)) for table in FUND_TABLES]
    for code in codes_of(package, (T3,) + FUND_TABLES):
        paying = [(table, rows[code]) for table, rows in funds if code in rows]
        if code in spending:
            paying.append((T3, spending[code]))
        others = [(T2, income[code], source) for source in OTHER_SOURCES if code in income]
        less = minus(others)
        for column in ("total", "basic", "project"):
            cell, *rest = [(table, row, column) for table, row in paying]
            if cell[0] == T3:
                yield (cell, others, ()) if column == "total" else (cell, NO_CELLS, others)
            elif code in spending:
                slack = () if column == "total" else others
                yield cell, rest[-1:] + minus(rest[:-1]) + less, slack
            else:
                yield cell, [], ()


check(9, "t5-t7-t2", FUND_TABLES + (T2,), funds_by_source,
    "Each fund's rows are its column of table 2", "表5至表7各行等于表2中该项资金的一列",
    "A row's total in table 5, 6 or 7, the total row's too, is what table 2 gives it from that"
    " fund.",
    "表5、表6、表7每行（含合计行）的合计等于表2同一行中同一资金的金额。")
check(9, "t5-t7-t3", FUND_TABLES + (T3, T2), funds_in_spending,
    "Tables 5, 6 and 7 are table 3 less other money", "表5至表7各行等于表3减其他资金",
    "A row of table 5, 6 or 7, the total row too, is that row of table 3 less what other money pays"
    " for; without other money, it repeats table 3 column by column.",
    "表5、表6、表7的每一行（含合计行）等于表3同一行减去其他来源的资金；没有其他来源时，各列与表3相同。")

# 10 to 12. The economic classification


def categories_cover(package: dict, *_: str) -> Claims:
    for cell in categories(package, T9):
        covering = at(package, T8, cell[1]["code"], "amount")
        yield (covering[0], [cell], None) if covering else (cell, [], ())


check(10, "t8-t5-total", (T8, T5), lambda p, *_: totals(p, T8, "amount", T5, "total"),
    "Tables 8 and 5 have the same total", "表8合计等于表5合计",
    "The same money, by what it buys: table 8's total is table 5's.",
    "同一笔钱按经济用途再分一次：表8的合计等于表5的合计。")
check(10, "t8-levels-sum", (T8,), levels_sum,
    "Table 8: categories add up", "表8：各类相加等于合计",
    "The total of table 8 is the sum of its categories.", "表8的合计等于各类之和。")
check(11, "t9-t5-basic", (T9, T5), lambda p, *_: totals(p, T9, "amount", T5, "basic"),
    "Table 9 is table 5's basic spending", "表9合计等于表5基本支出",
    "The total of table 9 is the basic spending in table 5's total row.",
    "表9的合计等于表5合计行的基本支出。")
check(11, "t9-levels-sum", (T9,), levels_sum,
    "Table 9: categories and subcategories add up", "表9：类、款逐级相加",
    "The total of table 9 is the sum of its categories, and each category of its subcategories.",
    "表9的合计等于各类之和，每一类等于所属各款之和。")
check(12, "t8-t9-categories", (T8, T9), categories_cover,
    "No category of table 8 is below table 9's", "表8各类不少于表9同一类",
    "All spending on a category includes the basic spending on it.",
    "每一类的全部支出包含这一类的基本支出。")
check(12, "t8-t9-project", (T8, T9, T5),
    lambda p, *_: equal(at(p, T8, "", "amount"),
                        at(p, T9, "", "amount") + at(p, T5, "", "project")),
    "What table 8 adds to table 9 is the project spending", "表8比表9多出的是项目支出",
    "The total of table 8 is the total of table 9 plus the project spending of table 5.",
    "表8的合计等于表9的合计加表5的项目支出。")

# 13 and 14. Personnel expenses, running expenses, operating costs


def operating_costs(package: dict, *_: str) -> Claims:
    running = categories(package, T9, PERSONNEL)
    administrative = all(row["offices"] for row in package["units"])
    for cell in stated(package, "operating_costs"):
        yield (cell, running, ()) if administrative else (cell, [], running)


check(13, "personnel-expenses", (STATED, T9),
    lambda p, *_: equal(stated(p, "personnel_expenses"),
                        [cell for code in PERSONNEL for cell in at(p, T9, code, "amount")]),
    "The stated personnel expenses are in table 9", "人员经费与表9一致",
    "Personnel expenses are wages and welfare (301) and subsidies to households (303).",
    "人员经费等于表9的301工资福利支出加303对个人和家庭的补助。")
check(13, "running-expenses", (STATED, T9),
    lambda p, *_: equal(stated(p, "running_expenses"), categories(p, T9, PERSONNEL)),
    "The stated running expenses are in table 9", "公用经费与表9一致",
    "Running expenses are table 9's other categories: 302, goods and services, 310, capital, and"
    " any other.",
    "公用经费等于表9其余各类之和：302商品和服务支出、310资本性支出等。")
check(13, "personnel-and-running", (T9, STATED),
    lambda p, *_: [claim for personnel in stated(p, "personnel_expenses")
                   for running in stated(p, "running_expenses")
                   for claim in equal(at(p, T9, "", "amount"), [personnel, running])],
    "Personnel and running expenses make up table 9", "人员经费加公用经费等于表9合计",
    "Basic spending is personnel expenses plus running expenses.",
    "基本支出等于人员经费加公用经费。")
check(14, "operating-costs", (STATED, "units", T9), operating_costs,
    "Operating costs are the running expenses", "机关运行经费等于公用经费",
    "An administrative unit's operating costs are its running expenses in table 9; with units that"
    " are no administrative offices, they are at most that.",
    "行政单位的机关运行经费等于表9中的公用经费；有非行政单位时，不超过公用经费。")

# 15. Table 10 adds up and covers table 9


def three_public(package: dict, *_: str) -> Claims:
    for item, codes in THREE_PUBLIC:
        for cell in at(package, T10, item, "amount"):
            basic = [part for code in codes for part in at(package, T9, code, "amount")]
            yield cell, basic, at(package, T5, "", "project")


check(15, "t10-levels-sum", (T10,), levels_sum,
    "Table 10: its lines add up", "表10：各项相加等于合计",
    "The total is the sum of the three items; vehicles are buying them plus running them.",
    "合计等于三项之和；公务用车购置及运行费等于购置费加运行费。")
check(15, "t10-t9", (T10, T9, T5), three_public,
    "Table 10 covers the same lines of table 9", "表10不少于表9的对应科目",
    "Each of the three public expenses is at least its line of table 9; what goes beyond fits into"
    " project spending, and without projects the two are equal.",
    "每项“三公”经费不少于表9的对应款项，多出的部分不超过项目支出；没有项目支出时，二者相等。")

# 16. Empty means empty


def empty_funds(package: dict, *_: str) -> Claims:
    for table in (T6, T7):
        for row in statements(package):
            if row["table"] == table and not row["code"] and row["column"] == "total":
                yield (STATED, row, "value"), at(package, table, "", "total"), ()


def one_way(package: dict, *tables: str) -> Claims:
    for table in tables:
        empty = [(table, r, c) for r in package[table] for c in COLUMNS[table] if not r[c]]
        zeros = [cell for cell in empty if cell[1][cell[2]] is not None]
        if 0 < 2 * len(zeros) < len(empty):
            yield from equal(zeros, None)
        elif zeros:
            other_way = [(zeros[0], None)] if len(zeros) == 1 else []
            yield from [(cell, 0, other_way) for cell in empty]


def not_negative(package: dict, *tables: str) -> list:
    return [((table, row, column), NO_CELLS, None) for table in tables for row in package[table]
            for column in COLUMNS[table] if row[column] is not None]


check(16, "t6-t7-stated", (STATED, T6, T7), empty_funds,
    "The text on tables 6 and 7 says what they show", "文字对表6、表7的说明与表格一致",
    "Where the table is empty, the text says that no such money is used; else it states the total.",
    "表格空白时，文字说明没有使用这类资金；表格有数时，文字所说的数与合计相同。")
check(16, "blank-or-zero", (), one_way,
    "A table writes “nothing” in one way", "同一张表里，“没有”只有一种写法",
    "Within a table, nothing is left blank everywhere or printed as 0.00 everywhere.",
    "同一张表里，没有金额的格或者都留空，或者都写0.00。",
    each=TABLES, fixed=False)
check(16, "not-negative", (), not_negative,
    "No amount is below zero", "金额不为负",
    "A budget plans to receive or spend something or nothing, never less.",
    "预算安排的收入和支出可以为零，不会小于零。",
    each=TABLES, fixed=False)

# 17. Performance targets match the project money


def project_parts(package: dict, table: str) -> Claims:
    for row in package[table]:
        yield (table, row, "total"), [(table, row, c) for c in ("appropriation", "other")], ()


def project_within_code(package: dict, table: str, *_: str) -> Claims:
    for row in package[table]:
        funds = [cell for t in FUND_TABLES for cell in at(package, t, row["code"], "project")]
        yield (table, row, "total"), [], at(package, T3, row["code"], "project")
        yield (table, row, "appropriation"), [], funds


def coverage(package: dict, *_: str) -> Claims:
    for row in package[T3]:
        if len(row["code"]) == 7 and row["project"]:
            projects = [each for each in package["projects"] if each["code"] == row["code"]]
            yield (T3, row, "project"), [("projects", each, "total") for each in projects], ()


check(17, "project-parts", ("projects",), project_parts,
    "A project's money adds up", "项目资金总额等于各部分之和",
    "A project's total is its appropriation plus its other money.",
    "项目资金总额等于财政拨款加其他资金。")
check(17, "project-within-code", ("projects", T3) + FUND_TABLES, project_within_code,
    "A project costs no more than its code has", "项目资金不超过所属科目的项目支出",
    "A project's total fits into the project spending of its code in table 3, its appropriation"
    " into that of tables 5, 6 and 7.",
    "项目资金总额不超过表3中所属科目的项目支出，其中财政拨款不超过表5至表7的项目支出。")
check(17, "targets-counted", (STATED, "projects"),
    lambda p, *_: equal(stated(p, "performance_targets"), 100 * len(p["projects"])),
    "The stated number of targets is the number listed", "绩效目标个数等于所列项目数",
    "The text counts as many project targets as it sets out.",
    "文字所说的绩效目标个数等于所列项目的个数。")
check(17, "targets-money", (STATED, "projects"),
    lambda p, *_: equal(stated(p, "performance_appropriation"),
                        [("projects", row, "appropriation") for row in p["projects"]]),
    "The stated money under targets is the projects'", "绩效目标涉及的拨款与所列项目一致",
    "The appropriation that targets cover is the sum of the projects' appropriations.",
    "绩效目标涉及的财政拨款等于所列项目的财政拨款之和。")
check(17, "targets-coverage", (T3, "projects"), coverage,
    "All project money has a performance target", "项目支出都有绩效目标",
    "Where an item has project spending, it is that of the projects with a target.",
    "项级科目有项目支出的，其金额等于该科目下设有绩效目标的项目资金之和。",
    severity="warning", fixed=False)

# 18. Last year can be rebuilt


def ratio(number: int, base: int) -> int:
    """`number` ÷ `base`, which is above 0, to the nearest whole number, halves away from zero."""
    nearest = (2 * abs(number) + base) // (2 * base)
    return nearest if number >= 0 else -nearest


def percentages(package: dict, table: str) -> Claims:
    for row in statements(package):
        value, change, percent = row["value"], row["change"], row["change_percent"]
        if None in (value, change, percent) or value <= change:
            continue
        computed = ratio(10000 * change, value - change)
        if percent == 100 * ratio(100 * change, value - change):
            computed = percent  # printed without decimals
        yield (table, row, "change_percent"), computed, (
            ((table, row, "change"), value - ratio(10000 * value, max(1, 10000 + percent))),
            ((table, row, "value"), change + ratio(10000 * abs(change), max(1, abs(percent)))))


def directions(package: dict, table: str) -> Claims:
    signs = {"decrease": -1, "level": 0, "increase": 1}
    for row in package[table]:
        if row["comparison"] in signs and row["change"] is not None:
            size = abs(row["change"]) or 1  # a change to nothing is neither of them
            yield (table, row, "change"), signs[row["comparison"]] * size, ()


def last_year(package: dict, table: str) -> Claims:
    for row in statements(package):
        if row["value"] is not None and row["change"] is not None:
            yield (table, row, "value"), [(table, row, "change")], None


def balanced_changes(package: dict, table: str) -> list:
    changes = {row["table"]: (table, row, "change") for row in package[table]
               if row["change"] is not None and not row["code"] and row["column"] == "total"}
    return equal([changes[T3]], [changes[T2]]) if T2 in changes and T3 in changes else []


check(18, "change-percent", (STATED,), percentages,
    "The stated percentages follow from the changes", "变动百分比与变动额相符",
    "A percentage is the change divided by last year's figure, which is this year's less the"
    " change.",
    "变动百分比等于变动额除以上年数，上年数等于本年数减去变动额。",
    fixed=False)
check(18, "change-direction", (STATED,), directions,
    "The words for a change fit its sign", "表示增减的用词与变动额的正负相符",
    "A decrease is below zero, an increase above, and a level figure does not change.",
    "减少时变动额为负，增加时为正，持平时为零。",
    fixed=False)
check(18, "last-year", (STATED,), last_year,
    "Last year's figures are not below zero", "倒推的上年数不为负",
    "Last year's figure, this year's less the change, is not below zero.",
    "本年数减去变动额得上年数，不会小于零。")
check(18, "change-balance", (STATED,), balanced_changes,
    "Revenue and spending change alike", "收入与支出的变动额相同",
    "Both years balance, so total revenue and total spending change by the same amount.",
    "两年都收支平衡，收入与支出的变动额相同。")

# 19. Procurement and vehicles add up


def vehicle_costs(package: dict, table: str, _: str) -> Claims:
    for _, row, _ in at(package, table, "1", "held"):
        if row["planned"] == 0:
            yield from equal(at(package, T10, "3.1", "amount"), [])
            yield from equal(at(package, T10, "3.2", "amount") if row["held"] == 0 else (), [])


def costs_of_vehicles(package: dict, table: str, _: str) -> Claims:
    for count, item in (("held", "3.2"), ("planned", "3.1")):
        for cell in at(package, table, "1", count):
            for _, cost, _ in at(package, T10, item, "amount"):
                held = cell[1][count]
                yield cell, held if cost["amount"] or held is None else 0, ()


check(19, "procurement-sum", ("procurement",), levels_sum,
    "Procurement adds up", "政府采购：各项相加等于总额",
    "Total procurement is goods plus works plus services.",
    "政府采购预算总额等于货物、工程、服务之和。")
check(19, "vehicles-sum", ("assets",), lambda p, table: levels_sum(p, table, ("held",)),
    "Vehicles add up by kind", "车辆：各种用车相加等于总数",
    "The number of vehicles is the sum of the kinds listed.", "车辆总数等于所列各种用车之和。")
check(19, "no-vehicles-no-costs", ("assets", T10), vehicle_costs,
    "Without vehicles, no vehicle expenses", "没有车辆就没有车辆费用",
    "A bureau that buys no vehicles plans no money to buy them; one that has none either plans"
    " none to run them.",
    "不购置车辆就没有公务用车购置费；也没有车辆的，就没有公务用车运行费。",
    fixed=False)
check(19, "vehicles-have-costs", ("assets", T10), costs_of_vehicles,
    "Vehicles cost something", "有车辆就有车辆费用",
    "Vehicles held go with money to run them, vehicles to be bought with money to buy them.",
    "现有车辆的，列有运行费；计划购置车辆的，列有购置费。",
    severity="warning", fixed=False)

# 20. The text repeats the tables


def text_and_cells(package: dict, _: str, *tables: str) -> Claims:
    for row in statements(package):
        table, column = row["table"], row["column"]
        if row["value"] is not None and table in tables and column in COLUMNS[table]:
            yield (STATED, row, "value"), at(package, table, row["code"], column), ()


def text_lists_items(package: dict, *_: str) -> Claims:
    listed = [(STATED, row, "value") for row in statements(package)
              if row["section"] == 2 and row["table"] == T5 and len(row["code"]) == 7]
    for row in package[T5] if listed else ():
        if len(row["code"]) == 7:
            yield (T5, row, "total"), [c for c in listed if c[1]["code"] == row["code"]], ()


check(20, "text-figures", (STATED,), text_and_cells,
    "Every stated figure is the cell it speaks of", "文字中的数与所指表格一致",
    "A figure in the explanations repeats the printed cell that it speaks of.",
    "文字说明中的每个数与所指的那一格相同。",
    each=(T2, T3, T5, T6, T7, T8, T9, T10))
check(20, "text-items", (T5, STATED), text_lists_items,
    "The text lists table 5's items", "文字列出的项级科目与表5一致",
    "The explanations list every item of table 5 with its amount.",
    "文字说明逐一列出表5的项级科目及其金额。")

# Running the register


def total(cells: list) -> int | None:
    """The sum of what the cells print, None if they are all blank."""
    result = None
    for cell in cells:
        value = cell[1][cell[2]]
        if value is not None:
            result = (result or 0) + (value if len(cell) == 3 else -value)
    return result


def settle(claim: tuple) -> int | None:
    """What the cell of a claim should print: what it does print, if the claim holds."""
    cell, parts, slack = claim
    if not isinstance(parts, list):
        return parts
    printed = cell[1][cell[2]]
    value = total(parts) if parts else None
    amount, low = printed or 0, value or 0
    if amount == low or (amount > low and slack is None):
        return printed
    high = low + (total(slack) or 0) if slack else low
    return value if amount < low or not slack else high if amount > high else printed


def claims_of(check: dict, package: dict, only: str | None = None) -> list:
    """The claims of one check on `package`: a list, empty where the check does not apply."""
    names = check["reads"] + ((only,) if only in check["each"] else check["each"])
    present = all(name in package for name in names)
    return list(check["claims"](package, *names)) if present else []


def name_of(row: dict) -> str:
    """What identifies a printed row: code, subject, item or printed number; "" for a total row."""
    if "code" in row and "subject" not in row:
        return row["code"]
    for key in ("subject", "item", "ordinal"):
        if key in row:
            return "" if row[key] is None else str(row[key])
    return ""


def run(package: dict, only: str | None = None, language: str = "en") -> list:
    """Run the register, or only the checks that read the resource `only`.

    Returns a list of dicts in the register's order: id, family (1 to 20, titled in FAMILIES),
    title, rule, severity, status ("pass", "fail", "warn" or "not applicable") and cells, every
    claim compared: table, row, code, column, printed and recomputed, in hundredths (None for a
    blank; plain counts in resource ``assets``). A claim fails where the last two differ.
    """
    chosen = [check for check in CHECKS
              if not only or only in check["reads"] or only in check["each"]]
    return [result(check, package, only, language) for check in chosen]


def result(check: dict, package: dict, only: "str | None" = None, language: str = "en") -> dict:
    """What one check finds, as `run` gives it."""
    spoken = 1 if language == "zh" else 0
    cells, failed = [], False
    for claim in claims_of(check, package, only):
        table, row, column = claim[0]
        printed, recomputed = row[column], settle(claim)
        if printed != recomputed:
            failed = True
        cells.append({
            "table": table, "row": row["row"], "code": name_of(row), "column": column,
            "printed": printed, "recomputed": recomputed,
        })
    status = "pass" if cells else "not applicable"
    if failed:
        status = "fail" if check["severity"] == "error" else "warn"
    return {
        "id": check["id"], "family": check["family"], "title": check["title"][spoken],
        "rule": check["rule"][spoken], "severity": check["severity"], "status": status,
        "cells": cells,
    }
