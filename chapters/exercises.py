"""What the exercises expect, worked out from the data, and where to look for what went wrong.

Whoever means to solve them should read no further. A function has the exercise's label as its name
and is given the book and the answer; it returns None if that is right, ... if it was not tried,
else what to say, in English and in Chinese (see computedbook/answers.py). Amounts are in 万元.
"""

from fractions import Fraction

from budgetbook.audit import T9, T10, result
from budgetbook.claims import judge
from budgetbook.detection import corrected, misprints
from budgetbook.form import TABLES, amounts
from budgetbook.locate import locate
from computedbook.answers import number, same, weigh

WORDS = {
    "right": ("Right.", "正确。"),
    "untried": (
        "Not tried yet: fill in the dots and run the cell again.",
        "还没有填：把省略号换成答案，再运行一次。",
    ),
    "number": (
        "Type the number alone, without a unit.",
        "请只写数字，不加单位。",
    ),
}
YUAN = (
    "That is in yuan. The table is in ten thousand yuan (万元): divide by 10,000.",
    "这是以元计的数。表里的单位是万元：请除以10000。",
)
SIGN = (
    "The amount is right; the sign is not. What is taken from what?",
    "数额对了，正负号反了：想一想是谁减谁。",
)


def money(answer, right, en, zh, *slips):
    """`weigh` an amount in 万元; it may have been given in yuan, or with the wrong sign."""
    value = number(right)
    return weigh(answer, value, en, zh, *slips, (value * 10_000, *YUAN), (-value, *SIGN))


def hired_at_staff_pay(book, answer):
    table9, total = book.table(9)["amount"], book.table(8).loc["total", "amount"]
    staff, hired, wages = book.table("units")["posts"].sum(), table9["30226"], table9["301"]
    pay = wages - table9["30108":"30113"].sum()
    return weigh(
        answer,
        hired / (pay / staff),
        "How much does a person in post receive (pay_each)? How often does hired hold that?",
        "每名在职人员得多少（pay_each）？劳务费里有几个这么多？",
        (
            hired / (total / staff),
            "You divided by the whole budget for each person; look for what a person receives.",
            "你用的是每人分摊的全部预算；要找的是一个人实际得到的。",
        ),
        (
            hired / (wages / staff),
            "Wages and welfare hold the employer's contributions, too; leave these out.",
            "工资福利支出里还有单位缴的社会保险等，要先减去。",
        ),
        (
            hired / pay,
            "That divides by the pay of all the staff together.",
            "你除以的是全体在职人员的工资总数。",
        ),
    )


def one_more_in_post(book, answer):
    total, staff = book.table(8).loc["total", "amount"], book.table("units")["posts"].sum()
    return money(
        answer,
        total / (staff + 1),
        "The whole budget stays as it is; only the number of people to divide it by changes.",
        "预算总数不变，变的只是用来除的人数。",
        (
            total / staff,
            "That is the average as it stands, without the new person.",
            "这是没有加人时的平均数。",
        ),
    )


def class_without_contributions(book, answer):
    whole, table9 = book.table(3).loc["215", "total"], book.table(9)["amount"]
    return money(
        answer,
        whole - table9["30108":"30113"].sum(),
        "Take all the contributions, lines 30108 to 30113 of table 9, from class 215.",
        "用215类减去表9中30108至30113各项缴费之和。",
        (whole, "That is class 215 as it is now.", "这是215类现在的数。"),
        (
            whole - table9["30108"] - table9["30109"],
            "Pension and annuity only: medical insurance and the housing fund go, too.",
            "你只减了养老保险和职业年金；医疗保险、住房公积金等也要减。",
        ),
        (
            table9["30108":"30113"].sum(),
            "Those are the contributions themselves. What is left in class 215 without them?",
            "这是缴费本身。减去它们，215类还剩多少？",
        ),
    )


