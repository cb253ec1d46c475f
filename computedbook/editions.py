"""Editions in several languages from one configuration.

``editions`` in the configuration holds, by language, the values that differ from what is stated
otherwise; the environment variable BUDGETBOOK_LANGUAGE chooses (see `language`). ``twin`` says
where the other edition is: its folder as seen from this one, its language, and what a link to it
says. The address of the site is that of the first edition; another one's ends in its folder.
"""

from typing import Any

from sphinx.application import Sphinx

from computedbook import SAFE, patches
from computedbook.language import language_of


def setup(app: Sphinx) -> dict:
    """Set the values of the edition, before the extensions that come later read any."""
    app.add_config_value("editions", {}, "", (dict,))  # each value has its own effect
    app.add_config_value("twin", {}, "html", (dict,))
    chosen = app.config.editions.get(language_of(app.confdir)[:2], {})
    if address := app.config.html_baseurl:
        folder = (
            f"{app.config.twin['folder']}/" if chosen else ""
        )  # of this one, seen from the first
        app.config.html_baseurl = f"{address.rstrip('/')}/{folder}"
    for name, value in chosen.items():
        parts = isinstance(value, dict) and name in app.config  # those of later extensions are not
        app.config[name] = {**app.config[name], **value} if parts else value
    if "language" in chosen:
        patches.reload_language(app)
    app.connect("html-page-context", link_twin)
    return SAFE


def link_twin(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give the page's template the address of the same page in the other edition."""
    twin = app.config.twin
    if not twin or app.builder.name != "html":
        return
    address = f"{'../' * pagename.count('/')}{twin['folder']}/{pagename}.html"
    context.update(twin=address, twin_language=twin["language"], twin_name=twin["name"])


def code_of(app: Sphinx) -> str:
    """The key of the edition among ``editions``; empty for the first, which is not among them."""
    found = app.config.editions.items()
    return next((key for key, each in found if each.get("language") == app.config.language), "")
