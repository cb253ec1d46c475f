"""Running a notebook: the whole of it at once, then all that its prose quotes, then the page.

So prose may quote what is computed further down, and each page costs one question to its kernel.
A cell that fails is told once, with its name; what follows from it is not.

While a page is read, BUDGETBOOK_PAGE names it, BUDGETBOOK_TRACE a file to which its kernel writes
what it opens, and BUDGETBOOK_LABELS one for the labels that it meets.
"""

import ast
import contextlib
import gc
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from myst_nb.core.execute.inline import NotebookClientInline
from nbformat import NotebookNode
from nbformat.v4 import new_output
from sphinx.application import Sphinx
from sphinx.config import Config

from computedbook import MIME, SAFE, patches
from computedbook.citations import name_figures
from computedbook.notebooks import EVAL

COLOURS = re.compile("\x1b\\[[0-9;]*m")
RULE = "-" * 75  # above IPython's traceback
FILES = {"BUDGETBOOK_TRACE": "opened", "BUDGETBOOK_LABELS": "labels"}


def setup(app: Sphinx) -> dict:
    """Put the client in the place of myst-nb's, and read pages in parallel."""
    app.connect("config-inited", configure)
    app.connect("source-read", start_page, priority=100)
    app.connect("doctree-read", end_page, priority=900)
    return SAFE


def configure(app: Sphinx, config: Config) -> None:
    """Use the client below; read as many pages at once as there are processors for it."""
    patches.use_client(Client)
    patches.declare_safe(app, "sphinx_multitoc_numbering")
    gc.set_threshold(100_000, 50, 50)  # documents are kept, and looked through for nothing
    config.nb_execution_show_tb = True  # for the summary
    allowed = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    app.parallel = max(app.parallel, len(allowed))


def start_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the kernel that is about to start the page's name, and files to write to."""
    folder = app.env.temp_data["budgetbook_folder"] = Path(tempfile.mkdtemp(prefix="budgetbook-"))
    os.environ["BUDGETBOOK_PAGE"] = docname
    for variable, name in FILES.items():
        (folder / name).touch()
        os.environ[variable] = str(folder / name)


def written(app: Sphinx, name: str) -> list[str]:
    """The lines that the page's kernel wrote to the file `name`: ``opened`` or ``labels``."""
    return (app.env.temp_data["budgetbook_folder"] / name).read_text("utf8").splitlines()


def end_page(app: Sphinx, doctree: nodes.document) -> None:
    """Remove the files again, once they have been read."""
    shutil.rmtree(app.env.temp_data.pop("budgetbook_folder"))
    for variable in ("BUDGETBOOK_PAGE", *FILES):
        os.environ.pop(variable, None)


class Client(NotebookClientInline):
    """Runs the whole notebook and asks once for all that its prose quotes, then renders it."""

    def start_client(self) -> None:
        super().start_client()
        cells = self.notebook.cells
        super().code_cell_outputs(len(cells) - 1)
        if error := self._cell_error:
            cell = cells[self._last_cell_executed].get("id", self._last_cell_executed)
            what = (
                f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', '')}"
            )
            _, _, raised = COLOURS.sub("", str(error)).rpartition(f"{RULE}\n")  # not the whole cell
            self._exc_string = f"{cell}: {what}\n{raised}"
        prose = "".join(cell.source for cell in cells if cell.cell_type == "markdown")
        quoted = {name: name for name in dict.fromkeys(EVAL.findall(prose))}
        asked = self._client.kc.execute("", user_expressions=quoted)
        self.quoted = self._client.wait_for_reply(asked)["content"].get("user_expressions", {})
        self.figures = {}  # their names
        for name, found in self.quoted.items():
            name_figures(found.get("data", {}), self.figures, name, alias=True)
        for name, found in self.quoted.items():
            for warning in found.get("data", {}).get(MIME, {}).get("warnings", ()):
                warning["detail"] += f"\n{assignment(name, cells)}"

    def code_cell_outputs(self, cell_index: int) -> tuple[int | None, list[NotebookNode]]:
        count, outputs = super().code_cell_outputs(cell_index)
        for output in outputs:
            cell = self.notebook.cells[cell_index].get("id", "")
            name_figures(output.get("data", {}), self.figures, cell)
        return count, [_cited(output) for output in outputs]

    def eval_variable(self, name: str) -> list[NotebookNode]:
        found = self.quoted.get(name, {})
        if found.get("status") == "ok":
            output = new_output("execute_result", found["data"], metadata=found["metadata"])
            return [_cited(output)]
        if self._cell_error:
            return [new_output("execute_result", {"text/plain": name})]
        return super().eval_variable(name)  # which says what is wrong


def assignment(name: str, cells: Iterable[NotebookNode]) -> str:
    """The code that gives a name its value, in one line; the name itself if none does."""
    for cell in cells:
        with contextlib.suppress(SyntaxError):  # a magic command, or prose
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
                    return ast.unparse(node)
    return name


def _cited(output: NotebookNode) -> NotebookNode:
    """An output that cites its figures, without the forms that myst-nb would parse in vain."""
    data = output.get("data", {})
    return NotebookNode(output, data={MIME: data[MIME]}) if MIME in data else output
