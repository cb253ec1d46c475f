"""Translations of notebooks: live figures in translated sentences, labels, and what is missing.

Messages come from the gettext catalogues in ``locale``, one for each page. They hold its sentences
and, after them, the labels that its kernel meets (in the file that BUDGETBOOK_LABELS names). What
is not translated is shown in English, marked, and told once at the end of the build.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from docutils import nodes
from myst_nb.ext.eval import EvalRoleAny
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util.nodes import extract_messages

from computedbook import SAFE, patches
from computedbook.execution import written
from computedbook.notebooks import EVAL, catalogue
from computedbook.pages import cell_with
from computedbook.summary import Problem

ROLE = re.compile(r"\{(\w+)\}`([^`]*)`")
LINK = re.compile(r"\]\(([^)]*)\)|(`[^`]+`)|(\{\w+\})")
LETTERS = re.compile("[A-Za-z]")
MARKS = ["untranslated", "language-en"]  # docutils makes lang="en" of the second


def setup(app: Sphinx) -> dict:
    """Extract labels with the messages; in a translation, use the catalogues and check them."""
    app.connect("builder-inited", speak_translated)
    app.connect("doctree-read", note_labels)
    app.connect("build-finished", refuse)
    if app.config.language != "en":
        patches.translate_contents()
        app.connect("config-inited", configure)
        app.connect("doctree-read", mark_untranslated)
        app.connect("build-finished", date_catalogues)
        app.connect("build-finished", tell_problems)
    return SAFE


def configure(app: Sphinx, config: Config) -> None:
    """Put the role below in the place of myst-nb's; remove compiled catalogues that are stale.

    Sphinx asks only which is newer; a file moved back into place is older, and another one.
    """
    app.add_role("eval", EvalRole(), override=True)
    for compiled, source in _compiled(app):
        if not source.exists() or source.stat().st_mtime_ns != compiled.stat().st_mtime_ns:
            compiled.unlink()


def date_catalogues(app: Sphinx, error: Exception | None) -> None:
    """Give each compiled catalogue the date of its source."""
    for compiled, source in _compiled(app):
        date = source.stat().st_mtime_ns
        os.utime(compiled, ns=(date, date))


def _compiled(app: Sphinx) -> list[tuple[Path, Path]]:
    return [(path, path.with_suffix(".po")) for path in sorted(_folder(app).rglob("*.mo"))]


def _folder(app: Sphinx) -> Path:
    """The folder of the language's catalogues."""
    return Path(app.srcdir) / app.config.locale_dirs[0] / app.config.language / "LC_MESSAGES"


class EvalRole(EvalRoleAny):
    """{eval} that works in a translation, which is parsed after the kernel has ended.

    The figures of the original are kept as it is parsed, and copied into its translation.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        kept = self.inliner.document.settings.env.temp_data.setdefault("budgetbook_evals", {})
        if "nb_renderer" in self.document:
            found, messages = super().run()
            kept[self.text] = [deepcopy(node) for node in found]
            return found, messages
        return [deepcopy(node) for node in kept.get(self.text, ())], []


# Labels


def speak_translated(app: Sphinx) -> None:
    """As messages are extracted, let kernels speak the language that they are translated to.

    What the data name in both languages they do not ask to have translated then.
    """
    if app.builder.name == "gettext" and app.config.editions:
        os.environ["BUDGETBOOK_LANGUAGE"] = next(iter(app.config.editions))


def note_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Let gettext find the page's labels, as paragraphs; or remember those without translation."""
    met = [json.loads(line) for line in written(app, "labels")]
    labels = dict.fromkeys(each["label"] for each in met)
    for label in labels if app.builder.name == "gettext" else ():
        paragraph = nodes.paragraph(label, label)
        paragraph.source, paragraph.line = doctree["source"], 0
        doctree += paragraph
    missing = dict.fromkeys(each["label"] for each in met if not each["translated"])
    app.env.metadata[app.env.docname]["budgetbook_labels"] = list(missing)


def refuse(app: Sphinx, error: Exception | None) -> None:
    """Fail if a cell did as messages were extracted: its labels would be taken for gone."""
    failed = any(problem.kind == "mystnb.exec" for problem in app.budgetbook_problems)
    if app.builder.name == "gettext" and failed and not error:
        raise ExtensionError("There are no messages to translate yet, for a cell raises an error")


# What is missing


def mark_untranslated(app: Sphinx, doctree: nodes.document) -> None:
    """Mark, and remember, each message of the page for which its catalogue has no translation."""
    page, missing = app.env.docname, {}
    path = _folder(app) / f"{page}.po"
    known = catalogue(path) if path.exists() else None
    for node, message in extract_messages(doctree):
        done = known is not None and node.get("translated", True)
        if isinstance(node, addnodes.translatable) and known:  # of several messages, some may be
            done = message in known and bool(known[message].string)
        if LETTERS.search(EVAL.sub("", message)) and not done:
            missing[message] = None
            node["classes"] += MARKS
    app.env.metadata[page]["budgetbook_untranslated"] = list(missing)


def roles(message: str) -> Counter:
    """How often a message quotes each figure, links to each label, and names terms and code."""
    quoted = [f"{{{role}}}{text if role == 'eval' else ''}" for role, text in ROLE.findall(message)]
    return Counter(quoted) + Counter(
        next(filter(None, found)) for found in LINK.findall(ROLE.sub(" ", message))
    )


def problems(path: Path) -> Iterator[tuple[str, str]]:
    """The messages of a catalogue of which something is wrong, each with what it is."""
    for message in [message for message in catalogue(path) if message.id]:
        lost, extra = roles(message.id), roles(message.string or "")
        if not message.string:
            yield message.id, "not translated"
        elif message.fuzzy:
            yield message.id, "the translation is fuzzy, as the English has changed"
        elif lost != extra:
            found = {"lost": lost - extra, "has, not in the English,": extra - lost}
            parts = [f"{what} {', '.join(which)}" for what, which in found.items() if which]
            yield message.id, f"the translation {' and '.join(parts)}"


def tell_problems(app: Sphinx, error: Exception | None) -> None:
    """Tell what is missing or wrong in the catalogues of all pages, each message once."""
    folder, told = _folder(app), app.budgetbook_problems
    catalogues = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.po")}
    spare = ", ".join(f"{name}.po" for name in sorted(catalogues - app.env.found_docs - {"sphinx"}))
    for page in sorted(app.env.found_docs):
        shown, known = os.path.relpath(folder / f"{page}.po", app.srcdir), app.env.metadata[page]
        missing = known.get("budgetbook_untranslated", []) + known.get("budgetbook_labels", [])
        if page in catalogues:
            found = dict.fromkeys(missing, "not translated") | dict(problems(folder / f"{page}.po"))
            todo = f"run `make catalogues`, then mend it in {shown}"
            for message, what in found.items():
                cell = cell_with(app.env.doc2path(page), message)
                told.append(Problem(page, cell, f"{what}: {message}", todo, "translation"))
        elif missing:
            todo = "run `make catalogues` and translate it" + (
                f"; or if the page was renamed, rename its catalogue ({spare} is of no page)"
                if spare
                else ""
            )
            told.append(Problem(page, "", f"has no catalogue {shown}", todo, "catalogue"))
