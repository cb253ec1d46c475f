"""The edition being made: English, or Chinese when BUDGETBOOK_LANGUAGE is ``zh``.

Whatever the library itself says to a reader stands here, in both languages side by side.
Labels and titles that a notebook states in English pass through `translate`.
"""

import functools
import os
import re
from pathlib import Path

LANGUAGE = "zh" if os.environ.get("BUDGETBOOK_LANGUAGE", "en").startswith("zh") else "en"
LABELS = Path(__file__).parent.parent / "locale" / "zh_CN" / "LC_MESSAGES" / "labels.po"

# What depends on the sign of a figure: below zero, zero, above zero.
WORDS = {
    "moved": ("fell", "did not change", "rose", "减少", "持平", "增加"),
    "move": ("a fall", "no change", "a rise", "减少", "持平", "增加"),
    "direction": ("down", "level", "up", "减少", "持平", "增加"),
    "compared": ("less than", "equal to", "more than", "少于", "等于", "多于"),
    "side": ("below", "level with", "above", "低于", "等于", "高于"),
}
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

TEXT = {
    "both": ("both", "全部{}个"),
    "neither": ("neither of the two", "{}个中没有一个"),
    "retold": ("retold from the document", "据原文转述"),
    "audit": ("counted by the audit", "由核对程序统计"),
    "all": ("all {}", "全部{}个"),
    "as printed": ("as printed", "原文所载"),
    "blank": ("blank", "空白"),
    "correction": ("{}, {} instead of {}", "{}应为{}，而非{}"),
    "no correction": ("a single one is not enough", "只改一格还不够"),
    "no failure": ("no correction is needed", "无须更正"),
    "or": (" or ", "或"),
    "check fails": (
        "The checks recompute this cell as {}.",
        "按核对规则重新计算，这一格得{}。",
    ),
    "claim": ("{}: printed {}, recomputed {}", "{}：原文{}，重新计算为{}"),
    "comparison": ("{} comparison", "比对{}处"),
    "comparisons": ("{} comparisons", "比对{}处"),
    "fail": ("does not hold", "不符"),
    "pass": ("holds", "相符"),
    "warn": ("worth a question", "存疑"),
    "not applicable": ("not applicable here", "不适用"),
    "column": ("{table}, {rows}: {column}", "{table}，{rows}：{column}"),
    "count": ("number of rows listed", "所列各行的行数"),
    "how": ("= {}", "= {}"),
    "inferred": (" (inferred)", "（推断）"),
    "name": ("as printed: {}", "原文：{}"),
    "none": ("none of the {}", "{}个中没有一个"),
    "of": ("{} of {}", "{1}个中的{0}个"),
    "proof": ("counted by the book's tests", "由本书的测试统计"),
    "row": ("row {}", "第{}行"),
    "rows": ("rows {}", "第{}行"),
    "show all": ("Show every row as printed ({})", "显示原表的全部{}行"),
    "show columns": ("Show every row and column as printed", "显示原表的全部行和列"),
    "sum": ("sum of {} amounts", "{}个金额之和"),
    "table": ("Table {}", "表{}"),
    "total": ("total", "合计"),
    "trial": ("counted by putting misprints into every amount", "把各个金额逐一改错后统计"),
    "unit": ("Unit: 10,000 yuan (万元)", "单位：万元"),
    "whole": ("{table}, {rows}", "{table}，{rows}"),
    "where": ("Where these figures come from", "这些数字从哪里来"),
}


def pick(english, chinese):
    """Whichever of the two the edition speaks."""
    return chinese if LANGUAGE == "zh" else english


def say(key, *values, **named):
    """The library's own phrase `key` in the edition's language."""
    return pick(*TEXT[key]).format(*values, **named)


def translate(text):
    """A notebook's English label in the edition's language, from ``locale``.

    What is Chinese already, or has no letters, stays. Raises LookupError for a missing label.
    """
    if LANGUAGE == "en" or not re.search("[A-Za-z]", text) or re.search("[\u3400-\u9fff]", text):
        return text
    found = _labels().get(text)
    if not found or not found.string or found.fuzzy:
        raise LookupError(f"{LABELS.name} has no translation of {text!r}")
    return found.string


@functools.cache
def _labels():
    from babel.messages.pofile import read_po  # which English has no use for

    with LABELS.open("rb") as file:
        return read_po(file)


def word(kind, sign):
    """The word of WORDS for `sign` (-1, 0 or 1)."""
    words = WORDS[kind]
    return pick(words[:3], words[3:])[sign + 1]


def spelled(number):
    """A count as prose has it: in words up to ten in English, in digits in Chinese."""
    if LANGUAGE == "zh":
        return str(number)
    return NUMBERS[number] if 0 <= number <= 10 else f"{number:,}"


def localised(row, stem):
    """The text of `row` in column `stem`_en or `stem`_zh; a missing one falls back to the other."""
    first, second = pick((f"{stem}_en", f"{stem}_zh"), (f"{stem}_zh", f"{stem}_en"))
    return row[first] or row[second]
