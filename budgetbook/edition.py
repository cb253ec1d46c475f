"""The words of an edition: whatever the library itself says to a reader, in every language.

A phrase stands once, in the order of LANGUAGES; another language is another member of each. What a
notebook says is in ``locale`` (see `book.Book.translate`), what a table says in its columns.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "zh")
LOCALES = {"en": "en", "zh": "zh_CN"}  # the folders of the catalogues
TITLES = ("", "_zh")  # how a title's key ends, as ``title`` and ``title_zh``

# What depends on the sign of a figure: below zero, zero, above zero.
WORDS = {
    "moved": (("fell", "did not change", "rose"), ("减少", "持平", "增加")),
    "move": (("a fall", "no change", "a rise"), ("减少", "持平", "增加")),
    "direction": (("down", "level", "up"), ("减少", "持平", "增加")),
    "compared": (("less than", "equal to", "more than"), ("少于", "等于", "多于")),
    "side": (("below", "level with", "above"), ("低于", "等于", "高于")),
}
NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

TEXT = {
    "all": ("all {}", "全部{}{}"),
    "all checks": ("all", "全部"),
    "arguable": ("arguable", "可商榷"),
    "arguable link": (" (arguable)", "（可商榷）"),
    "as printed": ("as printed", "原文所载"),
    "audit": ("counted by the audit", "由核对程序统计"),
    "blank": ("blank", "空白"),
    "blank is nothing": ("a blank counts as nothing", "空白按零计"),
    "both": ("both", "全部两{1}"),
    "by its rule": ("by the rule for this claim", "按这条说法的判断规则"),
    "check fails": ("The checks recompute this cell as {}.", "按核对规则重新计算，这一格得{}。"),
    "claim": ("{}: printed {}, recomputed {}", "{}：原文{}，重新计算为{}"),
    "clause": (", ", "，"),
    "column": ("{table}, {rows}: {column}", "{table}，{rows}：{column}"),
    "comma": (", ", "、"),
    "comparison": ("{} comparison", "比对{}处"),
    "between": (", ", "、"),
    "comparisons": ("{} comparisons", "比对{}处"),
    "contradicted": ("contradicted", "与数字不符"),
    "correction": ("{}, {} instead of {}", "{}应为{}，而非{}"),
    "claim follows": ("{} (follows from the misprint)", "{}（由印错的数引起）"),
    "count": ("number of rows listed", "所列各行的行数"),
    "count among": ("counted among the rows listed", "在所列各行中计数"),
    "depends on the reading": ("depends on the reading", "取决于怎么理解"),
    "every file": ("every file", "所有文件"),
    "expenditure": ("Expenditure", "支出"),
    "fail many": ("{} fail", "{}不符"),
    "fail one": ("{} fails", "{}不符"),
    "fail": ("does not hold", "不符"),
    "follows": (
        "Follows from the misprint ({}): once that is put right, this number holds.",
        "由印错的数（{}）引起：那个数改正后，这里就相符。",
    ),
    "full stop": (". ", "。"),
    "how": ("= {}", "= {}"),
    "in table": ("table {}", "表{}"),
    "inferred": (" (inferred)", "（推断）"),
    "it": ("it", ""),
    "label": ("{}: {}", "{}：{}"),
    "misprint": (
        "The misprint: putting this one number right settles every check that fails.",
        "印错的数：只要改正这一个数，原来不符的核对就全部相符。",
    ),
    "many checks": ("{} checks touch {}: {}.", "与{1}有关的核对共{0}项：{2}。"),
    "name": ("as printed: {}", "原文：{}"),
    "neither": ("neither of the two", "没有一{1}（共两{1}）"),
    "no correction": ("a single one is not enough", "只改一格还不够"),
    "no failure": ("no correction is needed", "无须更正"),
    "no": ("no", "否"),
    "none": ("none of the {}", "没有一{1}（共{0}{1}）"),
    "none at all": ("none", "没有"),
    "not applicable many": ("{} do not apply here", "{}不适用"),
    "not applicable one": ("{} does not apply here", "{}不适用"),
    "not applicable": ("not applicable here", "不适用"),
    "not testable": ("not testable", "无法检验"),
    "of": ("{2} of {0}", "{2}{1}（共{0}{1}）"),
    "one check": ("{} check touches {}: {}.", "与{1}有关的核对有1项，结果{2}。"),
    "left out": (
        "Rows and columns that the document leaves empty are left out.",
        "原表中没有填数的行和列从略。",
    ),
    "or": (" or ", "或"),
    "pass many": ("{} hold", "{}相符"),
    "pass one": ("{} holds", "{}相符"),
    "pass": ("holds", "相符"),
    "plain": ("plain", "明确"),
    "premise": (
        "This paragraph presumes that {}. With these data, that does not hold: {}.",
        "本段的前提是：{}。按现有数据，这个前提不成立：{}。",
    ),
    "proof": ("counted by the book's tests", "由本书的测试统计"),
    "retold": ("retold from the document", "据原文转述"),
    "revenue": ("Revenue", "收入"),
    "row": ("row {}", "第{}行"),
    "rows": ("rows {}", "第{}行"),
    "semicolon": ("; ", "；"),
    "show all": ("Show every row as printed ({})", "显示原表的全部{}行"),
    "show columns": ("Show every row and column as printed", "显示原表的全部行和列"),
    "shown": ("{} = {}", "{} = {}"),
    "fails elsewhere": (" What fails is due to one cell of {}.", "不符都因{}的一格而起。"),
    "so many checks": ("{}", "{}项"),
    "some": ("{}", "有{}{}"),
    "sum": ("sum of {} amounts", "{}个金额之和"),
    "supported": ("supported", "有数字支持"),
    "table": ("Table {}", "表{}"),
    "these lines": ("these lines", "这些内容"),
    "this table": ("this table", "本表"),
    "total": ("total", "合计"),
    "trial": ("counted by putting misprints into every amount", "把各个金额逐一改错后统计"),
    "unit": ("Unit: 10,000 yuan (万元)", "单位：万元"),
    "unit of amounts": ("Amounts in 10,000 yuan (万元)", "金额单位：万元"),
    "verdict": ("{}: {}", "{}：{}"),
    "warn many": ("{} raise a question", "{}存疑"),
    "warn one": ("{} raises a question", "{}存疑"),
    "warn": ("worth a question", "存疑"),
    "whole": ("{table}, {rows}", "{table}，{rows}"),
    "without a link": ("{} without a link: {}", "没有对应的{}：{}"),
    "yes": ("yes", "是"),
    # The command's own.
    "command fail": ("FAIL", "不符"),
    "command warn": ("WARNING", "提示"),
    "command counts": (
        "{checks} checks: {fail} fail, {warn} warn, {passed} pass, {none} not applicable.",
        "共{checks}项检查：{fail}项不符，{warn}项提示，{passed}项相符，{none}项不适用。",
    ),
    "command claim": (
        "{where}: printed {printed}, recomputed {other}",
        "{where}：原文{printed}，重算{other}",
    ),
    "command where": (
        "{table}, row {row} ({name}), {column}",
        "{table}第{row}行（{name}）{column}",
    ),
    "command none": (
        "No correction of a single cell would make every check pass.",
        "改正任何一格都不能使全部检查相符。",
    ),
    "command one": (
        "If one cell is wrong, it is this one; correcting it makes every check pass"
        " (failing comparisons settled: {claims}):",
        "如果只错了一格，那就是这一格；改正后全部检查相符（因此相符的比较：{claims}处）：",
    ),
    "command several": (
        "If one cell is wrong, it is one of these {cells}; correcting any of them makes every check"
        " pass, and the figures cannot tell which:",
        "如果只错了一格，就在这{cells}格之中；改正任何一格都能使全部检查相符，数字本身无法再分辨：",
    ),
    "command correction": (
        "{where}: printed {printed}, should be {other}",
        "{where}：原文{printed}，应为{other}",
    ),
    "command changed": (", one digit changed", "，错了一位数字"),
    "command swapped": (", two digits swapped", "，两位数字颠倒"),
    "command moved": (", the decimal point moved", "，小数点错位"),
    "command dropped": (", a digit dropped", "，漏了一位数字"),
    "command blanked": (", the amount left out", "，漏了数"),
    "command repeated": (", the row above repeated", "，重复了上一行的数"),
    "command ": ("", ""),
}


class Edition:
    """The words of the edition in one of LANGUAGES. Raises ValueError for another language."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            raise ValueError(f"found the language {language!r}, expected one of {known}")
        self.language = language
        self._place = LANGUAGES.index(language)

    def pick(self, phrases: tuple) -> object:
        """Whichever of the phrases, one for each of LANGUAGES, the edition speaks."""
        return phrases[self._place]

    def say(self, key: str, *values: object, **named: object) -> str:
        """The library's own phrase `key` of TEXT."""
        return self.pick(TEXT[key]).format(*values, **named)

    def word(self, kind: str, sign: int) -> str:
        """The word of WORDS for `sign` (-1, 0 or 1)."""
        return self.pick(WORDS[kind])[sign + 1]

    def spelled(self, number: int) -> str:
        """A count as prose has it: in words up to ten in English, in digits in Chinese."""
        if self.language != "en":
            return str(number)
        return NUMBERS[number] if 0 <= number <= 10 else f"{number:,}"

    def localised(self, row: Mapping[str, object], stem: str) -> str:
        """The text of a row in column `stem` of the language; of another where it has none."""
        texts = [row[f"{stem}_{each}"] for each in (self.language, *LANGUAGES)]
        return next(filter(None, texts), "")

    def titled(self, entry: Mapping[str, object], stem: str = "title") -> str:
        """The `stem` of an entry of a descriptor: ``title``, ``description``, ``short_title``."""
        return str(entry.get(stem + self.pick(TITLES)) or entry.get(stem) or entry["name"])