def misprint_by_hand(book, answer):
    tries = [
        each
        for each in misprints(corrected(book.package))
        if each[0].startswith("03") and each[3] == "changed"
    ]
    table, row, column, _, misprint = tries[-5]
    lines, headers = book.table(3), (column, book.column_title(table, column))
    code, right = lines.index[row - 1], lines.iloc[row - 1][column]
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return ("Give the code, the column and the amount.", "请依次给出编码、列和金额。")
    its_code, its_column = same(answer[0], code), any(same(answer[1], each) for each in headers)
    if its_code and its_column:
        return money(
            answer[2],
            right,
            "The right cell. Which amount makes its line and its column add up?",
            "格子找对了。填哪个数，横的竖的才都加得起来？",
            (
                Fraction(misprint, 100),
                "The right cell, with its misprint. What should it say?",
                "格子找对了，不过这是印错的数。应当是多少？",
            ),
        )
    if its_code:
        return (
            "The right line: it does not make its total. Now go down its columns: which fails?",
            "行找对了：这一行与合计不符。再竖着算，是哪一列？",
        )
    if its_column:
        return (
            "The right column: it does not add up. Now go along the lines: which one fails?",
            "列找对了：这一列加不起来。再横着算，是哪一行？",
        )
    return (
        "Go along each line (basic + project = total), then down each column, level by level.",
        "先逐行算（基本支出＋项目支出＝合计），再逐列、逐级算。",
    )


def another_split(book, answer):
    table3, table8, table9 = (book.table(each) for each in (3, 8, 9))
    items = table3.loc[["2150503", "2150805"], "project"].map(number)
    bought = {
        code: number(table8.loc[code, "amount"]) - (number(table9.loc[code, "amount"]) or 0)
        for code in ("302", "312")
    }
    cells = {(item, code) for item in items.index for code in bought}
    if not isinstance(answer, dict) or set(answer) != cells:
        return ("Fill in all four amounts.", "请把四个数都填上。")
    if ... in answer.values():
        return ...
    split = {cell: number(amount) for cell, amount in answer.items()}
    if None in split.values() or min(split.values()) < 0:
        return (
            "Each is an amount in 10,000 yuan, and none is below zero.",
            "每格都是以万元计的金额，不能是负数。",
        )
    for item, whole in items.items():
        if not same(sum(split[item, code] for code in bought), whole):
            return (
                f"Item {item} does not add up to its project money in table 3.",
                f"{item}的两个数之和，与表3中这一项的项目支出不符。",
            )
    for code, whole in bought.items():
        if not same(sum(split[item, code] for item in items.index), whole):
            return (
                f"Category {code} does not add up to table 8 less table 9.",
                f"{code}类的两个数之和，与表8减表9的差不符。",
            )
    if split["2150503", "312"] == 0:
        return (
            "That is the pairing of the chapter; find another one.",
            "这正是本章的对应，请另找一种。",
        )
    return None


def annuity_on_the_pension_base(book, answer):
    pension, annuity = book.table(9).loc[["30108", "30109"], "amount"].map(number)
    return money(
        answer,
        pension / 16 * 8,
        "The base times the annuity's rate: take the base that the pension implies.",
        "缴费基数乘以职业年金的费率：基数用养老保险缴费推算出的那一个。",
        (
            annuity,
            "That is the annuity as printed. What does the rate make of the pension's base?",
            "这是表中所列的职业年金缴费。用养老保险的基数算，应当是多少？",
        ),
        (
            pension * 8 / 100,
            "That is the rate of the contribution; apply it to the base, of which the contribution"
            " is a part.",
            "你把费率乘在了养老保险缴费上；要乘的是缴费基数。",
        ),
        (pension / 16 * 100, "That is the base.", "这是缴费基数。"),
    )


