"""Answers to exercises: right, or else where to look.

    answers.check(book, "last-year", amount)

gives the answer to the function `last_year` of ``chapters/exercises.py`` in the book's folder. What
is expected is computed there from the data, so that a check holds when they change. The function
returns None if the answer is right, ... if nothing was tried, else what to say, in each language.
A book is whatever has a `root`, its folder, and `pick`, which chooses the phrase of its language.

Plain Python: a student's kernel runs it.
"""

import runpy
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from markupsafe import Markup

EXPECTED = "chapters/exercises.py"
TOLERANCE = Fraction(51, 10_000)  # right to the second decimal, however that was rounded
SIGNS = {"right": "✓", "wrong": "✗", "untried": "…"}


@dataclass(frozen=True)
class Outcome:
    """What a check says: `status`, a key of SIGNS, and `text`, in the language of the book."""

    status: str
    text: str

    def __str__(self) -> str:
        return f"{SIGNS[self.status]} {self.text}"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return Markup('<p class="answer {}">{}</p>').format(self.status, self)


def check(book: Any, label: str, answer: object) -> Outcome:
    """Whether this is the answer to the exercise of that label.

    Raises LookupError if there is no such exercise with a check.
    """
    expected = runpy.run_path(str(Path(book.root) / EXPECTED))
    name = label.replace("-", "_")
    if name not in expected:
        raise LookupError(f"no exercise {label!r} in {EXPECTED}")
    parts = answer if isinstance(answer, tuple | list) else [answer]
    texts = [each for each in parts if isinstance(each, str) and each[:1].isdigit()]
    if any(number(each) is None for each in texts):
        said = expected["WORDS"]["number"]
    else:
        said = ... if any(each is ... for each in parts) else expected[name](book, answer)
    status = {None: "right", ...: "untried"}.get(said, "wrong")
    return Outcome(status, book.pick(said if status == "wrong" else expected["WORDS"][status]))


def weigh(answer: object, right: object, *phrases: str | tuple) -> tuple | None:
    """None if the answer is right, else what to say, in each language.

    `phrases` are what to say of any other answer, and then slips: tuples of an answer that is known
    to be wrong and what to say of that. One that is hit to the last digit is a slip, even where the
    right answer, rounded, is the same.
    """
    slips = [each for each in phrases if isinstance(each, tuple) and each[0] != right]
    for is_meant in (exactly, same):
        if same(answer, right) and is_meant is same:
            return None
        for slip, *said in slips:
            if is_meant(answer, slip):
                return tuple(said)
    return tuple(each for each in phrases if isinstance(each, str))


def exactly(answer: object, other: object) -> bool:
    """Whether two numbers are the same."""
    return number(answer) is not None and number(answer) == number(other)


def same(answer: object, other: object) -> bool:
    """Whether two answers say the same: numbers to the second decimal; sets in any order; words and
    codes as text, whatever their case and the spaces around them."""
    if isinstance(other, set | frozenset):
        several = isinstance(answer, Iterable) and not isinstance(answer, str)
        return several and {_text(each) for each in answer} == {_text(each) for each in other}
    if isinstance(other, str):
        return _text(answer) == _text(other)
    numbers = number(answer), number(other)
    return None not in numbers and abs(numbers[0] - numbers[1]) <= TOLERANCE


def number(answer: object) -> Fraction | None:
    """The value of a number, also as text, or of a figure, which has one; None of anything else."""
    value = getattr(answer, "value", answer)
    try:
        text = str(value) if isinstance(value, float) else value  # 4.45 is what it looks like
        return Fraction(text.replace(",", "") if isinstance(text, str) else text)
    except (TypeError, ValueError, OverflowError):
        return None


def _text(answer: object) -> str:
    return str(answer).strip().casefold()
