"""nbconvert for a computed book: each chapter is run, and its sentences show what they quote.

`Chapter` is a preprocessor; ``jupyter_nbconvert_config.py`` has every exporter use it. A notebook
that is in no such book is left alone, as is one that is written over: sources stay sources.
BUDGETBOOK_LANGUAGE chooses the language, as in a build.
"""

import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from nbconvert import exporters
from nbconvert.exporters.base import Exporter
from nbconvert.nbconvertapp import NbConvertApp
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from computedbook import browser, shapes
from computedbook.directives import Asked, Directives
from computedbook.markdown import Plain
from computedbook.notebooks import EVAL, prose, title_of
from computedbook.source import Source

PAGE = "BUDGETBOOK_PAGE"  # whose labels a kernel translates
ASK = ":class: ask\n"  # see `questions`
GO = "__import__('os').chdir({!r}); __import__('os').environ[{!r}] = {!r}"
HTML, MARKDOWN, TEXT = "text/html", "text/markdown", "text/plain"


class Form(NamedTuple):
    """What a format has: the type of what is quoted, folds, anchors, and its links to chapters."""

    quoted: str = MARKDOWN
    folds: bool = False
    marks: bool = False
    linked: str = ""  # the ending of the files to which its links lead; empty where none is to
    shape: str = "plain"  # a function of `shapes`


FORMS = {
    exporters.WebPDFExporter: Form(HTML, marks=True, shape="printed"),
    exporters.SlidesExporter: Form(HTML, marks=True, shape="slides"),
    exporters.HTMLExporter: Form(HTML, True, True, ".html", "page"),
    exporters.MarkdownExporter: Form(MARKDOWN, True, True, ".md", "text"),
    exporters.NotebookExporter: Form(MARKDOWN, True, False, ".ipynb", "notebook"),
    exporters.ScriptExporter: Form(TEXT),
    exporters.PythonExporter: Form(TEXT),
}


