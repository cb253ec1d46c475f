"""What the guides say of the book is so: commands, files, versions, and where it can be built."""

import json
import re
import tomllib
from importlib import metadata

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from test_library import MODULES, imports

SMALLEST = "3.11.2"  # Debian 12's own
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
GUIDES = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "locale/README.md"]
PAGE = ROOT / "chapters" / "reference" / "how-it-is-made.ipynb"


def pins(name):
    lines = (ROOT / name).read_text("utf8").splitlines()
    return [Requirement(line) for line in lines if re.match(r"[a-z]", line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_the_smallest_python_can_install_every_pin(name):
    refused = {}
    for pin in pins(name):
        needed = metadata.metadata(pin.name).get("Requires-Python", "")
        if not Requirement(f"python{needed}").specifier.contains(SMALLEST):
            refused[pin.name] = needed
    assert refused == {}
    assert len(pins(name)) > 40


def test_jupyterlab_can_be_installed_beside_the_book():
    book = {pin.name: pin.specifier for pin in pins("requirements.txt")}
    shared = [pin for pin in pins("requirements-lab.txt") if pin.name in book]
    assert [pin for pin in shared if pin.specifier != book[pin.name]] == []
    assert len(shared) > 20


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_names_commands_and_files_that_there_are(name):
    text = (ROOT / name).read_text("utf8")
    makefile = (ROOT / "Makefile").read_text("utf8")
    targets = set(re.findall(r"^([a-z%-]+):", makefile, re.MULTILINE))
    told = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", text, re.MULTILINE))
    assert {each for each in told if not {each, re.sub("-.*", "-%", each)} & targets} == set()
    paths = set(re.findall(r"`((?:[\w-]+/)+[\w.-]*)`", text))
    paths |= set(re.findall(r"\]\((?!http)([^)#]+)\)", re.sub("`[^`]*`", "", text)))
    paths = {path for path in paths if not path.startswith("_build/")}
    folders = (ROOT, (ROOT / name).parent)
    assert {path for path in paths if not any((each / path).exists() for each in folders)} == set()
    assert told and paths


def test_the_version_is_the_same_wherever_it_is_said():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf8"))
    released = re.findall(
        r"^## \[([\d.]+)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf8"), re.MULTILINE
    )
    version, day = released[0]
    assert version == PROJECT["version"] == cited["version"]
    assert version == cited["preferred-citation"]["version"] and day == cited["date-released"]


def section(name):
    """The text of a cell of the page."""
    cells = json.loads(PAGE.read_text("utf8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == name)


def test_the_page_lists_the_modules_so_that_each_needs_only_those_above():
    told = re.findall(r"^- `(\w+)`: ", section("reading-heading"), re.MULTILINE)
    names = [f"budgetbook.{each}" for each in told]
    others = {"budgetbook", "budgetbook.__main__"}
    assert sorted(names) == sorted({each for each in MODULES if "budgetbook" in each} - others)
    for place, name in enumerate(names):
        needed = {each for each in imports(name) if each.startswith("budgetbook.")}
        assert needed <= set(names[:place]), name


def test_the_page_tells_of_every_part_of_the_extension():
    parts = {name.removeprefix("computedbook.") for name in MODULES if "computedbook." in name}
    assert parts and parts <= set(re.findall(r"`(\w+)`", section("general-heading")))


def test_a_commit_is_checked_with_nothing_fetched_from_elsewhere():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf8"))["repos"]
    assert [each["repo"] for each in hooks] == ["local"]
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text("utf8"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", s["uses"]) for s in steps if "uses" in s)
    assert {"run": ".ci/run"} in steps
