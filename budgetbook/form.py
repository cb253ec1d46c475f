"""The form that a departmental budget is published on (部门预算公开表), stated once.

The reader, the rule book, the complete descriptor of a package and the page of the data take from
here what the tables are, and what a package is that is read: columns, types, units, constraints,
keys, references, titles. Plain Python without imports, so that it runs wherever the rule book does.

A field is what a Data Package calls one: name, type, title, description, constraints, unit, the
texts in English and, with ``_zh``, in Chinese. ``{year}`` in a text is the package's fiscal year,
``{year before}`` the one before.

FORM is the form that there is, a dict: its `unit` of money and the `decimals` that its tables print;
`money`, the units that the text may use, each as a multiple of the form's (numerator, denominator),
and `counted`, those of what is counted; `classes`, the spending lines of tables 1 and 4 by number,
as classes (类) of the functional classification; `subjects`, what the rules look for in the text by
its key, each with its units; `keyed`, the sections of the text that state nothing else (elsewhere,
what else is stated is a cell of a table); `resources`, the files of a package, in their order, as a
Data Package has them; and `references`, by resource, of cells to a row or a code of others.
"""


def field(name: str, kind: str, titles: tuple, texts: tuple, unit: str = "", **constraints: object) -> dict:
    """A column; `titles` and `texts` in English and in Chinese."""
    found = {"name": name, "type": kind, "title": titles[0], "title_zh": titles[1]}
    found.update({"description": texts[0], "description_zh": texts[1]})
    if constraints:
        found["constraints"] = constraints
    if unit:
        found["unit"] = unit
    return found


def amount(name: str, title: str, title_zh: str, *texts: str) -> dict:
    """A column of money, in the form's unit; `texts` where there is more to say of it."""
    usual = (title + ", as printed. Blank where the document is blank.", title_zh + "的金额，照原文；原文空白处留空。")
    return field(name, "number", (title, title_zh), texts or usual, UNIT, minimum=0)


def pair(stem: str, title: str, title_zh: str, chinese: tuple, english: tuple, **constraints: object) -> list:
    """A column of text in Chinese and the same in English, each with its texts."""
    return [
        field(stem + "_zh", "string", (title + ", Chinese", title_zh), chinese, "", **constraints),
        field(stem + "_en", "string", (title, title_zh + "（英文）"), english, "", **constraints),
    ]


def retold(stem: str, title: str, title_zh: str, text: str, text_zh: str, **constraints: object) -> list:
    """A pair of columns of which the same is to be said."""
    chinese, english = (text + " In Chinese.", text_zh + "（中文）"), (text + " In English.", text_zh + "（英文）")
    return pair(stem, title, title_zh, chinese, english, **constraints)


def names(title: str, title_zh: str, chinese: tuple, english: tuple = ()) -> list:
    """The columns ``name_zh`` and ``name_en``."""
    same = "English name; the same Chinese name always has the same English name.", "英文名称；同一中文名称的英文名称始终相同。"
    return pair("name", title, title_zh, chinese, english or same, required=True)


def row(text: str, text_zh: str) -> dict:
    """The column ``row``."""
    return field("row", "integer", ("Row", "行号"), (text, text_zh), required=True, unique=True, minimum=1)


def code(text: str, text_zh: str, **constraints: object) -> dict:
    """The column ``code``."""
    return field("code", "string", ("Account code", "科目编码"), (text, text_zh), "", **constraints)


def table(name: str, titles: tuple, short: tuple, texts: tuple, fields: list) -> dict:
    """A printed table: its rows differ in the columns of KEYS that it has, the last of which is
    blank in the total row; each has one, on each side. Its amounts have exactly the form's decimals.
    """
    return resource(name, titles, texts, fields, short)


def resource(name: str, titles: tuple, texts: tuple, fields: list, short: tuple = ()) -> dict:
    """A file of a package, as a Data Package has it: `titles`, `texts` and the `short` titles of a
    printed table in English and in Chinese."""
    found = {"profile": "tabular-data-resource", "title": titles[0], "title_zh": titles[1]}
    if short:
        found.update({"short_title": short[0], "short_title_zh": short[1]})
    found.update({"description": texts[0], "description_zh": texts[1]})
    found.update({"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"})
    if short:
        found["table"] = int(name[:2])
    keys = [{"fields": column, "reference": {"resource": resources[0], "fields": key}}
            for column, resources, key in REFERENCES.get(name, ()) if key == "row"]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": "row"}
    if keys:
        schema["foreignKeys"] = keys
    found.update({"name": name, "schema": schema})
    return found


