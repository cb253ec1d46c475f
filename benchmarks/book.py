"""How long do both editions take, against stock Jupyter Book and against the cells alone?

    make bench, or: python benchmarks/book.py [ROUNDS]

In each round (3 if not said), on fresh copies in a temporary folder and in turn: this book, both
editions, as `make book` makes them; and the same notebooks under stock settings, in English alone.
Each is built from nothing, then with nothing changed, with a word of one CSV changed, and with a
sentence changed; then from nothing with the chapters once, and three times, more. The cells of all
notebooks run besides in one process that has imported what they import. Medians are printed, and
the peak memory of all processes of a build (Linux: the sum of their proportional set sizes). A
round takes some ten minutes.

Stock is what Jupyter Book sets by itself: one kernel after the other and no extension of this book,
so that links to rows and terms lead nowhere, and a CSV that changed is not noticed. Only the
settings that the notebooks cannot be built without are kept.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

import yaml
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "_build", "__pycache__", "*.mo")
CATALOGUES = Path("locale", "zh_CN", "LC_MESSAGES")
CSV = Path("data", "tables", "05-general-public-budget.csv")
KEPT = ("title", "author", "exclude_patterns", "execute", "parse")
BOOK, STOCK = ("make", "book"), (f"{sys.prefix}/bin/jupyter-book", "build", ".")
MARK = "BENCHMARK_OF"


def main(rounds: int) -> None:
    measured = defaultdict(list)
    for number in range(rounds):
        for times in (1, 2, 4):
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                builds = prepare(Path(folder), times)
                if times == 1:
                    measured["cold", "cells"].append((cells_alone(Path(folder, "stock")), 0))
                for case, change in steps(times):
                    for name, directory, command in builds[:: (-1) ** number]:
                        change(directory)
                        measured[case, name].append(build(directory, command))
                        print(".", end="", flush=True)
    report(measured)


def steps(times: int) -> list[tuple]:
    """What is built in turn: its name, and what is changed in the folder before."""
    if times > 1:
        return [(f"cold, chapters × {times}", nothing)]
    later = [("one CSV changed", change_csv), ("one sentence changed", change_sentence)]
    return [("cold", nothing), ("nothing changed", nothing), *later]


def nothing(directory: Path) -> None:
    pass


# The copies


def prepare(folder: Path, times: int) -> list[tuple]:
    """Copy the book twice, for either build: its name, its folder, and the command."""
    for name in ("book", "stock"):
        shutil.copytree(ROOT, folder / name, ignore=LEFT_OUT)
        multiply(folder / name, times)
    (folder / "book" / ".venv").symlink_to(sys.prefix)
    strip(folder / "stock" / "_config.yml")
    return [("book", folder / "book", BOOK), ("stock", folder / "stock", STOCK)]


def strip(path: Path) -> None:
    """Leave in the configuration only what the notebooks cannot be built without."""
    config = yaml.safe_load(path.read_text("utf8"))
    path.write_text(yaml.safe_dump({key: config[key] for key in KEPT if key in config}), "utf8")


def multiply(directory: Path, times: int) -> None:
    """Have each chapter `times` times; the labels of a copy are its own, its links are not."""
    toc = yaml.safe_load((directory / "_toc.yml").read_text("utf8"))
    for part in toc["parts"]:
        for entry in list(part["chapters"]):
            page = Path(entry["file"])
            for number in range(2, times + 1):
                copied = page.parent.with_name(f"{page.parent.name}-{number}") / page.name
                for place, suffix in ((Path(), ".ipynb"), (CATALOGUES, ".po")):
                    text = (directory / place / f"{page}{suffix}").read_text("utf8")
                    file = directory / place / f"{copied}{suffix}"
                    file.parent.mkdir(exist_ok=True)
                    text = re.sub(r'"\(([\w-]+)\)=', rf'"(\1-{number})=', text)
                    file.write_text(text, "utf8")
                part["chapters"].append({"file": str(copied)})
    (directory / "_toc.yml").write_text(yaml.safe_dump(toc, allow_unicode=True), "utf8")


def change_csv(directory: Path) -> None:
    """Add a word to the last English name of table 5."""
    header, *lines = (directory / CSV).read_text("utf8").splitlines()
    cells = lines[-1].split(",")
    cells[header.split(",").index("name_en")] += " too"
    (directory / CSV).write_text("\n".join([header, *lines[:-1], ",".join(cells), ""]), "utf8")


def change_sentence(directory: Path) -> None:
    """Change a word of the first sentence of table 5's chapter, and what it translates."""
    page = Path("chapters", "tables", "table-5")
    notebook, catalogue = directory / f"{page}.ipynb", directory / CATALOGUES / f"{page}.po"
    cells = json.loads(notebook.read_text("utf8"))
    with catalogue.open("rb") as file:
        messages = read_po(file)
    texts = {"".join(cell["source"]): cell for cell in cells["cells"]}
    message = next(each for each in messages if each.id in texts and each.id.endswith("."))
    texts[message.id]["source"] = [message.id.replace(" the ", " this ", 1)]
    message.id = texts[message.id]["source"][0]
    notebook.write_text(json.dumps(cells, ensure_ascii=False), "utf8")
    with catalogue.open("wb") as file:
        write_po(file, messages)


