"""The register of claims: what the document says in words, each with the condition that decides it.

Like `audit`, on plain rows of whole hundredths in which a blank counts as nothing. A condition
gives True where figures say the same, False where they say otherwise, both on every fair reading;
READING where that depends on how a word of the text or a line of a table is read; and None where
the document lacks the figures that would decide. The claims themselves, by subject, are in
``claims.csv``.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from budgetbook.audit import (
    PERSONNEL,
    T1,
    T4,
    T5,
    T6,
    T7,
    T8,
    T9,
    T10,
    at,
    ratio,
    side_total,
    total,
)
from budgetbook.book import Book
from budgetbook.figures import Figure, count
from budgetbook.tables import table

Rows = Mapping[str, list[dict]]
READING = "depends on the reading"
VERDICTS = {True: "supported", False: "contradicted", READING: READING, None: "not testable"}
RUNNING = ("302", "310")


def sums(package: Rows, resource: str, *codes: str, column: str = "amount") -> int:
    """The sum of `column` on the rows with these codes or items."""
    cells = [cell for code in codes for cell in at(package, resource, code, column)]
    return total(cells) or 0


def told(package: Rows, subject: str, column: str = "value") -> int | None:
    """What the text states on `subject`; None if nothing."""
    rows = [row for row in package["statements"] if row["subject"] == subject]
    return rows[0][column] if rows else None


def item(package: Rows, subject: str) -> int:
    """The amount of table 5's item that the text's statement on `subject` speaks of."""
    codes = [row["code"] for row in package["statements"] if row["subject"] == subject]
    return sums(package, T5, *codes, column="total")


def science(package: Rows) -> int:
    """Table 1's line for science and technology."""
    return sum(row["amount"] or 0 for row in package[T1] if row["name_zh"] == "科学技术支出")


def moved_down(package: Rows, subject: str) -> bool | None:
    """Whether the text states a change below zero; None where it states no change."""
    change = told(package, subject, "change")
    return None if change is None else change < 0


def unless(refuted: object) -> bool | None:
    """The verdict where figures can speak against a claim but cannot prove it."""
    return False if refuted else None


def same_percent(package: Rows, subject: str) -> bool:
    """Whether the stated percentage is the stated change by the year before, as printed."""
    value, change = told(package, subject), told(package, subject, "change")
    return told(package, subject, "change_percent") == ratio(10000 * change, value - change)


def balance(package: Rows, table: str, side: str) -> int | None:
    """The total of one side of table 1 or 4."""
    return total(side_total(package, table, side))


def basic_parts(package: Rows) -> int:
    """Personnel and running expenses, as the text states them."""
    return told(package, "personnel_expenses") + told(package, "running_expenses")


def running_cut(package: Rows) -> bool | None:
    """Only operating costs have a stated change; where they are the running expenses, it counts."""
    same = told(package, "running_expenses") == told(package, "operating_costs")
    return (same and moved_down(package, "operating_costs")) or None


def awards_first(package: Rows) -> bool:
    """Whether projects with a target, for awards, take more than half of the item."""
    codes = [row["code"] for row in package["statements"] if row["subject"] == "sme_development"]
    awards = sum(row["total"] for row in package["projects"] if row["code"] in codes)
    return awards > item(package, "sme_development") - awards


def parts_agree(package: Rows) -> bool:
    """Whether personnel and running expenses are those of table 9, and make up basic spending."""
    parts = sums(package, T9, *PERSONNEL), sums(package, T9, *RUNNING)
    stated = told(package, "personnel_expenses"), told(package, "running_expenses")
    return parts == stated and sum(stated) == sums(package, T5, "", column="basic")


def no_vehicles(package: Rows) -> bool:
    """No money for vehicles, none held and none to be bought."""
    counts = [row for row in package["assets"] if row["item"] == "1"]
    return not (sums(package, T10, "3") or any(row["held"] or row["planned"] for row in counts))


def level_moved(package: Rows) -> bool:
    """Whether something said to be level carries a change."""
    level = [row for row in package["statements"] if row["comparison"] == "level"]
    return any(row["change"] != 0 for row in level)


def targets_agree(package: Rows) -> bool:
    """Whether the text counts the printed targets and their money."""
    stated = told(package, "performance_targets"), told(package, "performance_appropriation")
    money = sum(row["appropriation"] or 0 for row in package["projects"])
    return stated == (100 * len(package["projects"]), money)