UNIT = "万元"
MONEY, COUNTED = {"元": (1, 10000), UNIT: (1, 1), "亿元": (10000, 1)}, ("个", "项")
KEYS = ("side", "ordinal", "code", "item")  # what tells the rows of a printed table apart
SPENDING = ("05-general-public-budget", "06-government-fund", "07-state-capital")
# Columns of which each cell is found in some resources: their column of that name.
REFERENCES = {
    "targets": (("task", ("tasks",), "row"),),
    "projects": (("code", SPENDING, "code"),),
    "indicators": (("project", ("projects",), "row"),),
    "links": (("duty", ("duties",), "row"), ("task", ("tasks",), "row"), ("code", SPENDING, "code"), ("indicator", ("indicators",), "row")),
}

PRINTED = row("Position of the line, counted from 1 in printed order.", "该行的次序，按印出的先后从1数起。")
TOLD = row("Position of the line, counted from 1 in the order of the document.", "该行的次序，按文件中的先后从1数起。")
EDITORIAL = row("Position of the line, counted from 1.", "该行的次序，从1数起。")
AS_PRINTED = "Chinese name as printed.", "中文名称，照原文。"
OF_THIS_BOOK = ("Short name given by this book.", "本书起的短名。"), ("Short name given by this book.", "本书起的英文短名。")
FUNCTION = code("Functional classification: class (3 digits), section (5) or item (7). Blank in the total row.", "按功能分类的科目编码：类3位，款5位，项7位。合计行留空。", unique=True, pattern="[0-9]{3}([0-9]{2}){0,2}")
CATEGORY = code("Economic classification: category (3 digits). Blank in the total row.", "按经济分类的科目编码：类3位。合计行留空。", unique=True, pattern="[0-9]{3}")
ECONOMIC = code("Economic classification: category (3 digits) or item (5). Blank in the total row.", "按经济分类的科目编码：类3位，款5位。合计行留空。", unique=True, pattern="[0-9]{3}([0-9]{2})?")
ACCOUNT = names("Account", "科目名称", ("Name of the account in Chinese, as printed.", "科目的中文名称，照原文。"))
AMOUNT = amount("amount", "Budgeted amount", "预算数")
VALUE_UNIT = ("Unit", "单位"), ("Unit of the value, as printed.", "数值的单位，照原文。")
BOTH_SIDES = [
    PRINTED,
    field("side", "string", ("Side", "收支方向"), ("Side of the printed table: revenue or expenditure.", "在原表的哪一侧：revenue为收入，expenditure为支出。"), required=True, enum=["revenue", "expenditure"]),
    field("ordinal", "integer", ("Number", "序号"), ("Printed number of the line on its side. Blank in the total row.", "该行在本侧的序号。合计行留空。"), minimum=1),
] + names("Line", "项目", AS_PRINTED) + [AMOUNT]
USES = [amount("total", "Total", "合计"), amount("basic", "Basic expenditure", "基本支出"), amount("project", "Project expenditure", "项目支出")]
OF_A_FUND = [PRINTED, FUNCTION] + ACCOUNT + USES

