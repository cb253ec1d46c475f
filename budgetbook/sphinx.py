"""The Sphinx extension of the book: `computedbook`, and what only this book needs.

The data are read before any page is; kernels are forked with the library; terms lead to the
glossary; and the descriptor that a reader downloads is the complete one.
"""

import os
from pathlib import Path
from typing import Any

from docutils.nodes import Element as Node
from sphinx.application import Sphinx
from sphinx.config import Config

from budgetbook import package
from budgetbook.cells import term_anchor
from computedbook import SAFE
from computedbook.citations import refer

PRELOAD = ["matplotlib_inline.backend_inline", "budgetbook.notebook"]
DESCRIPTOR = "data/datapackage.json"


def setup(app: Sphinx) -> dict:
    """Set up the general parts, then what is the book's own."""
    app.setup_extension("computedbook")
    app.connect("config-inited", validate)
    app.connect("missing-reference", link_term)
    app.connect("build-finished", complete_descriptor)
    return SAFE


def validate(app: Sphinx, config: Config) -> None:
    """Read the whole package once; exit if it is malformed, with every problem located."""
    data = package.validate(os.path.relpath(Path(app.srcdir) / "data"))
    app.budgetbook_terms = {row["term_zh"]: row["term_en"] for row in data.get("glossary", ())}
    config.kernel_preload = PRELOAD


def link_term(app: Sphinx, env: Any, node: Node, content: Node) -> Node | None:
    """Resolve ``{term}`` to an entry of the table that the glossary shows."""
    if node["reftype"] != "term":
        return None
    term = app.budgetbook_terms.get(node["reftarget"], node["reftarget"])
    return refer(app, node, content, term_anchor(term))


def complete_descriptor(app: Sphinx, error: Exception | None) -> None:
    """Put the complete descriptor in the place of the short one among the downloads."""
    path = Path(app.outdir) / "_downloads" / app.env.dlfiles.get(DESCRIPTOR, ("", "none"))[1]
    if path.is_file() and not error:
        path.write_text(package.descriptor_text(Path(app.srcdir) / "data"), "utf8")
