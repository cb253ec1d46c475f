"""Sheets to hand out: the pages of one folder, ``handouts`` in the configuration, each on one leaf.

nbconvert prints them. What it made, in one folder, goes to that of the sheets in the site:

    python -m computedbook.handouts FOLDER SITE/FOLDER

The sheets, and the pages around that lead to them, hold in comments the words that offer what is
printed: there may be none.
"""

import posixpath
import shutil
import sys
from html import escape
from pathlib import Path

from docutils import nodes
from pypdf import PdfWriter
from sphinx.application import Sphinx

from computedbook import SAFE
from computedbook.pdf import spell_out, tell

PDF = ".pdf"


def setup(app: Sphinx) -> dict:
    """Leave word of what may be printed."""
    app.add_config_value("handouts", "", "html", (str,))
    app.connect("doctree-resolved", offer)
    return SAFE


def offer(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave word below the title of a sheet, and elsewhere after each link to one."""
    folder, words = app.config.handouts, app.config.paper_words
    if not folder or app.builder.name != "html":
        return
    if docname.startswith(f"{folder}/"):
        name = docname.rpartition("/")[2] + PDF
        link = f'<p class="paper"><a href="{name}">{escape(words["sheet"])}</a></p>'
        doctree.next_node(nodes.section).insert(1, word(link))
        return
    for node in list(doctree.findall(nodes.reference)):
        page, dot, _ = node.get("refuri", "").partition(".html")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(docname), page))
        if dot and node.get("internal") and path.startswith(f"{folder}/"):
            before, after = map(escape, words["sheet_beside"].split("{}"))
            link = f'{before}<a class="paper" href="{page}{PDF}">PDF</a>{after}'
            node.parent.insert(node.parent.index(node) + 1, word(link))


def word(html: str) -> nodes.raw:
    """HTML that does not show before `tell` has it shown."""
    return nodes.raw("", f"<!--paper:{html}-->", format="html")


def main(printed: str, sheets: str) -> None:
    """Put the PDFs beside the sheets of the site, and have the pages around offer them."""
    for pdf in sorted(Path(printed).glob(f"*{PDF}")):
        sheet = PdfWriter(clone_from=pdf)
        if len(sheet.pages) > 1:
            sys.exit(f"make pdf: {pdf} has {len(sheet.pages)} pages; a sheet has one")
        spell_out(sheet.pages[0])
        sheet.write(pdf)
        shutil.copy2(pdf, sheets)
    for page in Path(sheets).parent.rglob("*.html"):
        tell(page)


if __name__ == "__main__":
    main(*sys.argv[1:])
