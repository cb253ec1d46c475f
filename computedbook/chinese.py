"""Search in Chinese: by pairs of characters, so that any phrase finds each page that holds it.

A text is indexed by its pairs, and so is what a reader types, however it would divide into words.
"""

import re
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

from computedbook import SAFE, patches

CHINESE = "\u3400-\u9fff"
BLOCKS = (nodes.paragraph, nodes.title, nodes.term, nodes.caption)


def setup(app: Sphinx) -> dict:
    """Index by pairs if the book is in Chinese."""
    app.add_search_language(Pairs)
    if str(app.config.language).startswith("zh"):
        app.connect("doctree-resolved", collect_phrases)
        app.connect("html-collect-pages", index_phrases)
    return SAFE


def pairs(text: str) -> list[str]:
    """The words of a text in Latin letters, and every two neighbouring Chinese characters."""
    words = re.findall(r"[A-Za-z0-9_]+", text)
    for run in re.findall(f"[{CHINESE}]+", text):
        words += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return words


class Pairs(SearchLanguage):
    """How Sphinx divides a text, and its page for searching what is typed there."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = """
var splitQuery = (query) =>
  [...query.matchAll(/[A-Za-z0-9_]+|[\\u3400-\\u9fff]+/g)].flatMap(([run]) =>
    /^[A-Za-z0-9_]/.test(run) || run.length < 3 ? [run]
      : [...run].slice(1).map((next, i) => run[i] + next));
"""

    def split(self, input: str) -> list[str]:
        return pairs(input)

    def word_filter(self, stemmed_word: str) -> bool:
        return bool(stemmed_word)


def collect_phrases(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the pairs of each paragraph as a whole: a phrase may run across links and figures."""
    phrases = app.builder.__dict__.setdefault("budgetbook_phrases", {})
    phrases[docname] = set()
    for block in doctree.findall(lambda node: isinstance(node, BLOCKS)):
        texts = [each for each in block.findall(nodes.Text) if each.parent.tagname != "raw"]
        phrases[docname] |= set(pairs("".join(texts)))


def index_phrases(app: Sphinx) -> Iterable:
    """Add them to the index."""
    for mapping in patches.search_words(app)[:1]:
        for docname, words in getattr(app.builder, "budgetbook_phrases", {}).items():
            for word in words:
                mapping.setdefault(word.lower(), set()).add(docname)
    return ()
