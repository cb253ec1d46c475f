"""Questions that a book leaves open: asked where they arise, gathered on one page, put in a letter.

    :::{admonition} The question, as it can be sent.
    :class: ask
    :name: name
    :about: a key of ``ask_about``
    :where: a key of ``ask_where``

    Why it matters.
    :::

is one, and so it looks in JupyterLab, too.

``{questions}`` gathers them all, in the order of ``ask_about``, each with the page that asks
it; with a ``:where:``, those alone whose answer would stand there. In a ``{letter} file.txt``,
which can be downloaded as a text, it numbers the questions alone. Keys may have the article.
``ask_words`` are the words around.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.nodes import Element as Node
from docutils.parsers.rst.directives.admonitions import Admonition
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment as Env
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger
from sphinx.util.nodes import make_refnode

from computedbook import SAFE
from computedbook.citations import list_figures

FOLDER = "_letters"
WORDS = {
    "all": "All questions",
    "download": "Download this letter as plain text",
    "from": "From: {}",
    "where": "Where an answer would stand: {}",
}


def setup(app: Sphinx) -> dict:
    """Add the directives; gather what they hold, anew where it has changed."""
    app.add_config_value("ask_about", {}, "env", (dict,))
    app.add_config_value("ask_where", {}, "env", (dict,))
    app.add_config_value("ask_words", WORDS, "env", (dict,))
    app.add_directive("admonition", AskDirective, override=True)
    app.add_directive("questions", QuestionsDirective)
    app.add_directive("letter", LetterDirective)
    app.add_post_transform(Gather)
    app.connect("doctree-read", note_questions)
    app.connect("env-updated", pages_to_rewrite)
    app.connect("doctree-resolved", write_letters)
    app.connect("build-finished", remove_letters)
    return SAFE


class Ask(nodes.container):
    """A question, a paragraph, and why it matters; its `page`, `name`, `about` and `where`."""


class Questions(nodes.container):
    """Where the questions of all pages come, or those whose answer would stand `where` it says."""


class Letter(nodes.container):
    """A letter, to be downloaded from `page` under the name `file`."""


class Filed(SphinxDirective):
    """A directive with options that are keys."""

    def known(self, option: str) -> str:
        """The key that an option gives; a warning if there is no such key."""
        key = (self.options.get(option) or "").removeprefix("the ")
        names = self.config[f"ask_{option}"]
        if key not in names:
            message = f"unknown :{option}: {key!r} of a question; known are: {', '.join(names)}"
            getLogger(__name__).warning(message, location=self.get_location(), type="questions")
        return key


class AskDirective(Filed, Admonition):
    """Ask a question, if the admonition is of that class."""

    option_spec: ClassVar = {**Admonition.option_spec, "about": str, "where": str}

    def run(self) -> list[nodes.Node]:
        if "ask" not in self.options.get("class", []):
            return super().run()
        name, text = nodes.make_id(self.options.get("name", "")), self.arguments[0]
        node = Ask(page=self.env.docname, name=name, ids=[f"ask-{name}"], classes=["ask"])
        for option in ("about", "where"):
            node[option] = self.known(option)
        question = nodes.paragraph(text, "", *self.parse_inline(text)[0])
        self.set_source_info(question)
        node += [question, *self.parse_content_to_nodes()]
        return [node]


class QuestionsDirective(Filed):
    """Gather the questions of all pages, or those whose answer would stand in one place."""

    option_spec: ClassVar = {"where": str}

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["budgetbook_gathers"] = True
        where = self.known("where") if "where" in self.options else ""
        return [Questions(page=self.env.docname, where=where)]


class LetterDirective(SphinxDirective):
    """A letter that may hold them."""

    has_content, required_arguments = True, 1

    def run(self) -> list[nodes.Node]:
        page, file = self.env.docname, self.arguments[0]
        self.env.metadata[page]["budgetbook_letter"] = file
        children = self.parse_content_to_nodes()
        return [Letter("", *children, page=page, file=file, classes=["letter"])]


def note_questions(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what the page asks; make each question strong, and say where its answer would be."""
    asked = list(doctree.findall(Ask))
    app.env.metadata[app.env.docname]["budgetbook_questions"] = [
        (node["name"], node.pformat()) for node in asked
    ]
    for node in asked:
        question, where = node[0], node["where"]
        strong = nodes.strong("", "", *question.children)
        question.clear()
        question += strong
        shown = app.config.ask_words["where"].format(app.config.ask_where.get(where, where))
        node += nodes.paragraph("", shown, classes=["where"])


def pages_to_rewrite(app: Sphinx, env: Env) -> Iterable[str]:
    """The pages that gather questions, if one has changed; all that ask, if others gather now."""
    pages = env.collect_relations()  # in the order of the contents
    asked = {page: env.metadata[page].get("budgetbook_questions", []) for page in pages}
    warn_of_twins([(name, page) for page in asked for name, _ in asked[page]])
    now = list(asked.items()), gathering(env)
    before = getattr(env, "budgetbook_questions", now)
    env.budgetbook_questions = now
    if before[1] != now[1]:
        return [page for page in asked if asked[page] or page in now[1]]
    return now[1] if before != now else []


