"""What the extension does for this book alone: the data are read before any page is."""

import os
from pathlib import Path
from typing import Any

from docutils.nodes import Element as Node
from sphinx.application import Sphinx
from sphinx.config import Config

from budgetbook import package
from budgetbook.cells import term_anchor
from budgetbook.sphinx import SAFE
from budgetbook.sphinx.citations import refer

PRELOAD = ["matplotlib_inline.backend_inline", "budgetbook.notebook"]


def setup(app: Sphinx) -> dict:
    """Validate the data, fork kernels with the library, link terms to the glossary."""
    app.connect("config-inited", validate)
    app.connect("missing-reference", link_term)
    return SAFE


def validate(app: Sphinx, config: Config) -> None:
    """Read the whole package once; exit if it is malformed, with every problem located."""
    package.validate(os.path.relpath(Path(app.srcdir) / "data"))
    config.kernel_preload = PRELOAD


def link_term(app: Sphinx, env: Any, node: Node, content: Node) -> Node | None:
    """Resolve ``{term}`` to an entry of the table that the glossary shows."""
    found = node["reftype"] == "term"
    return refer(app, node, content, term_anchor(node["reftarget"])) if found else None
