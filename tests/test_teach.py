"""What a class unpacks: it runs as it stands, in its language; students find no solutions in it."""

import ast
import functools
import html
import io
import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT
from test_prose import NOTEBOOKS

from computedbook.language import language_of
from computedbook.notebooks import catalogue, translated
from computedbook.teaching import exercises, tags

FOLDERS = {
    ("en", "student"): "how-to-read-a-bureaus-budget-student",
    ("en", "teacher"): "how-to-read-a-bureaus-budget-teacher",
    ("zh", "student"): "how-to-read-a-bureaus-budget-student-zh",
    ("zh", "teacher"): "how-to-read-a-bureaus-budget-teacher-zh",
}
TEACHING = "chapters/reference/teaching"
EXERCISES = exercises(ROOT)
PAGES = sorted({each.page for each in EXERCISES})
SAMPLES = {  # otherwise than by make proof, which runs all of them
    ("en", "student"): "chapters/bureau/unit",
    ("zh", "student"): "chapters/explanations/year-on-year",
    ("zh", "teacher"): "chapters/tables/table-8",
}
CHINESE = re.compile("[\u4e00-\u9fff]")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]*)\)")
ROLE = re.compile(r"\{(\w+)\}`([^`]*)`")
SPAN = re.compile(r"\{\w+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|\*[^*]*\*|https?://\S+")


class Room:
    """What one archive holds: its files, by name."""

    def __init__(self, path, edition, kind):
        self.path, self.edition, self.kind = path, edition, kind
        with zipfile.ZipFile(path) as packed:
            names = [name.partition("/") for name in packed.namelist()]
            self.folders = {folder for folder, _, _ in names}
            self.files = {name: packed.read("/".join((top, name))) for top, _, name in names}
        self.pages = [name[:-6] for name in self.files if name.endswith(".ipynb")]

    @functools.cache  # noqa: B019
    def notebook(self, page):
        return json.loads(self.files[f"{page}.ipynb"])

    def cells(self, page, kind):
        found = [cell for cell in self.notebook(page)["cells"] if cell["cell_type"] == kind]
        return {cell["id"]: "".join(cell["source"]) for cell in found}

    @functools.cached_property
    def library(self):
        """The name of the wheel."""
        (name,) = [name for name in self.files if name.endswith(".whl")]
        return name

    def unpack(self, folder):
        """Unpack it; the folder that comes of it."""
        with zipfile.ZipFile(self.path) as packed:
            packed.extractall(folder)
        return folder / FOLDERS[self.edition, self.kind]


@pytest.fixture(scope="module")
def rooms(copied):
    """The archives as `make` makes them."""
    for edition in ("en", "zh"):
        done = copied.make(f"teach-{edition}")
        assert done.returncode == 0, done.stdout[-3000:]
    made = copied.folder / "_build" / "teach"
    return {
        (edition, kind): Room(made / edition / f"{kind}.zip", edition, kind)
        for edition, kind in FOLDERS
    }


@pytest.fixture(params=FOLDERS, ids="-".join)
def room(request, rooms):
    return rooms[request.param]


@pytest.fixture(params=["en", "zh"])
def students(request, rooms):
    return rooms[request.param, "student"]


def source(page, edition):
    """A notebook of the book, in the language of an edition."""
    notebook = json.loads((ROOT / f"{page}.ipynb").read_text("utf8"))
    if edition == "en":
        return notebook
    messages = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / f"{page}.po"
    return translated(notebook, catalogue(messages))


def test_it_is_one_folder_that_says_what_it_is_and_how_to_begin(room):
    assert room.folders == {FOLDERS[room.edition, room.kind]}
    guide = room.files["README.md"].decode()
    commands = [line[4:] for line in guide.splitlines() if line.startswith("    ")]
    assert commands[:4] == [
        "python3 -m venv .venv",
        ". .venv/bin/activate",
        "pip install -r requirements.txt",
        "jupyter lab index.ipynb",
    ]
    assert {r".venv\Scripts\activate", "py -m venv .venv"} < set(commands)
    told = {page for page in LINK.findall(guide) if page.endswith(".ipynb")}
    assert told == {f"{page}.ipynb" for page in room.pages} - {"index.ipynb"}
    title = source("index", room.edition)["cells"][0]["source"][0]
    assert guide.splitlines()[0] == title.strip()


