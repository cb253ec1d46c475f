"""Notebooks for a class, offered on a page: those for students, and those for teachers.

    :::{notebooks}
    :::

is where. Each is an archive, made whenever the site is, of the folder that `classroom` describes;
its name begins with ``teach_name``. ``teach_words`` are the words around.
"""

from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from computedbook import SAFE, archive
from computedbook.classroom import KINDS, WORDS, Classroom, build_library
from computedbook.directives import Asked
from computedbook.downloads import Menu
from computedbook.editions import code_of
from computedbook.questions import Ask, gathering
from computedbook.source import Source

FOLDER = "_teach"
LIST = Markup('<ul class="archives">{}</ul>')
LINK = Markup('<li><a href="{}" download="{}.zip">{}</a></li>')


def setup(app: Sphinx) -> dict:
    """Add the directive; write the archives at the end."""
    app.add_config_value("teach_name", "book", "env", (str,))
    app.add_config_value("teach_words", WORDS, "env", (dict,))
    app.add_config_value("teach_about", {}, "", (dict,))
    app.add_config_value("teach_pages", [], "", (list,))
    app.add_config_value("teach_files", [], "", (list,))
    app.add_config_value("teach_requirements", [], "", (list,))
    app.add_directive("notebooks", NotebooksDirective)
    app.connect("build-finished", write)
    return SAFE


class NotebooksDirective(SphinxDirective):
    """Offer the archives."""

    def run(self) -> list[nodes.Node]:
        up, words = "../" * self.env.docname.count("/"), self.config.teach_words
        links = [
            LINK.format(
                f"{up}{FOLDER}/{kind}.zip",
                folder_name(self.env.app, kind),
                words["archive"].format(words[kind]),
            )
            for kind in KINDS
        ]
        return [Menu(html=LIST.format(Markup("").join(links)))]


def folder_name(app: Sphinx, kind: str) -> str:
    """The name of the folder for students, or for teachers, in the language of the edition."""
    return "-".join(filter(None, (app.config.teach_name, kind, code_of(app))))


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the archives."""
    if error or app.builder.name != "html" or not app.config.teach_files:
        return
    source, folder = Source.around(Path(app.srcdir)), Path(app.outdir) / FOLDER
    library, asked = build_library(source.root), questions(app)
    chapters = {path: source.read(path) for path in source.pages()}
    folder.mkdir(exist_ok=True)
    for kind in KINDS:
        files = Classroom(source, kind, library, chapters, asked).files()
        archive.write(folder / f"{kind}.zip", files, folder_name(app, kind))


def questions(app: Sphinx) -> list[Asked]:
    """The questions that a page gathers, with their figures, as text."""
    return [
        Asked(each["about"], each["where"], *paragraphs(each), each["page"])
        for page in gathering(app.env)[:1]
        for each in app.env.get_and_resolve_doctree(page, app.builder).findall(Ask)
    ]


def paragraphs(question: Ask) -> tuple[str, str]:
    """What a question asks, and why it matters."""
    asked, *reasons, _ = (" ".join(each.astext().split()) for each in question)
    return asked, "\n\n".join(reasons)
