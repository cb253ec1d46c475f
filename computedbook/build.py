"""Build the editions of a book side by side, and put them in the place of the last ones.

    python -m computedbook.build [LANGUAGE...]

builds them into ``_build/html`` if all are whole, or some of them, each into a folder of its own. A
build that did not finish is thrown away, so that no warning is lost; so is one that an older
environment made.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from computedbook import summary
from computedbook.language import LANGUAGE
from computedbook.publish import publish
from computedbook.source import settings_in

BUILD = Path("_build")
# Where JupyterLab is installed, jsonschema imports this, for seconds, to check addresses.
COMMAND = (
    "import sys; sys.modules['rfc3987_syntax'] = None; "
    "from jupyter_book.cli.main import main; sys.exit(main())"
)
PLACE = "The HTML pages are in"  # which is not where the book will be
STRICT = ["--warningiserror", "--nitpick", "--keep-going"]


def main(chosen: Iterable[str]) -> None:
    """Build editions, and exit with a summary if any has problems."""
    sys.stdout.reconfigure(errors="replace")  # not every terminal has all characters
    languages = list(chosen) or ["en", *settings_in(Path()).get("editions", ())]
    if not all([*build(languages)]):
        summary.main(BUILD / language / "summary" for language in languages)
        sys.exit(1)
    made = [BUILD / language / "_build" / "html" for language in languages]
    if not chosen:
        publish(BUILD / "html", *made)
        made = [BUILD / "html", BUILD / "html" / "zh"]
    print("The book is in", ", ".join(str(folder / "index.html") for folder in made))


def build(languages: list[str]) -> Iterator[bool]:
    """Build editions at once, show what each says when it has ended, and tell if it is whole."""
    for language in languages:
        begin(BUILD / language)
    started = [(BUILD / language, start(language)) for language in languages]
    for folder, process in started:
        whole = process.wait() == 0
        log = (folder / "log").read_text("utf8", "replace")
        print(log.partition(f"\n{PLACE}")[0], flush=True)
        if whole:
            (folder / "finished").touch()
        yield whole


def begin(folder: Path) -> None:
    """Make room for a build, which goes on from the last one if that was whole and is not older."""
    finished, environment = folder / "finished", Path(sys.prefix, "book")
    made = finished.stat().st_mtime if finished.exists() else 0
    if not made or (environment.exists() and made < environment.stat().st_mtime):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for remains in (finished, folder / "summary"):
        remains.unlink(missing_ok=True)


def start(language: str) -> subprocess.Popen:
    """Start the build of an edition. Its files are in UTF-8, whatever the system's are in."""
    folder = BUILD / language
    told = {LANGUAGE: language, "BUDGETBOOK_SUMMARY": str(folder / "summary"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", COMMAND, "build", ".", "--path-output", str(folder), *STRICT]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            command, env={**os.environ, **told}, stdout=log, stderr=subprocess.STDOUT
        )


if __name__ == "__main__":
    main(sys.argv[1:])
