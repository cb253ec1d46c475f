"""The cells of a chapter that has run, as formats have them: what shows, what folds, what is left.

A page of HTML folds code as the book's own page does (see `folds`). Paper and slides have no code,
and no answers; in a notebook the code of solutions is closed.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from computedbook import MIME
from computedbook.lab import STYLE
from computedbook.notebooks import in_page_order

HTML = "text/html"
DESCRIBED = re.compile(' aria-describedby="[^"]*"')
HEADING = re.compile("^#+ ", re.MULTILINE)
STYLED = re.compile("<style.*?</style>\\n?", re.DOTALL)
FOLD = re.compile(r"(<details>\n<summary>.*?</summary>\n)(.*)", re.DOTALL)
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
HIDDEN = re.compile(r'<svg\b[^>]* display="none".*?</svg>', re.DOTALL)


def has(cell: NotebookNode, *tags: str) -> bool:
    """Whether a cell has one of these tags."""
    return bool(set(tags) & set(cell.metadata.get("tags", ())))


def is_code(cell: NotebookNode) -> bool:
    """Whether it is a cell of code."""
    return cell.cell_type == "code"


def arrange(nb: NotebookNode, keep_style: bool = False) -> None:
    """Put the answer first; leave out what no format shows."""
    nb.cells = [cell for cell in in_page_order(nb.cells) if is_code(cell) or cell.source]
    for cell in filter(is_code, nb.cells):
        shown = [each for each in cell.outputs if STYLE not in each.get("metadata", ())]
        cell.outputs = cell.outputs if keep_style else shown
    for _, data in shown_in(nb):
        data.pop(MIME, None)
        if HTML in data:
            data[HTML] = undescribed(data[HTML])


def shown_in(nb: NotebookNode) -> Iterator[tuple[NotebookNode, dict]]:
    """What cells of code show: each cell with the forms of an output."""
    for cell in filter(is_code, nb.cells):
        yield from ((cell, output.data) for output in cell.outputs if "data" in output)


def undescribed(html: str) -> str:
    """HTML that refers no more to the list of figures, which only the book's own page has."""
    return DESCRIBED.sub("", html)


def plain(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """The code, and the prose; no solutions."""
    arrange(nb)
    nb.cells = [cell for cell in nb.cells if not has(cell, "solution")]


def notebook(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """A notebook that can be run again, the code of solutions closed."""
    arrange(nb, keep_style=True)
    for cell in nb.cells:
        if has(cell, "solution"):
            cell.metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}


def text(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """Markdown: charts in files beside it, solutions folded."""
    arrange(nb)
    nb.cells = [code_of(cell) if has(cell, "try") else cell for cell in solved(nb.cells)]
    for cell, data in shown_in(nb):
        if HTML in data:
            data[HTML] = with_files(data[HTML], cell.id, resources)


def with_files(html: str, name: str, resources: dict) -> str:
    """HTML with its drawings in files of their own, as few readers of Markdown show them inside."""
    html = HIDDEN.sub("", html)  # what a page shows instead where there is less room
    for number, svg in enumerate(SVG.findall(html)):
        file = f"{resources['output_files_dir']}/{name}{f'-{number}' if number else ''}.svg"
        alt = re.search(r'aria-label="([^"]*)"', svg)
        resources["outputs"][file] = svg.encode()
        html = html.replace(svg, f'<img src="{file}" alt="{alt[1] if alt else ""}">')
    return re.sub(r"\n\s*\n", "\n", STYLED.sub("", html))


def page(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """A page of HTML: code, tables that the book folds, and solutions fold."""
    arrange(nb)
    nb.cells = [each for run in runs(solved(nb.cells)) for each in folded(run, settings)]


def printed(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """Paper: what the cells show, and no code but where a student is to write some."""
    arrange(nb)
    kept = [cell for cell in nb.cells if not has(cell, "solution")]
    nb.cells = [code_of(cell) if has(cell, "try") else without_code(cell) for cell in kept]
    nb.cells = [cell for cell in nb.cells if cell]


def slides(nb: NotebookNode, settings: dict, resources: dict) -> None:
    """Slides: one for each heading, and below it one for each cell; none of code.

    What the notebook itself says of its slides goes before.
    """
    arrange(nb)
    nb.cells = [without_code(cell) for cell in nb.cells if not has(cell, "solution", "try")]
    nb.cells = [cell for cell in nb.cells if cell]
    if any("slideshow" in cell.metadata for cell in nb.cells):
        return
    above = ""
    for cell in nb.cells:
        text = "" if is_code(cell) else cell.source
        kind = "slide" if HEADING.search(text) else "-" if only_heading(above) else "subslide"
        cell.metadata["slideshow"] = {"slide_type": kind}
        above = text


SHAPES = {each.__name__: each for each in (plain, notebook, text, page, printed, slides)}


def only_heading(text: str) -> bool:
    """Whether a cell is a heading that waits for the next one."""
    lines = [line for line in text.splitlines() if line and not line.startswith("<a id=")]
    return len(lines) == 1 and bool(HEADING.match(lines[0]))


# Parts of a page


def without_code(cell: NotebookNode) -> NotebookNode | None:
    """What a cell shows; None if that is nothing."""
    if is_code(cell):
        cell.metadata["transient"] = {"remove_source": True}
        return cell if cell.outputs else None
    return cell


def code_of(cell: NotebookNode) -> NotebookNode:
    """A cell without what it shows."""
    return NotebookNode(cell, id=f"{cell.id}-code", outputs=[])


def runs(cells: Iterable[NotebookNode]) -> Iterator[list[NotebookNode]]:
    """The cells, those of code that fold as one together: up to the first that shows something."""
    run = []
    for cell in cells:
        if run and (
            not is_code(cell) or has(cell, "try") or has(run[-1], "try") or run[-1].outputs
        ):
            yield run
            run = []
        run.append(cell)
        if not is_code(cell):
            yield run
            run = []
    if run:
        yield run


def folded(run: list[NotebookNode], settings: dict) -> list[NotebookNode]:
    """A run of cells with its code folded, and what it shows below."""
    last, code = run[-1], list(map(code_of, filter(is_code, run)))
    if not code:
        return run
    if has(last, "try"):
        title = settings.get("exercise_words", {}).get("try", "Code")
        return fold(title, code, "code")
    title = settings.get("fold_title" if last.outputs else "fold_title_silent", "Code")
    shown = [without_code(last)] if last.outputs else []
    if has(last, "hide-output"):
        shown = fold(settings.get("fold_title_output", "Output"), shown, "output")
    return [*fold(title, code, "code"), *shown]


def solved(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells, those of code that belong to a solution in its fold, which comes below them."""
    waiting = []
    for cell in cells:
        if is_code(cell) and has(cell, "solution"):
            waiting.append(cell)
        elif waiting and (fold := FOLD.fullmatch(cell.source)):
            yield from (new_markdown_cell(fold[1]), *waiting, new_markdown_cell(fold[2]))
            waiting = []
        else:
            yield cell


def fold(title: str, cells: Iterable[NotebookNode], kind: str) -> list[NotebookNode]:
    """Cells between two that make of them what a line unfolds."""
    opening = f'<details class="folded-{kind}">\n<summary>{escape(title)}</summary>\n'
    return [new_markdown_cell(opening), *cells, new_markdown_cell("</details>\n")]
