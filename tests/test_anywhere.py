"""The book can be rerun elsewhere: what other places are told names what there is here."""

import json
import re
import subprocess
import tomllib

import pytest
import yaml
from conftest import ROOT
from sphinx.util.matching import Matcher

INCLUDED = re.compile(r"^(?:-r|-c|-e) (\S+)", re.MULTILINE)
README = (ROOT / "README.md").read_text("utf8")
# By the schema of containers.dev.
FIELDS = {"name", "image", "postCreateCommand", "forwardPorts", "portsAttributes", "customizations"}


def pythons():
    """The oldest and the newest Python that README names."""
    oldest, newest = re.search(r"With Python (3\.\d+) to (3\.\d+)", README).groups()
    return [int(version.partition(".")[2]) for version in (oldest, newest)]


def named(path):
    """The files that a list of requirements includes, found as pip finds them, and theirs."""
    for name in INCLUDED.findall(path.read_text("utf8")):
        file = ((ROOT if name.startswith(".") and name == "." else path.parent) / name).resolve()
        yield file
        if file.is_file():
            yield from named(file)


@pytest.fixture(scope="module")
def container():
    return json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf8"))


def test_binder_installs_what_runs_and_shows_a_chapter():
    """From the repository's root, with a Python that README names."""
    found = set(named(ROOT / ".binder" / "requirements.txt"))
    assert found == {ROOT / "requirements.txt", ROOT / "requirements-lab.txt", ROOT}
    runtime = (ROOT / ".binder" / "runtime.txt").read_text("utf8")
    oldest, newest = pythons()
    assert oldest <= int(re.fullmatch(r"python-3\.(\d+)\n", runtime)[1]) <= newest
    assert len(list((ROOT / ".binder").iterdir())) == 2


def test_the_container_has_fields_of_the_schema_and_a_python_that_readme_names(container):
    assert set(container) == FIELDS
    image = re.fullmatch(r"\S+/python:3\.(\d+)", container["image"])
    oldest, newest = pythons()
    assert oldest <= int(image[1]) <= newest
    assert set(container["portsAttributes"]) == {str(port) for port in container["forwardPorts"]}
    extensions = container["customizations"]["vscode"]["extensions"]
    assert all(re.fullmatch(r"[\w-]+\.[\w-]+", each) for each in extensions)


def test_its_command_names_targets_and_files_that_there_are(container):
    makefile = (ROOT / "Makefile").read_text("utf8")
    command = container["postCreateCommand"]
    (target,) = re.findall(r"make (\S+)", command)
    assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)
    (listed,) = re.findall(r"-r (\S+)", command)
    assert (ROOT / listed).is_file()
    python = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python.endswith("/.venv/bin/python")


def test_all_name_the_same_oldest_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    oldest, newest = pythons()
    assert project["project"]["requires-python"] == f">=3.{oldest}"
    assert project["tool"]["ruff"]["target-version"] == f"py3{oldest}"
    assert f"sys.version_info < (3, {oldest})" in (ROOT / "Makefile").read_text("utf8")
    chinese = (ROOT / "README.zh-CN.md").read_text("utf8")
    assert f"Python 3.{oldest}到3.{newest}" in chinese
    workflow = (ROOT / ".github" / "workflows" / "book.yml").read_text("utf8")
    assert f'"debian:12", "python:3.{newest}"' in workflow  # Debian 12 has the oldest


def test_every_command_of_readme_names_what_there_is():
    """Files and targets; modules are run by the tests of what they do."""
    for text in (README, (ROOT / "README.zh-CN.md").read_text("utf8")):
        makefile = (ROOT / "Makefile").read_text("utf8")
        for target in re.findall(r"^ {4}make ([\w-]+)", text, re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE) or "-" in target, target
        for name in re.findall(r"(?:-r |--to \w+ )(\S+)", text):
            assert (ROOT / name).is_file(), name


@pytest.mark.parametrize("ending", ["html", "slides.html", "md", "pdf", "py", "nbconvert.ipynb"])
@pytest.mark.parametrize("chapter", ["index", "chapters/tables/table-5"])
def test_what_nbconvert_writes_beside_a_chapter_is_none(chapter, ending):
    """Neither in a commit, nor in the book, nor in what readers download."""
    path = f"{chapter}.{ending}"
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 0
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    if ending.endswith(("md", "ipynb")):  # which a build would read
        assert Matcher(settings["exclude_patterns"])(path)
    packed = Matcher(settings["sphinx"]["config"]["run_files"])
    assert ending.endswith("ipynb") or not packed(path)


@pytest.mark.parametrize("name", ["index.ipynb", "chapters/tables/table-5.ipynb"])
def test_a_notebook_says_to_any_program_what_runs_it(name):
    """VS Code and code hosts read the language and the kernel off the metadata."""
    metadata = json.loads((ROOT / name).read_text("utf8"))["metadata"]
    assert metadata["kernelspec"]["name"] == "python3"
    assert metadata["kernelspec"]["language"] == metadata["language_info"]["name"] == "python"
