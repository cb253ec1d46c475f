"""A notebook can be had in Chinese: all of its prose, and none of its code."""

import json
import re

import pytest
from conftest import ROOT
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser
from test_prose import NOTEBOOKS

from computedbook.notebooks import catalogue, translated, translated_text

PARSER = create_md_parser(
    MdParserConfig(enable_extensions={"colon_fence", "deflist"}), DocutilsRenderer
)
TITLED = ("{dropdown}", "{admonition}")
QUOTED = re.compile(r"\{\w+\}`[^`]*`|`[^`]*`|\]\([^)]*\)")


def blocks(text):
    """What a reader reads of Markdown: its blocks, each as its words; of code blocks nothing."""
    for token in PARSER.parse(text):
        if token.type == "inline":
            yield " ".join(token.content.split())
        elif token.type == "colon_fence":
            name, _, title = token.info.partition(" ")
            yield from [title] if name in TITLED else []
            yield from blocks(re.sub("^:[a-z-]+:.*\n", "", token.content, flags=re.MULTILINE))


def prose(notebook):
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return [block for cell in cells for block in blocks("".join(cell["source"]))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_block_is_the_translation_of_its_own(path):
    name = path.relative_to(ROOT).with_suffix(".po")
    known = catalogue(ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / name)
    notebook = json.loads(path.read_text("utf8"))
    before = json.dumps(notebook)
    copy = translated(notebook, known)
    assert json.dumps(notebook) == before
    source, target = prose(notebook), prose(copy)
    assert len(source) == len(target) > 5
    messages = {" ".join(m.id.split()): " ".join(m.string.split()) for m in known if m.id}
    for english, chinese in zip(source, target, strict=True):
        if english in messages:
            assert chinese == messages[english]
        else:
            assert not re.search("[A-Za-z]", QUOTED.sub("", english)), english
    for cell in copy["cells"]:
        if cell["cell_type"] == "code":
            assert cell in notebook["cells"]
    assert [cell["id"] for cell in copy["cells"]] == [cell["id"] for cell in notebook["cells"]]


def test_a_block_is_a_message_from_its_beginning_to_its_end():
    messages = {
        ("Rain",): "雨",
        ("Rain", "falls."): "下雨。",
        ("It", "is", "{eval}`n`", "mm."): "{eval}`n`毫米。",
    }
    text = (
        "# Rain\n\nRain\nfalls.\n\n- It is\n  {eval}`n` mm.\n- Rain falls. Snow, too.\n\n"
        "   :::{dropdown} Rain\n   Rain falls.\n   :::\n\n| Rain | Snow | Rain |\n|---|---|---|\n"
    )
    assert translated_text(text, messages) == (
        "# 雨\n\n下雨。\n\n- {eval}`n`毫米。\n- Rain falls. Snow, too.\n\n"
        "   :::{dropdown} 雨\n   下雨。\n   :::\n\n| 雨 | Snow | 雨 |\n|---|---|---|\n"
    )
