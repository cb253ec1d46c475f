"""The book on paper: where all pages are one (``--builder singlehtml``), it is set as a book.

It has a cover and the contents; each part has its name, each chapter begins on a new page, with its
title at the head of each. How that looks says `paper.css`; `computedbook.pdf` prints it. The front
page of the site holds, in a comment, the words that offer the result: there may be none.
"""

import json
import os
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from computedbook import SAFE

HERE = Path(__file__).parent
WORDS = {
    "contents": "Contents",
    "offer": "This book on paper (PDF, {} pages)",
    "page": "p. {}",
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
    """Number the chapters as classes ``chapter-1``; put the name of a part into its first.

    What folds at the end of the front page, from where the chapters come, is set before them.
    """
    if app.builder.name != "singlehtml":
        return
    front = doctree.next_node(nodes.section)
    front["classes"].append("chapter-0")
    parts = [each for each in front if "toctree-wrapper" in each.get("classes", ())]
    front[:] = [each for each in front if each not in parts] + parts
    contents = app.env.get_doctree(docname).findall(addnodes.toctree)
    captions = [each.get("caption") for each in contents if each["includefiles"]]
    chapters = [list(part.findall(addnodes.start_of_file)) for part in parts]
    starts = {}
    for caption, pages in zip(captions, chapters, strict=True):
        for page in pages:
            chapter = page.next_node(nodes.section)
            chapter["classes"] += ["chapter", f"chapter-{len(starts) + 1}"]
            starts[f"#document-{page['docname']}"] = f"#{chapter['ids'][0]}"
            if caption and page is pages[0]:
                chapter.insert(0, Part(title=caption, ids=[f"part-{len(starts)}"]))
    refer_on_paper(doctree, starts)


def refer_on_paper(doctree: nodes.document, starts: dict[str, str]) -> None:
    """Have references lead to where chapters start, and those to files nowhere."""
    for node in list(doctree.findall(addnodes.download_reference)):
        node.replace_self(node.children)
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
        author=app.config.author,
        contents=contents_of(doctree),
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
            title = node[node.first_child_matching_class(nodes.title)].astext()
            part = node[0]["title"] if isinstance(node[0], Part) else ""
            found.append({"part": part, "id": node["ids"][0], "title": title})
    return found


def offer(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Leave word at the foot of the front page of the book on paper, for `computedbook.pdf`."""
    if app.builder.name == "html" and page == app.config.root_doc:
        words = escape(app.config.paper_words["offer"])
        context["body"] += f'<!--paper:<p class="paper"><a href="{{}}">{words}</a></p>-->'