class Chapter(ExecutePreprocessor):
    """Runs a notebook, and writes plain Markdown in the place of what only MyST reads."""

    def preprocess(
        self, nb: NotebookNode, resources: dict, km: Any = None
    ) -> tuple[NotebookNode, dict]:
        """The notebook as its form has it."""
        folder = Path(resources["metadata"].get("path") or ".").resolve()
        source, form = Source.around(folder), form_of(self.parent)
        path = folder / f"{resources['metadata']['name']}.ipynb"
        if not source or in_place() or not (EVAL.search(prose(nb)) or path in source.pages()):
            return nb, resources
        nb = source.translated(nb, source.page(path))
        self.write(source, form, path, nb, self.run(source, {path: nb})[path])
        shapes.SHAPES[form.shape](nb, source.settings, resources)
        nb.metadata.title = title_of(nb)
        resources["language_code"], resources["book"] = source.language, source.settings["project"]
        folder = source.settings.get("handouts")
        resources["sheet"] = bool(folder) and source.page(path).startswith(f"{folder}/")
        styles = sorted(source.root.glob("_static/*.css"))
        resources["book_styles"] = [each.read_text("utf8") for each in styles]
        if form.shape == "printed" and browser.found():
            self.parent.run_playwright = browser.pdf_of
        return nb, resources

    def write(
        self, source: Source, form: Form, path: Path, nb: NotebookNode, quoted: dict[str, dict]
    ) -> None:
        """Write plain Markdown in the cells of the notebook at `path`, which quotes this."""
        plain = self.plain(source, form, path, quoted)
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = plain.text(cell.source)

    def run(self, source: Source, chapters: dict[Path, NotebookNode]) -> dict[Path, dict]:
        """Run chapters, one after the other in one kernel.

        What stands for each expression that their prose quotes, by chapter, expression and type.
        """
        together, self.asking, self.quoted = new_notebook(), {}, {path: {} for path in chapters}
        for path, nb in chapters.items():
            if together.cells:
                go = GO.format(str(path.parent), PAGE, source.page(path))
                together.cells.append(new_code_cell(go))
            together.cells += [cell for cell in nb.cells if cell.cell_type == "code"]
            self.asking[len(together.cells) - 1] = (
                path,
                list(dict.fromkeys(EVAL.findall(prose(nb)))),
            )
        for path in list(chapters)[:1]:
            os.environ[PAGE] = source.page(path)
            super().preprocess(together, {"metadata": {"path": str(path.parent)}})
        return self.quoted

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        """Run a cell; after the last of a chapter, ask for what its prose quotes.

        Raises NameError, with the expression, for one that cannot be computed.
        """
        cell, resources = super().preprocess_cell(cell, resources, index)
        path, asked = self.asking.get(index, (None, []))
        reply = self.kc.execute("", user_expressions={each: each for each in asked})
        answers = self.wait_for_reply(reply)["content"]["user_expressions"]
        for expression, found in answers.items():
            if found["status"] != "ok":
                told = f"{found['ename']}: {found['evalue']}"
                raise NameError(f"{path}: cannot quote {{eval}}`{expression}`: {told}")
            self.quoted[path][expression] = found["data"]
        return cell, resources

    def plain(self, source: Source, form: Form, path: Path, quoted: dict[str, dict]) -> Plain:
        """What writes the Markdown of the notebook at `path`, which quotes this."""

        def quote(expression: str) -> str:
            shown = quoted[expression]
            if form.quoted in shown:
                return shapes.undescribed(shown[form.quoted])
            return escape(shown[TEXT]) if form.quoted == HTML else shown[TEXT]

        def address(target: str) -> str | None:
            return address_of(target, path, form)

        def questions() -> Iterator[Asked]:
            return self.questions(source, form)

        plain = Plain(quote, address, extensions=source.settings["myst_enable_extensions"])
        plain.folds, plain.marks = form.folds, form.marks
        plain.directives = Directives(plain, source, questions).by_name
        return plain

    def questions(self, source: Source, form: Form) -> Iterator[Asked]:
        """What all chapters ask, in their order; those are run of which a question quotes any."""
        asking = {path: source.read(path) for path in source.pages()}
        asking = {path: nb for path, nb in asking.items() if ASK in prose(nb)}
        titles = {path: title_of(nb) for path, nb in asking.items()}
        for nb in asking.values():
            nb.cells = [cell for cell in nb.cells if cell.cell_type == "code" or ASK in cell.source]
        quoting = {path: nb for path, nb in asking.items() if EVAL.search(prose(nb))}
        quoted = self.run(source, quoting)
        for path, nb in asking.items():
            found, plain = [], self.plain(source, form, path, quoted.get(path, {}))
            plain.directives = Directives(plain, source, list).collecting(found)
            plain.text(prose(nb))
            yield from (asked._replace(page=titles[path]) for asked in found)


def form_of(exporter: Exporter) -> Form:
    """The form of an exporter, or of the one that it is made of."""
    return next((form for kind, form in FORMS.items() if isinstance(exporter, kind)), Form())


def app() -> NbConvertApp | None:
    """The command that is at work, if any is."""
    return NbConvertApp.instance() if NbConvertApp.initialized() else None


def output_folder() -> str:
    """The folder to which files are written; empty if that is the notebook's own."""
    return getattr(app() and app().writer, "build_directory", "")


def in_place() -> bool:
    """Whether the notebook itself is written anew, as by ``--clear-output``."""
    return bool(app()) and not app().use_output_suffix and not output_folder()


def address_of(target: str, path: Path, form: Form) -> str | None:
    """Where a link of the notebook at `path` leads from the file that is made of it.

    To a chapter that is converted beside it, or to a file of the book; None if to neither.
    """
    name, _, label = target.partition("#")
    if not name:
        return target if form.marks else None
    file, output = (path.parent / name).resolve(), output_folder()
    if not file.is_file() or not form.linked:
        return None
    if file.suffix == ".ipynb" != form.linked:
        if file not in [Path(each).resolve() for each in (app() and app().notebooks) or ()]:
            return None
        file = (Path(output).resolve() if output else file.parent) / f"{file.stem}{form.linked}"
    address = os.path.relpath(file, output or path.parent)
    return Path(address).as_posix() + (f"#{label}" if label else "")
