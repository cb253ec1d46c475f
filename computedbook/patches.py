"""What has no public way: the private parts of other packages that the extension touches.

Each function makes sure that what it touches is as it was when this was written, and raises
ExtensionError with a sentence where it is not.
"""

import inspect
from logging import getLogger
from types import ModuleType

from myst_nb import sphinx_ext
from myst_nb.core import execute
from myst_nb.core.execute.base import NotebookClientBase
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx_external_toc import events

CLIENT = {"_client", "_cell_error", "_exc_string", "_last_cell_executed"}


def expect(true: bool, what: str) -> None:
    """Raise ExtensionError unless what a patch relies on is there."""
    if not true:
        raise ExtensionError(
            f"{what} is not what computedbook/patches.py was written for: install the versions"
            " that requirements.txt pins, or adapt the patch"
        )


def _parameters(function: object) -> list[str] | None:
    return list(inspect.signature(function).parameters) if callable(function) else None


def use_client(client: type[NotebookClientBase]) -> None:
    """Have myst-nb run notebooks inline with `client`; it has no setting for that."""
    names = execute.create_client.__code__.co_names
    expect("NotebookClientInline" in names, "How myst-nb chooses its client")
    used = set(client.__base__.start_client.__code__.co_names)
    expect(used >= CLIENT, "myst-nb's client that runs inline")
    execute.NotebookClientInline = client


def declare_safe(app: Sphinx, extension: str) -> None:
    """Let pages be read in parallel: the extension numbers what was read and fails to say so."""
    if extension in app.extensions:
        found = app.extensions[extension]
        expect(hasattr(found, "parallel_read_safe"), "Sphinx's record of an extension")
        found.parallel_read_safe = True


def copy_styles(app: Sphinx) -> None:
    """Copy myst-nb's styles, as it does itself only when the build is over."""
    copy = getattr(sphinx_ext, "add_global_html_resources", None)
    expect(_parameters(copy) == ["app", "exception"], "How myst-nb copies its styles")
    copy(app, None)


def reload_language(app: Sphinx) -> None:
    """Load Sphinx's own texts anew, as the language was changed after they were."""
    expect(_parameters(getattr(app, "_init_i18n", None)) == [], "How Sphinx loads its texts")
    app._init_i18n()


def translate_contents(module: ModuleType = events) -> None:
    """Insert the contents before Sphinx's Locale (20) comes, so that captions are translated."""
    transform = getattr(module, "InsertToctrees", None)
    priority = getattr(transform, "default_priority", None)
    expect(priority in (10, 100), "How sphinx-external-toc inserts the contents")
    transform.default_priority = 10


def warnings_handler() -> logging.WarningStreamHandler:
    """The handler through which each warning goes that is not suppressed."""
    kind, root = getattr(logging, "WarningStreamHandler", ()), getLogger(logging.NAMESPACE)
    found = [each for each in root.handlers if isinstance(each, kind)]
    expect(len(found) == 1, "How Sphinx handles warnings")
    return found[0]