RESOURCES = [
    table("01-revenue-and-expenditure", ("Summary of revenue and expenditure", "收支预算总表"), ("Revenue and expenditure", "收支总表"),
          ("All revenue by source beside all expenditure by function.", "全部收入按来源、全部支出按功能，左右并列。"), BOTH_SIDES),
    table("02-revenue", ("Summary of revenue", "收入预算总表"), ("Revenue", "收入总表"),
          ("Revenue of every functional account by source.", "各功能科目的收入，按来源分列。"), [PRINTED, FUNCTION] + ACCOUNT + [
              amount("total", "Total", "总计"),
              amount("general_public_budget", "General public budget appropriation", "一般公共预算拨款收入"),
              amount("government_fund", "Government fund budget appropriation", "政府性基金预算拨款收入"),
              amount("state_capital", "State capital operating budget appropriation", "国有资本经营预算拨款收入"),
              amount("special_account", "Revenue managed in special fiscal accounts", "财政专户管理资金收入"),
              amount("service_income", "Service revenue of public institutions", "事业收入"),
              amount("operating_income", "Operating revenue of public institutions", "事业单位经营收入"),
              amount("superior_subsidy", "Subsidies from superior units", "上级补助收入"),
              amount("subordinate_remittance", "Remittances from subordinate units", "附属单位上缴收入"),
              amount("other_income", "Other revenue", "其他收入"),
              amount("carry_over", "Carry-over and surplus from the previous year", "上年结转结余"),
          ]),
    table("03-expenditure", ("Summary of expenditure", "支出预算总表"), ("Expenditure", "支出总表"),
          ("Expenditure of every functional account by kind.", "各功能科目的支出，按支出性质分列。"), OF_A_FUND + [
              amount("operating", "Operating expenditure of public institutions", "事业单位经营支出"),
              amount("remitted_to_superior", "Remittances to superior units", "上缴上级支出"),
              amount("subsidy_to_subordinates", "Subsidies to subordinate units", "对附属单位补助支出"),
          ]),
    table("04-appropriation", ("Summary of fiscal appropriation revenue and expenditure", "财政拨款收支预算总表"), ("Appropriation", "财政拨款收支"),
          ("Revenue from fiscal appropriations beside the expenditure that it pays for.", "财政拨款收入与所安排的支出，左右并列。"), BOTH_SIDES),
    table("05-general-public-budget", ("Expenditure from the general public budget appropriation", "一般公共预算拨款支出预算表"), ("General public budget", "一般公共预算支出"),
          ("What the general public budget pays for, by functional account, basic and project.", "一般公共预算拨款安排的支出，按功能科目分为基本支出和项目支出。"), OF_A_FUND),
    table("06-government-fund", ("Expenditure from the government fund budget appropriation", "政府性基金预算拨款支出预算表"), ("Government fund", "政府性基金"),
          ("What the government fund budget pays for, by functional account, basic and project.", "政府性基金预算拨款安排的支出，按功能科目分为基本支出和项目支出。"), OF_A_FUND),
    table("07-state-capital", ("Expenditure from the state capital operating budget appropriation", "国有资本经营预算拨款支出预算表"), ("State capital", "国有资本经营"),
          ("What the state capital operating budget pays for, by functional account, basic and project.", "国有资本经营预算拨款安排的支出，按功能科目分为基本支出和项目支出。"), OF_A_FUND),
    table("08-economic-categories", ("General public budget expenditure by economic category", "一般公共预算支出经济分类情况表"), ("Economic categories", "经济分类"),
          ("All general public budget expenditure by economic category.", "一般公共预算全部支出，按经济分类的类列示。"), [PRINTED, CATEGORY] + ACCOUNT + [AMOUNT]),
    table("09-basic-expenditure-items", ("General public budget basic expenditure by economic item", "一般公共预算基本支出经济分类情况表"), ("Basic expenditure items", "基本支出经济分类"),
          ("Basic expenditure by economic category and item.", "一般公共预算基本支出，按经济分类的类、款列示。"), [PRINTED, ECONOMIC] + ACCOUNT + [AMOUNT]),
    table("10-three-public-expenses", ("Three public expenses paid from the general public budget", "一般公共预算“三公”经费支出预算表"), ("Three public expenses", "“三公”经费"),
          ("Official overseas visits, official hospitality, and buying and running official vehicles.", "因公出国（境）、公务接待、公务用车购置及运行的预算。"), [
              PRINTED,
              field("item", "string", ("Number", "序号"), ("Printed number of the item; 3.1 and 3.2 are the parts of item 3. Blank in the total row.", "项目的序号；3.1和3.2是第3项的两部分。合计行留空。"), unique=True, pattern="[1-9](\\.[1-9])?"),
          ] + names("Item", "项目", ("Chinese name as printed, without its number.", "中文名称，照原文，不含序号。")) + [
              amount("amount", "Budgeted amount", "预算数", "Budgeted amount, as printed; 0.00 where the document prints 0.00.", "预算数，照原文；原文印0.00处记0.00。"),
          ]),
    resource("statements", ("Stated figures", "文字说明中的数字"), ("Every figure that Part 3 of the document states, with the comparison and the reason that it gives.", "文件第三部分写明的每个数字，连同所作的比较和给出的原因。"), [
        PRINTED,
        field("section", "integer", ("Section", "说明的节次"), ("Section of Part 3 in which the figure is stated.", "该数字出现在第三部分的第几节。"), required=True, minimum=1, maximum=8),
        field("subject", "string", ("Key", "标识"), ("Short key of the statement.", "该条说明的标识。"), required=True, unique=True, pattern="[a-z][a-z0-9_]*"),
    ] + names("Subject", "项目", ("What the figure is about, in the document's words.", "该数字说的是什么，用原文的名称。")) + [
        field("value", "number", ("Stated value", "数值"), ("The figure as stated, in its unit. Blank where the text states that there is none.", "文字说明中的数字，单位见本行。说明没有这项支出时留空。"), minimum=0),
        field("unit", "string", *VALUE_UNIT, required=True, enum=list(MONEY) + list(COUNTED)),
        field("comparison", "string", ("Comparison", "比较"), ("How the text compares the figure with the year before: decrease, increase or level. Blank where it does not.", "文字与上年相比的说法：decrease为减少，increase为增加，level为持平。没有比较时留空。"), enum=["decrease", "increase", "level"]),
        field("change", "number", ("Stated change", "增减额"), ("Stated change from the year before, negative for a decrease.", "文字所称比上年的增减额，减少为负。"), UNIT),
        field("change_percent", "number", ("Stated change, %", "增减幅度"), ("Stated change from the year before in percent, negative for a decrease.", "文字所称比上年的增减幅度，降低为负。"), "%"),
    ] + retold("reason", "Stated reason", "说明的原因", "The reason that the text gives, retold; or, where there is no figure, what it says instead.", "文字给出的原因，为转述；没有数字的，写明文字的说法。") + [
        field("table", "string", ("Table", "对应的表"), ("Resource that holds the cell which the statement speaks of. Blank where it speaks of no single cell.", "该条说明所指单元格所在的资源名。不指单个单元格时留空。")),
        field("code", "string", ("Row of the table", "对应的科目或序号"), ("Account code or item of that cell's row; blank for the total row.", "该单元格所在行的科目编码或序号；合计行留空。")),
        field("column", "string", ("Column of the table", "对应的列"), ("Column of that cell.", "该单元格所在的列。")),
    ]),
    resource("duties", ("Duties", "主要职责"), ("The bureau's duties, retold.", "本部门的职责，为转述。"), [PRINTED]
        + retold("theme", "Theme", "类别", "Theme under which this book groups the duty.", "本书给职责归的类。", required=True)
        + names("Duty", "职责", *OF_THIS_BOOK)
        + retold("summary", "Summary", "概述", "The duty retold in one plain sentence.", "用一句平实的话转述这项职责。", required=True)),
    resource("units", ("Budget units", "预算单位"), ("The units whose budgets this document covers.", "列入本预算的单位。"), [PRINTED]
        + names("Unit", "单位名称", ("Name of the unit as printed.", "单位名称，照原文。"))
        + retold("funding", "Funding", "经费性质", "How the unit is funded.", "单位的经费性质。", required=True) + [
        field("offices", "integer", ("Offices", "行政处（科）室数"), ("Number of administrative offices.", "机关行政处（科）室的个数。"), "个", required=True, minimum=0),
        field("posts", "integer", ("Staff in post", "在职人数"), ("Number of staff in post.", "在职人数。"), "人", required=True, minimum=0),
    ]),
    resource("tasks", ("Tasks", "工作任务"), ("The year's work plan, retold.", "当年的工作任务，为转述。"), [PRINTED]
        + names("Task", "任务", *OF_THIS_BOOK)
        + retold("summary", "Summary", "概述", "The task retold in one plain sentence.", "用一句平实的话转述这项任务。", required=True)),
    resource("targets", ("Targets and names in the work plan", "工作任务中的目标与名称"), ("What the work plan counts and what it names.", "工作任务写明的数量和点名的事物。"), [
        PRINTED,
        field("task", "integer", ("Task", "任务"), ("Row of the task in tasks.", "所属任务在tasks中的行号。"), required=True),
        field("kind", "string", ("Kind", "种类"), ("number for a quantity that the plan states, name for a named project, place, plan, event, partner, firm or institution.", "number为计划写明的数量，name为计划点名的项目、场所、计划、活动、伙伴、企业或机构。"), required=True, enum=["number", "name"]),
    ] + names("Target", "目标", ("What is counted, or the name as printed.", "所数的事物，或照原文的名称。"), ("What is counted, or the name in English.", "所数的事物或名称的英文。")) + [
        field("value", "number", ("Target value", "目标值"), ("The quantity stated. Blank for a name.", "写明的数量。点名的事物留空。"), minimum=0),
        field("unit", "string", ("Unit", "单位"), ("Unit of the value. Blank for a name.", "数量的单位。点名的事物留空。")),
        field("baseline", "number", ("Baseline", "基数"), ("The value from which the target is measured. Blank where the document gives none.", "目标起算的基数。文件没有给出时留空。")),
    ]),
    resource("projects", ("Projects with a performance target", "设绩效目标的项目"), ("The projects for which a performance target is published.", "公布了绩效目标的项目。"), [PRINTED]
        + names("Project", "项目", ("Name of the project as printed.", "项目名称，照原文。")) + [
        code("Functional item that pays for the project.", "支付该项目的功能分类项级科目。", required=True, pattern="[0-9]{7}"),
        amount("total", "Total funds", "资金总额"), amount("appropriation", "Fiscal appropriation", "财政拨款"), amount("other", "Other funds", "其他资金"),
    ] + retold("objective", "Overall objective", "总体目标", "The project's overall objective, retold.", "项目的总体目标，为转述。", required=True)),
    resource("indicators", ("Performance indicators", "绩效指标"), ("The indicators by which the projects are to be judged.", "衡量项目的绩效指标。"), [
        PRINTED,
        field("project", "integer", ("Project", "项目"), ("Row of the project in projects.", "所属项目在projects中的行号。"), required=True),
    ] + retold("group", "Group", "一级指标", "First-level indicator, as printed.", "一级指标，照原文。", required=True)
      + retold("subgroup", "Subgroup", "二级指标", "Second-level indicator, as printed.", "二级指标，照原文。", required=True)
      + names("Indicator", "三级指标", ("Third-level indicator, as printed.", "三级指标，照原文。")) + [
        field("operator", "string", ("Comparison", "比较符号"), ("How the result is compared with the target value.", "实际结果与目标值比较的符号。"), required=True, enum=["≥", "="]),
        field("value", "number", ("Target value", "目标值"), ("Target value, as printed.", "目标值，照原文。"), required=True, minimum=0),
        field("unit", "string", *VALUE_UNIT, required=True),
    ]),
    resource("procurement", ("Government procurement", "政府采购"), ("The procurement budget that the text states.", "文字说明中的政府采购预算。"), [
        PRINTED,
        field("item", "string", ("Number", "序号"), ("Number of the part, in the order of the text. Blank in the total row.", "各部分在文中的次序。总额行留空。"), unique=True, pattern="[1-9]"),
    ] + names("Procurement", "项目", AS_PRINTED) + [amount("value", "Budgeted amount", "预算数", "Procurement budget as stated.", "文字所称的政府采购预算。")]),
    resource("assets", ("State-owned assets", "国有资产占用使用情况"), ("Vehicles and costly equipment held, and to be bought.", "车辆和大额设备的现有数量与购置计划。"), [
        PRINTED,
        field("item", "string", ("Number", "序号"), ("Number of the item; 1.1 to 1.6 are the kinds of vehicle.", "资产的序号；1.1至1.6是车辆的各个种类。"), required=True, unique=True, pattern="[1-9](\\.[1-9])?"),
    ] + names("Asset", "资产", AS_PRINTED) + [
        field("held", "integer", ("Held", "现有数量"), ("Number held on 31 December {year before}.", "截至{year before}年12月31日的数量。"), "件", required=True, minimum=0),
        field("planned", "integer", ("Planned purchases", "计划购置数量"), ("Number to be bought in {year}. Blank where the text does not say.", "{year}年计划购置的数量。文字未提及的留空。"), "件", minimum=0),
    ] + retold("unit", "Unit", "单位", "Unit of the numbers.", "数量的单位。", required=True)),
    resource("glossary", ("Glossary", "名词解释"), ("Terms that the document defines or uses, explained in plain words.", "文件解释过或用到的名词，用平实的话说明。"), [
        PRINTED,
        field("ordinal", "integer", ("Number", "序号"), ("The term's number in the document's own glossary. Blank for a term that the document uses and does not define.", "该词在文件名词解释中的序号。文件用到而没有解释的词留空。"), unique=True, minimum=1),
        field("term_zh", "string", ("Term, Chinese", "名词"), ("The term as the document writes it.", "名词，照原文的写法。"), required=True, unique=True),
        field("term_en", "string", ("Term", "名词（英文）"), ("The term in English; the same as name_en where the tables use it.", "名词的英文；各表用到的，与name_en一致。"), required=True),
    ] + retold("definition", "Definition", "解释", "The term explained in plain words.", "用平实的话解释该词。", required=True)
      + retold("reference", "Reference", "依据", "The law or standard on which the definition rests. Blank where the document itself defines the term.", "解释所依据的法律或标准。文件自己作了解释的留空。")),
    resource("claims", ("Claims made in words", "文字中的说法"), ("What the document claims in words and figures bear on, retold.", "文件用文字所作、可与数字对照的说法，为转述。"), [
        TOLD,
        field("section", "string", ("Part and section", "部分与节次"), ("Part and section of the document in which the claim stands: 3.2 is section 2 of Part 3.", "该说法出现在文件的第几部分第几节：3.2为第三部分第二节。"), required=True, pattern="[1-9]\\.[1-9]"),
        field("subject", "string", ("Key", "标识"), ("Short key of the claim.", "该说法的标识。"), required=True, unique=True, pattern="[a-z][a-z0-9_]*"),
    ] + names("Claim", "说法", *OF_THIS_BOOK)
      + retold("summary", "What it says", "内容", "The claim retold in one plain sentence.", "用一句平实的话转述这个说法。", required=True)),
    resource("links", ("Links from duty to indicator", "职责、任务、资金与指标的对应"), ("Which duty, task, money and indicator belong together. Editorial: this book's own reading, not the document's.", "哪项职责、任务、资金和指标相互对应。这是本书的归类，不是文件的内容。"), [
        EDITORIAL,
        field("duty", "integer", ("Duty", "职责"), ("Row of the duty in duties.", "职责在duties中的行号。"), required=True),
        field("task", "integer", ("Task", "任务"), ("Row of the task in tasks. Blank where no task belongs to the duty or to its money.", "任务在tasks中的行号。没有相应任务时留空。")),
        code("Functional item that pays for it. Blank where no item is set aside for it.", "支付这项工作的功能分类项级科目。没有专列科目时留空。", pattern="[0-9]{7}"),
        field("indicator", "integer", ("Indicator", "指标"), ("Row of the indicator in indicators. Blank where the money has none.", "指标在indicators中的行号。资金没有指标时留空。")),
    ] + retold("note", "Why", "理由", "Why this book makes the link.", "本书这样对应的理由。", required=True)),
]