def test_one_install_brings_the_library_and_every_pin(room):
    lines = room.files["requirements.txt"].decode().splitlines()
    assert lines[-1] == f"./{room.library}"
    named = dict(line.split("==") for line in lines[:-1])
    assert len(named) == len(lines) - 1  # none is pinned twice
    assert {"pandas", "matplotlib", "nbconvert", "jupyterlab", "jupyterlab-myst"} <= set(named)
    with zipfile.ZipFile(io.BytesIO(room.files[room.library])) as wheel:
        names = set(wheel.namelist())
    assert {"budgetbook/form.json", "computedbook/answers.py"} <= names
    assert any(name.endswith("jupyter_nbconvert_config.py") for name in names)
    assert any(name.endswith("labconfig/default_setting_overrides.json") for name in names)


def test_it_holds_the_data_as_they_are(room):
    paths = [path for path in (ROOT / "data").rglob("*") if path.is_file()]
    for path in paths:
        assert room.files[path.relative_to(ROOT).as_posix()] == path.read_bytes()
    assert len(paths) > 20


def test_every_chapter_is_there_and_none_for_teachers_among_the_students(room):
    everything = {str(path.relative_to(ROOT).with_suffix("")) for path in NOTEBOOKS}
    left_out = {TEACHING} if room.kind == "student" else set()
    assert set(room.pages) == everything - left_out
    assert (f"{TEACHING}.ipynb" in room.files["README.md"].decode()) is (room.kind == "teacher")


def test_only_figures_are_left_for_myst_to_show(room):
    for page in room.pages:
        for name, text in room.cells(page, "markdown").items():
            shown = re.sub(r"(`{2,})(?!`).+?(?<!`)\1(?!`)|^```.*?^```", "", text, flags=re.M | re.S)
            assert {role for role, _ in ROLE.findall(shown)} <= {"eval"}, (page, name)
            assert not re.search(r"^\s*:{3,}|^\([\w-]+\)=", shown, re.MULTILINE), (page, name)


def test_code_is_that_of_the_book(room):
    for page in room.pages:
        cells = source(page, "en")["cells"]
        left_out = {"deck", "solution"} if room.kind == "student" else {"deck"}
        code = {cell["id"]: "".join(cell["source"]) for cell in cells
                if cell["cell_type"] == "code" and not left_out & set(tags(cell))}  # fmt: skip
        assert room.cells(page, "code") == code


def test_what_is_for_slides_is_left_to_these(room):
    """The notes of whoever speaks give answers away."""
    for page in room.pages:
        assert [c["id"] for c in room.notebook(page)["cells"] if "deck" in tags(c)] == []


def test_links_lead_to_what_is_there(room):
    links = 0
    for page in room.pages:
        for text in room.cells(page, "markdown").values():
            for target in LINK.findall(SPAN.sub(lambda each: each[0].lstrip("`"), text)):
                if not re.match("[a-z]+:", target):
                    path = os.path.normpath(Path(page).parent / target.partition("#")[0])
                    assert path in room.files, (page, target)
                    links += 1
    assert links > 150


def test_prose_is_in_the_language_of_the_edition(room):
    texts = {page: "\n".join(room.cells(page, "markdown").values()) for page in room.pages}
    texts["README"] = re.sub("^    .*$", "", room.files["README.md"].decode(), flags=re.MULTILINE)
    for page, text in texts.items():
        for line in text.splitlines():
            for cell in SPAN.sub("", line).split("|"):
                if room.edition == "zh" and len(re.findall("[A-Za-z]{2,}", cell)) > 2:
                    assert CHINESE.search(cell), (page, line)
                if room.edition == "en" and re.search("[，。？]", cell):
                    assert len(re.findall("[a-z]{2,}", cell)) > 5, (page, line)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.label)
def test_every_exercise_is_in_the_students_notebooks_and_can_be_read(rooms, exercise):
    words = {
        "en": ("### ", f"{exercise.minutes} minutes", "Solution"),
        "zh": ("### ", f"{exercise.minutes}分钟", "参考答案"),
    }
    for edition, (heading, minutes, solution) in words.items():
        student, teacher = rooms[edition, "student"], rooms[edition, "teacher"]
        cells = student.cells(exercise.page, "markdown")
        title, _, effort, _, *question = cells[exercise.label].splitlines()
        assert title.startswith(heading) and minutes in effort
        assert effort.count(" · ") == 2 and effort[0] == effort[-1] == "*"
        assert "".join(question)
        asked = student.cells(exercise.page, "code").get(f"{exercise.label}-try", "")
        assert exercise.checked == (f'"{exercise.label}"' in asked)
        assert f"{exercise.label}-solution" not in cells
        worked = teacher.cells(exercise.page, "markdown")[f"{exercise.label}-solution"]
        assert worked.startswith(f"#### {solution}\n")
        assert title[4:] in teacher.cells(TEACHING, "markdown")["goals"]