def hired_labour_first(package: Rows) -> str | bool | None:
    """Whether hired labour accounts for more of the rise than everything else, at the least.

    At the least: all of last year's operating costs were hired labour too; at the most: none. That
    is so if the whole line is pay of temporary staff; the tables do not say how much of it is.
    """
    labour, rise = sums(package, T9, "30226"), told(package, "operating_costs", "change")
    added = labour - (told(package, "operating_costs") - rise)
    return READING if added > rise - added else unless(rise < 0 or labour < rise - labour)


def listed_purposes(package: Rows) -> bool | None:
    """What money "mainly" pays for is a note on scope; most of it spent elsewhere refutes it."""
    listed = sums(package, T9, *[row["code"] for row in package["purposes"]])
    spent = sums(package, T9, *[row["code"] for row in package[T9] if len(row["code"]) == 5])
    return unless(2 * listed < spent)


def no_procurement(package: Rows) -> bool | None:
    """Goods and services that are bought without procurement make it untestable."""
    whole = sum(row["value"] or 0 for row in package["procurement"] if not row["item"])
    parts = sum(row["value"] or 0 for row in package["procurement"] if row["item"])
    return unless(whole or parts) if sums(package, T8, *RUNNING) else not whole


CLAIMS: dict[str, Callable[[Rows], str | bool | None]] = {
    "fiscal_appropriation": lambda p: balance(p, T4, "revenue") == balance(p, T1, "revenue"),
    "innovation_projects": lambda p: True if science(p) else None,
    "comprehensive_budget": lambda p: None,  # what is left out of every table leaves no trace
    "no_science_projects": lambda p: not science(p),
    "science_cause": lambda p: moved_down(p, "science_projects"),
    "awards_cause": lambda p: moved_down(p, "sme_development"),
    "total_percent": lambda p: same_percent(p, "general_public_budget"),
    "general_cut": lambda p: moved_down(p, "general_expenditure"),
    "running_cut": running_cut,
    "running_is_project": lambda p: basic_parts(p) > sums(p, T5, "", column="basic") or READING,
    "needs_met": lambda p: unless(
        not item(p, "support_services") or moved_down(p, "agency_services")
    ),
    "office_item": lambda p: item(p, "administrative_operation") == basic_parts(p),
    "awards_item": awards_first,
    "no_government_fund": lambda p: not sums(p, T6, "", column="total"),
    "no_state_capital": lambda p: not sums(p, T7, "", column="total"),
    "basic_parts": parts_agree,
    "lists_of_purposes": listed_purposes,
    "no_overseas_visits": lambda p: not sums(p, T10, "1"),
    "frugal_hospitality": lambda p: unless(told(p, "hospitality", "change") > 0),
    "no_vehicles": no_vehicles,
    "level_with_2022": lambda p: unless(level_moved(p)),
    "one_target": targets_agree,
    "operating_percent": lambda p: same_percent(p, "operating_costs"),
    "hired_labour": hired_labour_first,
    "no_procurement": no_procurement,
}


def judge(package: Rows) -> dict[str, str]:
    """The verdict on each claim of ``claims.csv``, one of VERDICTS, by subject.

    Raises LookupError for a claim that the register has no condition for.
    """
    unknown = [each for each in package["claims"] if each["subject"] not in CLAIMS]
    if unknown:
        row, subject = unknown[0]["row"], unknown[0]["subject"]
        raise LookupError(f"claims.csv:{row + 1}: no condition for {subject!r} in claims.CLAIMS")
    return {row["subject"]: VERDICTS[CLAIMS[row["subject"]](package)] for row in package["claims"]}


def claims(book: Book) -> pd.DataFrame:
    """The claims as a data frame, with ``holds``, one of VERDICTS, and ``verdict``, that in words.

    Indexed by subject.
    """
    frame = table(book, "claims")
    frame["holds"] = pd.Series(judge(book.package))
    frame["verdict"] = frame["holds"].map(book.say)
    return frame


def verdict(book: Book, subject: str) -> Figure:
    """A claim's name and its verdict, to quote."""
    claim = claims(book).loc[subject]
    text, work = book.say("verdict", claim["name"], claim["verdict"]), book.say("by its rule")
    cells = [("claims", int(claim["row"]), "")]
    return Figure(claim["holds"], "", claim["summary"], work, cells, text, True, book)


def by_name(claims: pd.DataFrame) -> Figure:
    """The number of some of the claims, shown as their names; none were chosen among all."""
    book = claims.attrs["book"]
    names = book.say("semicolon").join(claims["name"]) or book.say("none at all")
    among = table(book, "claims") if claims.empty else None
    named = count(claims, among).named("The claims, by name")
    return Figure(named.value, "", named.label, named.work, named.cells, names, True, book)
