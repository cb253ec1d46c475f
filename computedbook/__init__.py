"""Computed books: what any Jupyter Book can use whose prose is computed.

Each module is an extension by itself; `computedbook` under ``extensions`` in ``_config.yml`` sets
them all up, ``computedbook.citations`` one of them. What they remember of a page from build to
build stands in Sphinx's own record of it, ``env.metadata``.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # kernels start from this package, and have no use for Sphinx
    from sphinx.application import Sphinx

# The first sets the language, which decides what the others say.
GENERAL = ["editions", "execution", "kernels", "freshness", "citations", "exercises", "folds"]
GENERAL += ["links", "pages", "addresses", "downloads", "paper", "handouts", "questions"]
GENERAL += ["translations", "sharing", "search", "summary", "teach"]
MIME = "application/vnd.jupyterbook.citations+json"  # see `citations`
SAFE = {"parallel_read_safe": True, "parallel_write_safe": True}


def setup(app: "Sphinx") -> dict:
    """Set up every part."""
    for part in GENERAL:
        app.setup_extension(f"{__name__}.{part}")
    return {"env_version": 6, **SAFE}
