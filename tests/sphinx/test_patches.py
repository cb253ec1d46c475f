"""Each private part that the extension touches is looked at first; a change of it is said."""

from types import SimpleNamespace

import pytest
from myst_nb import sphinx_ext
from myst_nb.core import execute
from sphinx.errors import ExtensionError
from sphinx.util import logging

from computedbook import patches
from computedbook.execution import Client


def client_elsewhere(monkeypatch):
    monkeypatch.setattr(execute, "create_client", lambda notebook: None)
    patches.use_client(Client)


def client_rewritten(monkeypatch):
    monkeypatch.setattr(Client.__base__, "start_client", lambda self: None)
    patches.use_client(Client)


def extension_record(monkeypatch):
    patches.declare_safe(SimpleNamespace(extensions={"x": SimpleNamespace()}), "x")


def styles(monkeypatch):
    monkeypatch.setattr(sphinx_ext, "add_global_html_resources", lambda app: None)
    patches.copy_styles(None)


def styles_gone(monkeypatch):
    monkeypatch.delattr(sphinx_ext, "add_global_html_resources")
    patches.copy_styles(None)


def language(monkeypatch):
    patches.reload_language(SimpleNamespace(_init_i18n=lambda language: None))


def language_gone(monkeypatch):
    patches.reload_language(SimpleNamespace())


def contents(monkeypatch):
    patches.translate_contents(SimpleNamespace(InsertToctrees=SimpleNamespace(default_priority=7)))


def contents_gone(monkeypatch):
    patches.translate_contents(SimpleNamespace())


def warnings(monkeypatch):
    monkeypatch.delattr(logging, "WarningStreamHandler")
    patches.warnings_handler()


CHANGES = [
    client_elsewhere, client_rewritten, extension_record, styles, styles_gone,
    language, language_gone, contents, contents_gone, warnings,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_private_part_is_said(change, monkeypatch):
    with pytest.raises(ExtensionError, match=r"is not what computedbook/patches\.py was"):
        change(monkeypatch)
    assert execute.NotebookClientInline.__module__.endswith((".inline", "computedbook.execution"))
