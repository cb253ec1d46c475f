"""Minimal books, built by Sphinx in the process of the test."""

import gettext
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from computedbook.kernels import NURSERY
from computedbook.summary import Problem, text_of

CLOSE = NURSERY.close
ROOTS = Path(__file__).parent.parent / "roots"


class Minimal:
    """A copy of ``roots/test-<name>``, and what its last build gave.

    Its kernels are forked from a process that all builds share which have it import the same.
    """

    imported = None

    def __init__(self, root: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.environment = folder / root, monkeypatch
        shutil.copytree(ROOTS / f"test-{root}", self.folder)

    def build(self, builder: str = "html", language: str = "en", **settings: object) -> str:
        """Build it in a language; the summary, plain."""
        summary = self.folder / "summary"
        self.environment.setenv("BUDGETBOOK_LANGUAGE", language)
        self.environment.setenv("BUDGETBOOK_SUMMARY", str(summary))
        gettext._translations.clear()  # which it keeps as if no catalogue ever changed
        out = self.folder / "_build" / language
        app = SphinxTestApp(builder, srcdir=self.folder, builddir=out, **settings)
        app.parallel = 1  # for so few pages
        if Minimal.imported != NURSERY.modules:
            Minimal.imported = modules = NURSERY.modules
            CLOSE()
            NURSERY.modules = modules
        try:
            app.build()
        finally:
            self.status, self.warnings = app.status.getvalue(), app.warning.getvalue()
            self.app, self.out = app, Path(app.outdir)
            app.cleanup()
        lines = summary.read_text("utf8").splitlines()
        return text_of(Problem(*json.loads(line)) for line in lines)

    def page(self, name: str = "index") -> BeautifulSoup:
        """A page of the last build."""
        return BeautifulSoup((self.out / f"{name}.html").read_text("utf8"), "html.parser")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands in a file once."""
        path = self.folder / name
        text = path.read_text("utf8")
        assert text.count(old) == 1, (old, name)
        path.write_text(text.replace(old, new), "utf8")

    def read(self) -> set[str]:
        """The pages that the last build ran."""
        return {
            Path(line.split(":")[0].removeprefix("\x1b[01m")).stem
            for line in self.status.splitlines()
            if "Starting inline execution" in line
        }


@pytest.fixture
def minimal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Minimal]]:
    """Makes a minimal book of a name."""
    monkeypatch.setattr(NURSERY, "close", lambda: None)
    return lambda root: Minimal(root, tmp_path, monkeypatch)