# Measuring


def build(directory: Path, command: tuple) -> tuple[float, float]:
    """Run `command`; its seconds, and the peak memory of all its processes in MiB."""
    environment = {**os.environ, "PYTHONPATH": str(directory), MARK: str(directory)}
    mark, peak = f"{MARK}={directory}\0".encode(), [0.0]
    with tempfile.TemporaryFile("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=log, stderr=log)
        watcher = threading.Thread(target=watch, args=(process, mark, peak))
        watcher.start()
        status, seconds = process.wait(), time.perf_counter() - start
        watcher.join()
        if status:
            log.seek(0)
            sys.exit(f"{' '.join(command)} failed:\n{log.read()[-5000:]}")
    return seconds, peak[0]


def watch(process: subprocess.Popen, mark: bytes, peak: list[float]) -> None:
    """Keep in `peak` the most memory, in MiB, of all processes that were started with `mark`."""
    while process.returncode is None:
        total = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    text = (folder / "smaps_rollup").read_text()
                    total += int(re.search(r"\nPss: *(\d+)", text)[1])
            except (OSError, TypeError):  # it has ended
                continue
        peak[0] = max(peak[0], total / 1024)
        time.sleep(0.25)


def cells_alone(directory: Path) -> float:
    notebooks = [directory / "index.ipynb", *sorted(directory.glob("chapters/*/*.ipynb"))]
    command = [sys.executable, __file__, "--cells", *map(str, notebooks)]
    environment = {**os.environ, "PYTHONPATH": str(directory)}
    return float(subprocess.check_output(command, text=True, env=environment))


def run_cells(notebooks: list[str]) -> float:
    """Seconds that the code cells of all notebooks take, after what they import was imported."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell, seconds = InteractiveShell.instance(), 0.0
    for path in map(Path, notebooks):
        os.chdir(path.parent)
        cells = json.loads(path.read_text("utf8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        imports = re.findall(r"^(?:from|import) .*$", "\n".join(sources), re.MULTILINE)
        shell.reset(new_session=False)
        with capture_output():
            shell.run_cell("\n".join(imports)).raise_error()
            start = time.perf_counter()
            for source in sources:
                shell.run_cell(source).raise_error()
            seconds += time.perf_counter() - start
    return seconds


def report(measured: dict) -> None:
    middle = {key: [statistics.median(each) for each in zip(*found, strict=True)]
              for key, found in measured.items()}  # fmt: skip
    print(f"\n{'':22}{'book, both editions':>21}{'stock, English':>21}{'book / stock':>14}")
    for case in dict.fromkeys(case for case, _ in middle):
        (book, book_memory), (stock, stock_memory) = middle[case, "book"], middle[case, "stock"]
        columns = [f"{book:.1f} s {book_memory:5.0f} MiB", f"{stock:.1f} s {stock_memory:5.0f} MiB"]
        print(f"{case:22}{columns[0]:>21}{columns[1]:>21}{book / stock:>14.2f}")
    cells, cold = middle["cold", "cells"][0], middle["cold", "book"][0]
    print(f"the cells alone: {cells:.1f} s; both editions cold: {cold / cells:.1f} times that")
    print(f"both editions cold against stock for one: {cold / middle['cold', 'stock'][0]:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--cells"]:
        print(run_cells(sys.argv[2:]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 3)