def rebuild_last_year(book, answer):
    row = book.table("statements").loc["general_public_budget"]
    total, change, percent = (number(row[each]) for each in ("value", "change", "change_percent"))
    lowest, highest = sorted(
        total / (1 + (percent + step) / 100) for step in (Fraction(-1, 200), Fraction(1, 200))
    )
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return (
            "Give two amounts: a rounded percentage fits all the amounts between them.",
            "请给出两个数：四舍五入后的百分比，对应的是两个数之间的一段。",
        )
    low, high = answer
    if same(low, lowest) and same(high, highest):
        return None
    if same(low, highest) and same(high, lowest):
        return ("Right, but the other way round.", "数对了，次序反了。")
    if same(low, lowest) or same(high, highest):
        return ("One of the two is right.", "两个数里对了一个。")
    if same(low, high) or same(low, total - change) or same(high, total - change):
        return (
            "That is 2022 from the amount of the change. Here the percentage is all that is known:"
            " half a step of its last digit more or less.",
            "这是用变动金额倒推的2022年。这里只知道百分比：它的末位可以有半个单位的出入。",
        )
    return weigh(
        low,
        None,
        "Divide this year's amount by one plus the percentage, with half a step of its last digit"
        " (0.005) taken from it and then added.",
        "用今年的数除以（1＋百分比），百分比先减、再加末位的半个单位（0.005）。",
        (
            total * (1 + (percent - Fraction(1, 200)) / 100),
            "The percentage is one of last year's amount: divide by it, do not multiply.",
            "百分比是对上年数而言的：要除，不是乘。",
        ),
    )


def last_years_projects(book, answer):
    stated = book.table("statements")
    spending, costs = stated.loc["expenditure"], stated.loc["operating_costs"]
    before = spending["value"] - spending["change"]
    costs_before = costs["value"] - costs["change"]
    personnel = stated.loc["personnel_expenses", "value"]
    return money(
        answer,
        before - costs_before - personnel,
        "Take operating costs of 2022 and personnel expenses from the budget of 2022.",
        "用2022年的预算减去2022年的机关运行经费，再减去人员经费。",
        (
            before - personnel,
            "Operating costs of 2022 have to go as well.",
            "2022年的机关运行经费也要减。",
        ),
        (
            before - costs["value"] - personnel,
            "Those are the operating costs of 2023; take those of 2022.",
            "你减的是2023年的机关运行经费，应当用2022年的。",
        ),
        (
            spending["value"] - costs["value"] - personnel,
            "That is 2023. What was it the year before?",
            "这是2023年的。上年是多少？",
        ),
    )


