"""The book on paper: where all pages are one (``--builder singlehtml``), it is set as a book.

It has a cover and the contents; each part has its name, each chapter begins on a new page, with its
title at the head of each; the last tells where the figures of all come from. How that looks says
`paper.css`; `computedbook.pdf` prints it. The front page of the site holds, in a comment, the words
that offer the result: there may be none.
"""

import json
import os
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from computedbook import SAFE
from computedbook.citations import Folded

HERE = Path(__file__).parent
FIGURE = re.compile(r'(<data [^>]*aria-describedby="([^"]+)".*?</data>)')
LINKED = re.compile(r'class="reference internal" href="(?:index\.html)?#([A-Za-z][\w-]*)"')
WORDS = {
    "contents": "Contents",
    "offer": "This book on paper (PDF, {} pages)",
    "page": " (p.\N{NO-BREAK SPACE}{})",
    "sheet": "This sheet to print (PDF, one page)",
    "sheet_beside": " ({})",
}


def setup(app: Sphinx) -> dict:
    """Set the book where it is one page."""
    app.add_config_value("paper_words", WORDS, "html", (dict,))
    app.add_node(Part, html=(show_part, None))
    app.connect("config-inited", find_template)
    app.connect("doctree-resolved", mark_chapters, priority=600)  # when ids are told apart
    app.connect("html-page-context", lay_out)
    app.connect("html-page-context", offer)
    return SAFE


def find_template(app: Sphinx, config: Config) -> None:
    """Let Sphinx find the template beside this file."""
    config.templates_path.append(os.path.relpath(HERE, app.confdir))


def mark_chapters(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Number the chapters as classes ``chapter-1``; put the name of a part into its first."""
    if app.builder.name != "singlehtml":
        return
    front = doctree.next_node(nodes.section)
    contents = app.env.get_doctree(docname).findall(addnodes.toctree)
    captions = [each.get("caption") for each in contents if each["includefiles"]]
    chapters, starts = [front], {}
    for caption, part in zip(captions, front.findall(_is_part), strict=True):
        for number, page in enumerate(part.findall(addnodes.start_of_file)):
            chapter = page.next_node(nodes.section)
            starts[f"#document-{page['docname']}"] = f"#{chapter['ids'][0]}"
            chapters.append(chapter)
            if caption and not number:
                chapter.insert(0, Part(title=caption, ids=[f"part-{len(chapters)}"]))
    chapters += gather_sources(app, chapters)
    for number, chapter in enumerate(chapters):
        chapter["classes"] += ["chapter", f"chapter-{number}"]
    refer_on_paper(doctree, starts)


def _is_part(node: nodes.Node) -> bool:
    """Whether the node holds the pages of a part of the book."""
    return isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]


def gather_sources(app: Sphinx, chapters: list[nodes.section]) -> list[nodes.section]:
    """A chapter at the end with the sources of each, which else fold at the chapters' own ends."""
    sources = nodes.section("", nodes.title("", app.config.citations_title), ids=["sources"])
    for chapter in chapters:
        for folded in [each for each in chapter if isinstance(each, Folded)]:
            chapter.remove(folded)
            title = nodes.title("", title_of(chapter))
            sources += nodes.section(
                "", title, *folded.findall(nodes.bullet_list), ids=folded["ids"]
            )
    found = [sources][: len(sources) - 1]
    chapters[0] += found
    return found


def title_of(chapter: nodes.section) -> str:
    """The title of a chapter."""
    return chapter[chapter.first_child_matching_class(nodes.title)].astext()


def refer_on_paper(doctree: nodes.document, starts: dict[str, str]) -> None:
    """Have references lead to where chapters start, and those to files nowhere."""
    for node in list(doctree.findall(addnodes.download_reference)):
        node.replace_self(nodes.Text(node.astext()))
    for node in doctree.findall(nodes.reference):
        if node.get("refuri") in starts:
            node["refuri"] = starts[node["refuri"]]


class Part(nodes.Element):
    """The name of a part of the book, above the first of its chapters."""


def show_part(translator: Any, node: Part) -> None:
    """Write it as a heading."""
    title = translator.encode(node["title"])
    translator.body.append(f'<h1 class="part" id="{node["ids"][0]}">{title}</h1>')
    raise nodes.SkipNode


def lay_out(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> str | None:
    """Set the book by a template of its own."""
    if app.builder.name != "singlehtml" or not doctree:
        return None
    context.update(
        body=FIGURE.sub(r'<a href="#\2">\1</a>', context["body"]),
        author=app.config.author,
        contents=contents_of(doctree),
        linked=sorted(set(LINKED.findall(context["body"]))),
        paper_css=(HERE / "paper.css").as_uri(),
        quoted=lambda text: json.dumps(text, ensure_ascii=False).replace("<", r"\3c "),
        words=app.config.paper_words,
    )
    return "paper.html"


def contents_of(doctree: nodes.document) -> list[dict[str, str]]:
    """The chapters with their titles in order, each with its id and the part that it begins."""
    found = []
    for node in doctree.findall(nodes.section):
        if any(each.startswith("chapter-") for each in node["classes"]):
            part = node[0]["title"] if isinstance(node[0], Part) else ""
            found.append({"part": part, "id": node["ids"][0], "title": title_of(node)})
    return found


def offer(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Leave word at the foot of the front page of the book on paper, for `computedbook.pdf`."""
    if app.builder.name == "html" and page == app.config.root_doc:
        words = escape(app.config.paper_words["offer"])
        context["body"] += f'<!--paper:<p class="paper"><a href="{{}}">{words}</a></p>-->'
