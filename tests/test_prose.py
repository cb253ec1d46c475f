"""Law 1: no figure is typed; each is computed. A word that depends on one asks for a premise."""

import ast
import csv
import functools
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CHAPTERS = [path for path in ROOT.glob("chapters/*/*.ipynb") if "." not in path.stem]
NOTEBOOKS = sorted([ROOT / "index.ipynb", *CHAPTERS])  # and not what other programs leave there

# What may be typed: years, the numbers of tables, parts and sections of the document, account
# codes, article and document numbers of statutes and curricula, the length of lessons, and the name
# of the unit.
ALLOWED = [
    r"〔\d+〕\d+号",
    r"\b(?:19|20)\d\d\b",
    r"\b[Tt]ables? \d+(?:(?:, | and |, and | or | to )\d+)*",
    r"\b(?:[Pp]art|[Ss]ection|[Cc]hapter)s? \d+(?:(?:, | and )\d+)*(?: of Part \d+)?",
    r"\b(?:[Aa]rticle|[Oo]rder|No\.|nos?\.)s? \d+(?:(?:, | and )\d+)*",
    r"\b10,000 yuan\b",
    r"\bthree public expenses\b",
    r"\bten thousand yuan\b",
    r"yuan \(¥\)",
    r"\bin percent\b",
    r"\bPython 3(?:\.\d+)?\b",
    r"\bCC BY 4\.0\b",
    r"\b\d+\s(?:min|minutes|lessons)\b",  # of a lesson plan
    r"\b(?:dimension|standards) \d+(?: and \d+)?|\bC3\b",  # of a curriculum
]
NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    " thousand million billion dozen half halves thirds quarter quarters fifth tenth twice double"
    " doubled triple tripled percent"
)
AMOUNT_WORDS = "hundred thousand million billion percent"  # of those, the ones no premise allows
MOVE_WORDS = (
    "rose rise rises risen rising fell fall falls fallen falling increase increases increased"
    " increasing decrease decreases decreased decreasing grew grow grows grown growing shrank"
    " shrink shrinks dropped drop drops declined decline jumped climbed multiplied halved"
)
RANK_WORDS = (
    "larger largest smaller smallest bigger biggest higher highest lower lowest most mostly"
    " majority least fewer fewest none"
)


def forbidden(words):
    return re.compile(r"\d|[０-９]|%|¥|\b(?:" + "|".join(words.split()) + r")\b", re.IGNORECASE)


FORBIDDEN = forbidden(f"{NUMBER_WORDS} {MOVE_WORDS} {RANK_WORDS}")
NEVER = forbidden(AMOUNT_WORDS)  # under a premise, too
ROLE = re.compile(r"\{eval\}`([^`]*)`")


@functools.cache
def codes():
    found = set()
    for path in (ROOT / "data" / "tables").glob("*.csv"):
        with path.open(encoding="utf8", newline="") as file:
            found |= {row.get("code") or "" for row in csv.DictReader(file)}
    return found - {""}


def premises(notebook):
    """The names that a notebook's code gives to premises."""
    return {
        node.targets[0].id
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        for node in ast.walk(ast.parse("".join(cell["source"])))
        if isinstance(node, ast.Assign) and getattr(node.value, "func", None)
        if getattr(node.value.func, "id", "") == "premise"
    }


def parts(text):
    """The headings, paragraphs, list items and table rows of a piece of Markdown."""
    text = re.sub(r"(?s)```.*?```|<!--.*?-->", " ", text)
    text = re.sub(r"(?m)^\s*(?:#|:::).*$", r"\n\n\g<0>\n\n", text)
    return re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.|\|)\s)", text)


def typed_in_prose(text, known):
    """What is typed in a piece of Markdown, and in its paragraph rests on no premise."""
    found = []
    for part in parts(text):
        found += typed(part, NEVER if known & set(ROLE.findall(part)) else FORBIDDEN)
    return found


