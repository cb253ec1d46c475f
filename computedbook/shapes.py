"""The cells of a chapter that has run, as formats have them: what shows, what folds, what is left.

A page of HTML folds code as the book's own page does (see `folds`). Paper and slides have no code,
and no answers; in a notebook the code of solutions is closed.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

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
FROM, APART = re.compile(' data-from="([^"]*)"'), re.compile("; |；")
ROWS = re.compile(r"[,，]\D*\d")
MANY = 4  # sources, more than which the foot of a slide does not name
VIEW = re.compile(r'<svg class="wide"[^>]* viewBox="0 0 (\S+) (\S+)"')
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
    tidy(nb, keep_style)


def tidy(nb: NotebookNode, keep_style: bool = False) -> None:
    """Leave out of what cells show the book's style, and what only its own pages read."""
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
    """Slides: those that the chapter marks (see `decks`) below its title; none of code.

    Of a chapter that marks none: one for each heading, and below it one for each cell. What a
    notebook itself says of its slides goes before.
    """
    if any(has(cell, "deck") for cell in nb.cells):
        title, marked = nb.cells[0], slides_of(nb, settings)
        title.metadata["slideshow"] = {"slide_type": "slide"}
        nb.cells = [title, *(cell for slide in marked for cell in slide)]
        return
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


def slides_of(nb: NotebookNode, settings: dict) -> list[list[NotebookNode]]:
    """The slides that a chapter that has run marks: the cells of each, below them its foot."""
    tidy(nb)
    title, found = re.search(r"^# +(.+)$", nb.cells[0].source, re.MULTILINE)[1], []
    for cell in filter(None, map(without_code, nb.cells)):
        if has(cell, "deck", "slide"):
            begins = not is_code(cell) and HEADING.match(cell.source)
            cell.metadata["slideshow"] = {"slide_type": "slide" if begins else "-"}
            found += [[]] if begins or not found else []
            found[-1].append(cell)
    for slide in found:
        sources = [name for name in sources_of(slide) if not title.startswith(name)]
        foot = " · ".join([title, *map(escape, sources)])
        slide[0].metadata["beside"] = any(map(is_tall, texts_of(slide)))
        slide.append(new_markdown_cell(f'<p class="foot">{foot}</p>'))
        slide[-1].metadata["slideshow"] = {"slide_type": "-"}
    return found


def texts_of(slide: list[NotebookNode]) -> list[str]:
    """What a slide shows."""
    shown = [data[HTML] for _, data in shown_in(NotebookNode(cells=slide)) if HTML in data]
    return [cell.source for cell in slide if not is_code(cell)] + shown


def sources_of(slide: list[NotebookNode]) -> list[str]:
    """Where its figures are from: the name of each source, which its rows follow; none if many."""
    told = [unescape(each) for text in texts_of(slide) for each in FROM.findall(text)]
    lines = [line for each in told for line in APART.split(each) if line]
    names = list(dict.fromkeys(ROWS.split(line)[0] for line in lines))
    return names if len(names) <= MANY else []


def is_tall(html: str) -> bool:
    """Whether there is a chart that leaves no room for text above it, but beside it."""
    sizes = VIEW.findall(html)
    return any(float(height) > 0.42 * float(width) for width, height in sizes)


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