def told(text):
    """What can be told from a text: its longest stretches without figures and marks."""
    text = re.sub("^:.*$", "", text, flags=re.MULTILINE)
    parts = re.split(r"\{\w+\}`[^`]*`|[`*|>]|\]\([^)]*\)|\[|^\s*(?:[-*]|\d+\.)\s", text, flags=re.M)
    sentences = [each for part in parts for each in re.split(r"(?<=[.?!:;。？！：；])\s*", part)]
    return {" ".join(each.split()) for each in sentences}


def read(room):
    """All text of the files of an archive, those of the library too, as one line."""
    files = dict(room.files)
    with zipfile.ZipFile(io.BytesIO(files.pop(room.library))) as wheel:
        files |= {name: wheel.read(name) for name in wheel.namelist() if name.endswith(".py")}
    texts = []
    for name, data in files.items():
        if name.endswith(".ipynb"):
            texts += ["".join(cell["source"]) for cell in json.loads(data)["cells"]]
        else:
            text = data.decode()
            texts.append(re.sub(r'"\n"', "", text) if name.endswith(".po") else text)
    return " ".join(" ".join(texts).split())


@functools.cache
def without(edition):
    """What the book says outside of its solutions, and the data, as one line."""
    pages = [str(path.relative_to(ROOT).with_suffix("")) for path in NOTEBOOKS]
    cells = [cell for page in pages for cell in source(page, edition)["cells"]]
    texts = ["".join(cell["source"]) for cell in cells if "solution" not in tags(cell)]
    texts += [path.read_text("utf8") for path in (ROOT / "data").rglob("*.csv")]
    return " ".join(" ".join(texts).split()).casefold()


def solution_parts(edition):
    """What can be told from the solutions, and is said nowhere else."""
    for page in PAGES:
        for cell in source(page, edition)["cells"]:
            text = "".join(cell["source"]) if "solution" in tags(cell) else ""
            parts = {" ".join(text.split())} if cell["cell_type"] == "code" else told(text)
            for part in parts:
                if len(part) >= {"en": 30, "zh": 12}[edition]:
                    yield from [part] if part.casefold() not in without(edition) else []


def test_no_solution_is_in_what_students_are_given(students, rooms):
    for edition in {"en", students.edition}:  # catalogues have both
        texts = [read(room) for room in (students, rooms[students.edition, "teacher"])]
        parts = list(solution_parts(edition))
        found = [[part for part in parts if part in text] for text in texts]
        assert found[0] == []
        assert edition != students.edition or found[1] == parts
        assert len(parts) > 150


def test_what_the_page_keeps_shut_does_not_stand_open(room):
    """A notebook cannot fold it."""
    cells = room.cells("chapters/tables/table-5", "markdown")
    folded = {"en": "In a hurry", "zh": "直接看答案"}[room.edition]
    assert (folded in cells.get("hurry", "")) is (room.kind == "teacher")
    record = {"en": "What was tried", "zh": "试了什么"}[room.edition]
    assert any(
        record in text for text in room.cells("chapters/reference/about", "markdown").values()
    )
    assert all(all(room.cells(page, "markdown").values()) for page in room.pages)


def test_a_catalogue_still_has_every_label_of_the_students_code(students):
    """And nothing that it had before but what solutions alone say."""
    names = [name for name in students.files if name.endswith(".po")]
    assert bool(names) is (students.edition == "zh")
    for name in names:
        page = name.partition("LC_MESSAGES/")[2][:-3]
        known = {each.id for each in catalogue(ROOT / name) if each.id}
        with_labels = catalogue_of(students.files[name])
        for code in students.cells(page, "code").values():
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.Constant) and node.value in known:
                    assert with_labels[node.value], (page, node.value)
        assert set(with_labels) <= known


def catalogue_of(data):
    from babel.messages.pofile import read_po

    return {each.id: each.string for each in read_po(io.BytesIO(data)) if each.id}


def test_the_page_offers_both(copied, rooms):
    for edition, site in (("en", copied.site), ("zh", copied.site / "zh")):
        page = site / f"{TEACHING}.html"
        links = BeautifulSoup(page.read_text("utf8"), "html.parser").select("ul.archives a")
        for link, kind in zip(links, ("student", "teacher"), strict=True):
            path = page.parent / link["href"]
            assert path.read_bytes() == rooms[edition, kind].path.read_bytes()
            assert link["download"] == f"{FOLDERS[edition, kind]}.zip"


