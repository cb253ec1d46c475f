"""What Sphinx needs for the Chinese edition: live figures in translated sentences, and search.

Messages come from the gettext catalogues in ``locale``. One that is missing, fuzzy, or does not
carry the same roles as the English stops the build.
"""

import os
import re
from collections import Counter
from copy import deepcopy
from pathlib import Path

from babel.messages.pofile import read_po
from docutils import nodes
from myst_nb.ext.eval import EvalRoleAny
from sphinx.search import SearchLanguage
from sphinx.util import logging

logger = logging.getLogger(__name__)

CHINESE = "\u3400-\u9fff"
ROLE = re.compile(r"\{(\w+)\}`([^`]*)`")
LINK = re.compile(r"\]\(([^)]*)\)|(`[^`]+`)|(\{\w+\})")
BLOCKS = (nodes.paragraph, nodes.title, nodes.term, nodes.caption)


def setup(app):
    app.config.language = "zh_CN"
    app._init_i18n()  # the config file of both editions says English
    app.connect("config-inited", configure)
    app.connect("config-inited", check_catalogues)
    app.connect("config-inited", forget_stale_catalogues)
    app.connect("build-finished", date_catalogues)
    app.connect("doctree-read", find_untranslated)
    app.connect("doctree-resolved", collect_phrases)
    app.connect("html-collect-pages", index_phrases)
    app.add_search_language(Pairs)


def configure(app, config):
    """The texts that the configuration states in English."""
    from sphinx_external_toc.events import InsertToctrees

    InsertToctrees.default_priority = 10  # so that the captions are there when Locale (20) comes
    config.html_title = config.project = "读懂一份部门预算"
    config.author = "《读懂一份部门预算》作者"
    config.html_theme_options["search_bar_text"] = "搜索本书"
    config.nb_code_prompt_show, config.nb_code_prompt_hide = "显示代码", "收起代码"
    config.togglebutton_hint, config.togglebutton_hint_hide = "展开", "收起"
    app.add_role("eval", EvalRole(), override=True)


# Live figures in translated messages


class EvalRole(EvalRoleAny):
    """{eval} that works in a translation, which is parsed after the kernel has ended.

    The figures of the original are kept as it is parsed, and copied into its translation.
    """

    def run(self):
        kept = self.inliner.document.settings.env.temp_data.setdefault("budgetbook_evals", {})
        if "nb_renderer" in self.document:
            found, messages = super().run()
            kept[self.text] = [deepcopy(node) for node in found]
            return found, messages
        if self.text not in kept:
            logger.warning("the translation quotes %r, the original does not", self.text)
        return [deepcopy(node) for node in kept.get(self.text, ())], []


# Catalogues


def roles(message):
    """How often a message quotes each figure, links to each label, and names terms and code."""
    quoted = [f"{{{role}}}{text if role == 'eval' else ''}" for role, text in ROLE.findall(message)]
    return Counter(quoted) + Counter(
        next(filter(None, found)) for found in LINK.findall(ROLE.sub(" ", message))
    )


def catalogue_problems(folder):
    """What is wrong in the .po files under `folder`: each problem as a line of text."""
    for path in sorted(Path(folder).rglob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file)
        for message in messages:
            where = f"{path}: {message.id[:60]!r}"
            if message.id and not message.string:
                yield f"{where} is not translated"
            elif message.fuzzy and message.id:
                yield f"{where} is fuzzy: the English has changed"
            elif message.id and roles(message.id) != roles(message.string):
                lost = roles(message.id) - roles(message.string)
                extra = roles(message.string) - roles(message.id)
                yield f"{where}: lost {dict(lost)}, not in the English {dict(extra)}"


def check_catalogues(app, config):
    for problem in catalogue_problems(Path(app.srcdir) / "locale"):
        logger.warning(problem)


def forget_stale_catalogues(app, config):
    """Remove compiled catalogues that were not made from the catalogues as they are now.

    Sphinx asks only which is newer; a file moved back into place is older, and another one.
    """
    for compiled, source in _compiled(app):
        if not source.exists() or source.stat().st_mtime_ns != compiled.stat().st_mtime_ns:
            compiled.unlink()


def date_catalogues(app, error):
    """Give each compiled catalogue the date of its source."""
    for compiled, source in _compiled(app):
        date = source.stat().st_mtime_ns
        os.utime(compiled, ns=(date, date))


def _compiled(app):
    found = sorted((Path(app.srcdir) / "locale").rglob("*.mo"))
    return [(path, path.with_suffix(".po")) for path in found]


def find_untranslated(app, doctree):
    """Warn of each message of the page for which the catalogue has no translation."""
    for node in doctree.findall(
        lambda node: getattr(node, "attributes", {}).get("translated") is False
    ):
        text = node.astext().strip()
        if re.search("[A-Za-z]", text):
            logger.warning("not translated: %r", text[:80], location=node)


# Search: a Chinese text is indexed by its pairs of characters, and so is what a reader types, so
# that any phrase finds every page that holds it, however it would divide into words.


def pairs(text):
    """The words of a text in Latin letters, and every two neighbouring Chinese characters."""
    words = re.findall(r"[A-Za-z0-9_]+", text)
    for run in re.findall(f"[{CHINESE}]+", text):
        words += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return words


class Pairs(SearchLanguage):
    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = """
var splitQuery = (query) =>
  [...query.matchAll(/[A-Za-z0-9_]+|[\\u3400-\\u9fff]+/g)].flatMap(([run]) =>
    /^[A-Za-z0-9_]/.test(run) || run.length < 3 ? [run]
      : [...run].slice(1).map((next, i) => run[i] + next));
"""

    def split(self, input):
        return pairs(input)

    def word_filter(self, stemmed_word):
        return bool(stemmed_word)


def collect_phrases(app, doctree, docname):
    """Keep the pairs of each paragraph as a whole: a phrase may run across links and figures."""
    phrases = app.builder.__dict__.setdefault("budgetbook_phrases", {})
    phrases[docname] = set()
    for block in doctree.findall(lambda node: isinstance(node, BLOCKS)):
        phrases[docname] |= set(pairs(re.sub("<[^>]*>", "", block.astext())))


def index_phrases(app):
    for docname, words in getattr(app.builder, "budgetbook_phrases", {}).items():
        for word in words:
            app.builder.indexer._mapping.setdefault(word.lower(), set()).add(docname)
    return ()
