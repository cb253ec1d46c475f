"""Notebooks for a class, offered on a page: those for students, and those for teachers.

    :::{notebooks}
    :::

is where. Each is an archive of the folder that `classroom` describes; its name begins with
``teach_name``. ``teach_words`` are the words around. The builder ``teach`` makes both for an
edition; as there may be none, the page holds its words in a comment, until

    python -m computedbook.teach FOLDER SITE

copies the archives into the site, and has its pages offer them.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective

from computedbook import SAFE, archive
from computedbook.classroom import KINDS, WORDS, Classroom, build_library
from computedbook.directives import Asked
from computedbook.downloads import Menu
from computedbook.editions import code_of
from computedbook.pdf import rewrite
from computedbook.questions import Ask, gathering
from computedbook.source import Source

FOLDER = "_teach"
LIST = Markup('<!--teach:<ul class="archives">{}</ul>-->')
LINK = Markup('<li><a href="{}" download="{}.zip">{}</a></li>')
OFFERED = re.compile("<!--teach:(.*?)-->")


def setup(app: Sphinx) -> dict:
    """Add the directive and the builder."""
    app.add_config_value("teach_name", "book", "env", (str,))
    app.add_config_value("teach_words", WORDS, "env", (dict,))
    app.add_config_value("teach_about", {}, "", (dict,))
    app.add_config_value("teach_pages", [], "", (list,))
    app.add_config_value("teach_files", [], "", (list,))
    app.add_config_value("teach_requirements", [], "", (list,))
    app.add_directive("notebooks", NotebooksDirective)
    app.add_builder(Teach)
    return SAFE


class NotebooksDirective(SphinxDirective):
    """Leave word of the archives."""

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


class Teach(StandaloneHTMLBuilder):
    """Makes the archives of an edition, with what its pages say."""

    name = "teach"
    epilog = "The archives are in %(outdir)s."

    def get_outdated_docs(self) -> str:
        return "both archives"

    def write(self, *documents: Any) -> None:
        source, folder = Source.around(Path(self.app.srcdir)), Path(self.outdir)
        library, asked = build_library(source.root), questions(self.app)
        chapters = {path: source.read(path) for path in source.pages()}
        for kind in KINDS:
            files = Classroom(source, kind, library, chapters, asked).files()
            archive.write(folder / f"{kind}.zip", files, folder_name(self.app, kind))

    def finish(self) -> None:
        """There is nothing else."""


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


def main(made: str, site: str) -> None:
    """Copy the archives into the site, and have its pages offer them."""
    (Path(site) / FOLDER).mkdir(exist_ok=True)
    for kind in KINDS:
        shutil.copy2(Path(made) / f"{kind}.zip", Path(site) / FOLDER)
    for page in Path(site).glob("chapters/**/*.html"):
        rewrite(page, lambda text: OFFERED.sub(r"\1", text))


if __name__ == "__main__":
    main(*sys.argv[1:])