def test_nothing_is_offered_that_was_not_made(book):
    for site in (book.site, book.site / "zh"):
        assert not (site / "_teach").exists()
        text = (site / f"{TEACHING}.html").read_text("utf8")
        assert "archives" in text and "archives" not in re.sub("<!--.*?-->", "", text)


def test_a_file_in_the_folder_says_the_language_unless_it_is_set(tmp_path, monkeypatch):
    monkeypatch.delenv("BUDGETBOOK_LANGUAGE", raising=False)
    assert language_of(tmp_path) == "en"
    (tmp_path / "language.txt").write_text("zh\n", "utf8")
    assert language_of(tmp_path) == "zh"
    monkeypatch.setenv("BUDGETBOOK_LANGUAGE", "en")
    assert language_of(tmp_path) == "en"


# Running them


def jupyter(python, folder, *arguments, **settings):
    """Run a command of Jupyter's in a folder, with no setting of the book's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BUDGETBOOK")}
    command = [python, "-m", "jupyter", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**kept, **settings}, capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stderr[-3000:]


def look(room, page, path):
    """After a run: each check says that nothing was tried, in the language; tables speak it too."""
    cells = json.loads(path.read_text("utf8"))["cells"]
    shown = {cell["id"]: shown_by(cell) for cell in cells if cell["cell_type"] == "code"}
    for each in EXERCISES:
        if each.page == page and each.checked:
            untried = {"en": "… Not tried yet", "zh": "… 还没有填"}[room.edition]
            assert f'answer untried">{untried}' in shown[f"{each.label}-try"], each.label
    if "checks" in shown and room.edition == "zh":
        assert CHINESE.search(shown["checks"])


def shown_by(cell):
    """The HTML that a cell shows."""
    parts = [output.get("data", {}).get("text/html", "") for output in cell["outputs"]]
    return html.unescape("".join("".join(part) for part in parts))


@pytest.mark.parametrize("case", SAMPLES, ids="-".join)
def test_a_notebook_runs_as_it_stands(rooms, case, tmp_path):
    room, page = rooms[case], SAMPLES[case]
    folder, labels = room.unpack(tmp_path), tmp_path / "labels"
    with zipfile.ZipFile(folder / room.library) as wheel:
        wheel.extractall(tmp_path / "library")
    settings = {"PYTHONPATH": str(tmp_path / "library"), "BUDGETBOOK_LABELS": str(labels)}
    jupyter(sys.executable, folder, "execute", "--inplace", f"{page}.ipynb", **settings)
    look(room, page, folder / f"{page}.ipynb")
    met = [json.loads(line) for line in labels.read_text("utf8").splitlines()]
    if room.edition == "zh":
        assert [each["label"] for each in met if not each["translated"]] == []
    assert met


@pytest.fixture(scope="module")
def python(rooms, tmp_path_factory):
    """A fresh environment, after the one command that the guide names."""
    environment = tmp_path_factory.mktemp("class") / "venv"
    venv.create(environment, with_pip=True)
    folder = rooms["en", "student"].unpack(tmp_path_factory.mktemp("first"))
    command = [environment / "bin" / "pip", "install", "-q", "-r", "requirements.txt"]
    subprocess.run(command, cwd=folder, check=True, timeout=1800)
    return environment / "bin" / "python"


@pytest.mark.costly
def test_all_run_in_a_fresh_environment(room, python, tmp_path):
    """Each as nbconvert runs it, which works out every figure of the prose as well."""
    folder, names = room.unpack(tmp_path), [f"{page}.ipynb" for page in room.pages]
    convert = ["nbconvert", "--output-dir", "out", "--to"]
    jupyter(python, folder, *convert, "notebook", *names, PYTHONPATH="")
    for page in room.pages:
        path = folder / "out" / f"{page.rpartition('/')[2]}.ipynb"
        look(room, page, path)
        cells = json.loads(path.read_text("utf8"))["cells"]
        prose = "".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        )
        assert "{eval}" not in re.sub("(`+).+?\\1", "", prose), page
    jupyter(python, folder, *convert, "html", "chapters/handouts/misprint.ipynb", PYTHONPATH="")
    assert "<table" in (folder / "out" / "misprint.html").read_text("utf8")
