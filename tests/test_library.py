"""The library stays small; its imports run downward; what serves any book knows of no budgets."""

import ast
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("budgetbook", "computedbook")
    for path in (ROOT / package).rglob("*.py")
}
RULE_BOOK = "budgetbook.audit"


def imports(name):
    """The library's modules that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, name
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    own = {each for each in found & set(MODULES)}
    return own - {each.rpartition(".")[0] for each in own}  # the folder of what is imported


def test_no_import_runs_in_a_circle():
    order = list(TopologicalSorter({name: imports(name) for name in MODULES}).static_order())
    assert len(order) == len(MODULES)


def test_what_serves_any_book_knows_of_no_budgets():
    general = {name for name in MODULES if name.split(".")[0] == "computedbook"}
    assert {each for name in general for each in imports(name)} <= general


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_can_be_read_in_one_sitting(name):
    text = MODULES[name].read_text("utf8")
    assert name == RULE_BOOK or len(text.splitlines()) <= 400
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    long = [each.name for each in functions if each.end_lineno - each.lineno >= 40]
    assert long == []


def test_the_library_can_be_read_in_an_hour():
    lines = {name: len(path.read_text("utf8").splitlines()) for name, path in MODULES.items()}
    assert sum(lines[name] for name in lines if name.startswith("budgetbook")) < 4100