FORM = {
    "unit": UNIT, "decimals": 2, "money": MONEY, "counted": COUNTED, "resources": RESOURCES, "references": REFERENCES,
    "classes": "201 202 203 204 205 206 207 208 210 211 212 213 214 215 216 217 219 220 221 222 223 224 229 231 232 233".split(),
    "subjects": {
        "personnel_expenses": MONEY, "running_expenses": MONEY, "operating_costs": MONEY,
        "performance_targets": COUNTED, "performance_appropriation": MONEY,
    },
    "keyed": (7, 8),
}
TABLES = tuple([each["name"] for each in RESOURCES if "table" in each])
BY_ITEM = tuple([each["name"] for each in RESOURCES if any([column["name"] == "item" for column in each["schema"]["fields"]])])


def amounts(name: str) -> tuple:
    """The names of the columns of money in a resource, in order."""
    fields = [each["schema"]["fields"] for each in RESOURCES if each["name"] == name][0]
    return tuple([each["name"] for each in fields if each["type"] == "number" and each.get("unit") == UNIT])


def in_unit(value: int, unit: str) -> "int | None":
    """Hundredths of `unit` as hundredths of the form's; what is counted stays as it is. None where
    they are no whole number of them, or where there is no such unit."""
    times, parts = MONEY.get(unit, (1, 1 if unit in COUNTED else 0))
    return value * times // parts if parts and value * times % parts == 0 else None
