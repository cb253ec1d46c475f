"""The library stays small, and its imports run downward: it can be read from top to bottom."""

import ast
import re

import pytest
from conftest import ROOT

import budgetbook

LIBRARY = ROOT / "budgetbook"
MODULES = {
    ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in LIBRARY.rglob("*.py")
}
GENERAL = {name for name in MODULES if re.fullmatch(r"sphinx\.\w+", name)} - {"sphinx.budgets"}
RULE_BOOK = "audit"


def story():
    """The modules in the order in which the package's docstring tells of them."""
    return re.findall(r"^``([\w.]+)``", budgetbook.__doc__, re.MULTILINE)


def imports(name):
    """The library's modules that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, name
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    own = {each.removeprefix("budgetbook.") for each in found if each.startswith("budgetbook.")}
    return own & set(MODULES)


def test_the_story_tells_of_every_module_once():
    assert sorted(story()) == sorted(set(MODULES) - {"__init__"})


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"__init__"}))
def test_a_module_imports_only_what_was_told_before(name):
    order = story()
    assert {each for each in imports(name) if order.index(each) >= order.index(name)} == set()


@pytest.mark.parametrize("name", sorted(GENERAL))
def test_the_general_half_knows_no_budgets(name):
    assert imports(name) <= GENERAL


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_can_be_read_in_one_sitting(name):
    text = MODULES[name].read_text("utf8")
    assert name == RULE_BOOK or len(text.splitlines()) <= 400
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 40
    ]
    assert long == []


def test_the_library_can_be_read_in_an_hour():
    assert sum(len(path.read_text("utf8").splitlines()) for path in MODULES.values()) <= 4100