def typed(text, forbidden=FORBIDDEN):
    """The figures and direction words typed in a piece of text."""
    text = re.sub(r"(?s)```.*?```|<!--.*?-->", " ", text)
    names = r"^\([\w-]+\)=$|^:::\{(?:ask|solution)\} [\w-]+$|^\s*\d+\. "
    names += "|^:(?:label|level|minutes|goal): .*$"
    text = re.sub(names, " ", text, flags=re.MULTILINE)
    text = re.sub(r"\{[\w:-]+\}`[^`<]*<[^`>]*>`", lambda m: re.sub(r"<[^>]*>`$", "", m[0]), text)
    text = re.sub(r"\{(?:eval|ref|doc|numref|download)\}`[^`<]*`", " ", text)
    text = re.sub(r"`[^`]*`", " ", text)
    text = re.sub(r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+", " ", text)
    for pattern in ALLOWED:
        text = re.sub(pattern, " ", text)
    text = re.sub(r"\b(?:\d{3}|\d{5}|\d{7})\b", lambda m: " " if m[0] in codes() else m[0], text)
    return [text[max(0, m.start() - 30) : m.end() + 30] for m in forbidden.finditer(text)]


def typed_in_code(source):
    """The figures and direction words typed in a code cell: in its labels, or as its numbers.

    Facts that the document does not hold, such as a statutory rate, enter by `cited(...)`, which
    names their source; margins, and a sentence with them, by `premise(...)`. Small whole numbers
    that select rows or name a table are code, not facts.
    """
    found = []
    tree = ast.parse(source)
    calls = [call for call in ast.walk(tree) if isinstance(call, ast.Call)]
    cited, presumed = (
        {id(node) for call in calls if ast.unparse(call.func) == name for node in ast.walk(call)}
        for name in ("book.cited", "premise")
    )
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in cited:
            continue
        if isinstance(node.value, str) and " " in node.value:
            words = NEVER if id(node) in presumed else FORBIDDEN
            found += typed(re.sub(r"\{\w*\}", " ", node.value), words)
        elif id(node) in presumed:
            continue
        elif isinstance(node.value, float) or (
            isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 10
        ):
            found.append(ast.unparse(node))
    return found


def offences(notebook, known=None):
    found, known = [], premises(notebook) if known is None else known
    for cell in notebook["cells"]:
        source, prose = "".join(cell["source"]), cell["cell_type"] == "markdown"
        these = typed_in_prose(source, known) if prose else typed_in_code(source)
        found += [f"{cell['id']}: …{each}…" for each in these]
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_figure_is_typed(path):
    assert offences(json.loads(path.read_text("utf8"))) == []


TYPED = {
    "an amount": "The bureau spends ¥3,033,900.",
    "an amount in 万元": "It receives 303.39万元.",
    "a share": "That is 84.96% of the total.",
    "a count": "Only 4 people are paid.",
    "a count in words": "Only four people are paid.",
    "a direction": "Spending fell.",
    "the other direction": "Spending rose.",
    "a share in words": "It takes ninety percent.",
    "a ranking": "Wages are the largest item.",
    "none": "Of these lines, none is used.",
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("sentence", TYPED.values(), ids=TYPED)
def test_a_figure_typed_anywhere_is_found(path, sentence):
    notebook = json.loads(path.read_text("utf8"))
    for place in notebook["cells"]:
        if place["cell_type"] == "markdown":
            place["source"] = [*place["source"], "\n\n", sentence]
            assert offences({"cells": [place]}, premises(notebook)), place["id"]


@pytest.mark.parametrize(
    "code",
    [
        'total = Figure(303.39, "万元")',
        "posts = Figure(13)",
        'book.as_printed(5, caption="Spending fell")',
        'book.bars(amounts, "Wages take 99.93")',
        'total.named("The largest item")',
    ],
)
def test_a_figure_typed_in_code_is_found(code):
    assert typed_in_code(code)


@pytest.mark.parametrize(
    "text",
    [
        "In 2023, {eval}`total` was planned; see tables 3, 5 and 9.",
        "Item 2150501 (行政运行) belongs to section 21505.",
        "Budget Law, Article 46; amounts are in 万元 (10,000 yuan).",
        "The three public expenses {eval}`change.word('moved')`.",
    ],
)
def test_what_may_be_typed_is_not_flagged(text):
    assert typed(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Spending fell to a sixth.{eval}`fell`",
        "{eval}`fell` Of ten lines most are empty.",
        "- Two thirds are wages, the largest item.{eval}`fell`\n- The rest is {eval}`rest`.",
    ],
)
def test_a_word_that_rests_on_a_premise_may_be_typed(text):
    assert typed_in_prose(text, {"fell"}) == []
    assert typed_in_prose(text, set())


@pytest.mark.parametrize(
    "text",
    [
        "Spending fell by ¥5.{eval}`fell`",
        "Spending fell by 84.96%.{eval}`fell`",
        "It is three million yuan.{eval}`fell`",
        "Spending fell.{eval}`fell.holds`",
        "{eval}`fell`\n\nSpending fell.",
        "Spending fell.\n- It did.{eval}`fell`",
        "- Spending fell.\n- It did.{eval}`fell`",
        "# Spending fell\nIt did.{eval}`fell`",
        ":::{dropdown} Spending fell\nIt did.{eval}`fell`\n:::",
        "| Spending fell |\n| It did.{eval}`fell` |",
    ],
)
def test_a_premise_allows_words_in_its_own_paragraph_and_no_amounts(text):
    assert typed_in_prose(text, {"fell"})


def test_a_premise_has_margins_and_a_sentence_with_words():
    code = 'a_sixth = premise(16 < part < 17.5, "pay is about a sixth", part)'
    assert typed_in_code(code) == []
    assert premises({"cells": [{"cell_type": "code", "source": [code]}]}) == {"a_sixth"}
    assert typed_in_code(code.replace("a sixth", "16%")) and typed_in_code(f"{code}; n = 17.5")