def one_dissatisfied_firm(book, answer):
    threshold = number(book.table("indicators").iloc[-1]["value"])
    needed = -(100 // (threshold - 100)) if threshold < 100 else 0
    return weigh(
        answer,
        needed,
        "Of so many firms, one may be no more than what the threshold leaves of 100%.",
        "在所问的企业里，一家所占的份额不能超过100%减去满意率指标。",
        (
            needed - 1,
            "Nearly. Of so many, is one not still a little more than the threshold leaves?",
            "差一点。这么多家里，一家所占的份额是不是还略高于指标留出的部分？",
        ),
        (
            100 - threshold,
            "That is the share that may be dissatisfied, in per cent.",
            "这是可以不满意的百分比。",
        ),
    )


def differing(package, other):
    """The cells of the ten tables in which two packages differ."""
    return [
        (table, row["row"], column)
        for table in TABLES
        for row, twin in zip(package[table], other[table], strict=True)
        for column in amounts(table)
        if row[column] != twin[column]
    ]


NO_BOOK = (
    "Give the book that `with_cell` returns.",
    "请给出`with_cell`返回的那本书。",
)


def put_it_right(book, answer):
    if not isinstance(answer, type(book)):
        return NO_BOOK
    found, before = locate(answer.package), locate(book.package)
    if found is None:
        return None
    if found["claims"] < before["claims"]:
        return (
            "Fewer comparisons fail, but some still do: is the amount the sum of its parts?",
            "不符的比对少了，但还有：这个数等于它的各部分之和吗？",
        )
    return (
        "Comparisons still fail. Add up the parts of the section, or look into table 3. Amounts are"
        " in 10,000 yuan.",
        "仍有比对不符。把这一款的各部分加起来，或者看一看表3；金额以万元计。",
    )


def plant_a_misprint(book, answer):
    if not isinstance(answer, type(book)):
        return NO_BOOK
    changed = differing(corrected(book.package), answer.package)
    if len(changed) != 1:
        return (
            f"{len(changed)} cells differ from the mended budget; one should. Start from `mended`.",
            f"与改正后的预算相比，有{len(changed)}格不同；应当只有一格。请从`mended`开始。",
        )
    found = locate(answer.package)
    if found is None:
        return (
            "No check fails. Choose an amount that is part of a sum.",
            "没有核对不符。请挑一个参与加总的数。",
        )
    if found["verdict"] == "one":
        return (
            "A check fails, and the audit names the cell, for no other could put it right. Choose"
            " an amount that no other table repeats, and change it by little.",
            "有核对不符，但程序指出了是哪一格，因为改别的格都不行。请挑一个别的表里没有的数，改动小一些。",
        )
    return None


def a_check_of_ones_own(book, answer):
    if not callable(answer):
        return ("Give the function itself, without brackets.", "请给出函数本身，不要加括号。")
    if answer(book.package) is ...:
        return ...
    places = ((9, "30217", T9), (10, "2", T10))
    spoilt = [book.with_cell(which, key, "amount", book.table(which).loc[key, "amount"] * 10)
              for which, key, _ in places]  # fmt: skip
    try:
        here, *there = [own_result(answer, each.package) for each in (book, *spoilt)]
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        return (
            f"The audit cannot run it: {error}. A rule returns what `equal` gives.",
            f"核对程序运行不了它：{error}。规则要返回`equal`给出的结果。",
        )
    if here["status"] == "not applicable":
        return (
            "It compares nothing. Do the code and the item exist: 30217 in table 9, 2 in table 10?",
            "它什么也没有比对。编码对吗：表9是30217，表10是第2项？",
        )
    if here["status"] == "fail":
        return (
            "It fails on this budget, in which the two are the same. What does it compare?",
            "这份预算里两个数相同，它却报了不符：它比的是什么？",
        )
    missed = [table for (_, _, table), found in zip(places, there, strict=True)
              if found["status"] != "fail"]  # fmt: skip
    if missed:
        number_of = int(missed[0][:2])
        return (
            f"It misses a misprint in table {number_of}. Which cells does it compare?",
            f"表{number_of}的数改错后，它没有发现。它比的是哪几格？",
        )
    return None


def own_result(rule, package):
    """What the audit makes of a student's rule."""
    told = {"id": "own", "title": ("", ""), "rule": ("", ""), "severity": "error"}
    return result({**told, "family": 0, "reads": (), "each": (), "claims": rule}, package)


def if_the_awards_had_moved(book, answer):
    before = judge(book.package)
    after = judge(book.with_cell("statements", "sme_development", "change", -1).package)
    changed = {subject for subject, verdict in after.items() if verdict != before[subject]}
    answer = {answer} if isinstance(answer, str) else answer
    return weigh(
        answer,
        changed,
        'Set cut.claims()["verdict"] beside claims["verdict"]: in which row do they differ?',
        '把cut.claims()["verdict"]和claims["verdict"]放在一起比：哪一行不同？',
        (
            {"science_cause"},
            "That is the other cause. The amount that moved is the one for the awards.",
            "那是减少的另一个原因。变动的是奖补这一笔。",
        ),
    )


def by_one_thread(book, answer):
    links = book.table("links").replace("", None)
    plain = links[links["certainty"] == "plain"]
    row = int(number(answer) or 0)
    if row not in plain.index:
        return (
            "Give the number of a plain link, one of plain.index.",
            "请给出一条明确对应的行号，即plain.index中的一个。",
        )

    def paid(sure):
        return set(sure.dropna(subset=["task", "code"])["task"])

    if paid(plain.drop(row)) != paid(plain):
        return None
    without = plain.loc[row]
    if without["code"] is None:
        return (
            "That link joins a duty and a task, and no money. Look among those with a code.",
            "那一条连的是职责和任务，没有资金。请在有科目编码的各条里找。",
        )
    return (
        "That link joins a duty and money, and no task. Which link joins a task and money?",
        "那一条连的是职责和资金，没有任务。哪一条连着任务和资金？",
    )