def warn_of_twins(names: list[tuple[str, str]]) -> None:
    """Warn of each name that is given again, with its page."""
    for place, (name, page) in enumerate(names):
        if name in dict(names[:place]):
            message = f"a question of this name is asked elsewhere, too: {name}"
            getLogger(__name__).warning(message, location=page, type="questions")


def gathering(env: Env) -> list[str]:
    """The pages that gather questions."""
    return [page for page in sorted(env.metadata) if "budgetbook_gathers" in env.metadata[page]]


class Gather(SphinxPostTransform):
    """Puts the questions where they are gathered, before references are resolved."""

    default_priority = 3  # before myst-nb chooses among the forms of what is quoted

    def run(self, **kwargs: Any) -> None:
        for asked in list(self.document.findall(Ask)):
            for page in gathering(self.env)[:1]:
                asked[-1] += self.link("{}", asked["page"], page, self.words["all"])
        places = list(self.document.findall(Questions))
        found = self.asked() if places else []
        for place in places:
            page = _above(place, nodes.document)  # where all are one, still one of them
            wanted = [each for each in found if place["where"] in ("", each["where"])]
            here = [self.moved(each, place["page"]) for each in wanted]
            place.replace_self(self.gathered(here, bool(_above(place, Letter))))
            list_figures(page, place["page"], self.config.citations_title)
        for letter in self.document.findall(Letter) if self.app.builder.name == "html" else ():
            letter += self.download(letter)

    @property
    def words(self) -> dict[str, str]:
        """The words around questions."""
        return self.config.ask_words

    def link(self, words: str, page: str, to: str, text: str, anchor: str = "") -> nodes.inline:
        """A link from a page to another one, with the `words` before and after it, set apart."""
        before, after = f"\N{NO-BREAK SPACE}· {words}".split("{}")
        reference = make_refnode(self.app.builder, page, to, anchor, nodes.Text(text))
        return nodes.inline("", before, reference, nodes.Text(after), classes=["from"])

    def asked(self) -> list[Ask]:
        """The questions of all pages, in the order of the contents."""
        known = self.env.metadata
        pages = [
            each for each in self.env.collect_relations() if known[each]["budgetbook_questions"]
        ]
        return [each for page in pages for each in self.env.get_doctree(page).findall(Ask)]

    def moved(self, question: Ask, page: str) -> Ask:
        """A copy of a question (which gettext passes over) for another page, linked to its own."""
        copy, title = question.deepcopy(), self.env.titles[question["page"]].astext()
        link = self.link(self.words["from"], page, question["page"], title, question["ids"][0])
        copy[-1] += link
        for reference in copy.findall(addnodes.pending_xref):
            reference["refdoc"] = page
        return copy

    def gathered(self, questions: list[Ask], bare: bool) -> list[Node]:
        """Questions by what they are about, under headings; `bare`, as a list of them alone."""
        names = self.config.ask_about
        groups = {key: [each for each in questions if each["about"] == key] for key in names}
        if bare:
            return [numbered(each for group in groups.values() for each in group)]
        return [
            nodes.section(
                "", nodes.title("", names[key]), *group, ids=[nodes.make_id(f"about-{key}")]
            )
            for key, group in groups.items()
            if group
        ]

    def download(self, letter: Letter) -> nodes.raw:
        """A link to the letter as a text."""
        folder = "../" * letter["page"].count("/") + FOLDER
        html = '<p class="download"><a download href="{}/{}">{}</a></p>'
        text = Markup(html).format(folder, letter["file"], self.words["download"])
        return nodes.raw("", text, format="html")


def numbered(questions: Iterable[Ask]) -> nodes.enumerated_list:
    """The first paragraphs of questions, as a list."""
    texts = [nodes.paragraph("", "", *each[0][0].children) for each in questions]
    items = [nodes.list_item("", text) for text in texts]
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")


def _above(node: Node, kind: type[Node]) -> Node | None:
    """The nearest node of a kind around one."""
    while node is not None and not isinstance(node, kind):  # an empty one is false
        node = node.parent
    return node


def write_letters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the letters of a page to the site, as text."""
    for letter in doctree.findall(Letter) if app.builder.name == "html" else ():
        path = Path(app.outdir) / FOLDER / letter["file"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(letter), "utf8")


def text_of(letter: Letter) -> str:
    """A letter as plain text: a paragraph a line, its questions numbered."""
    lines = []
    for paragraph in letter.findall(nodes.paragraph):
        item = paragraph.parent
        number = f"{item.parent.index(item) + 1}. " if isinstance(item, nodes.list_item) else ""
        lines.append(number + " ".join(paragraph.astext().split()))
    return "\n\n".join(lines) + "\n"


def remove_letters(app: Sphinx, error: Exception | None) -> None:
    """Remove letters that no page offers any longer."""
    offered = {known.get("budgetbook_letter") for known in app.env.metadata.values()}
    for path in (Path(app.outdir) / FOLDER).glob("*"):
        if path.name not in offered:
            path.unlink()
