"""One style sheet of several: without rules that nothing on any page can match, and small.

A rule stays if one of its selectors names only elements, classes and ids that are in use. The files
that the rules name are in the sheet itself; of an icon font, the icons that a rule shows.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Set
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont
from tinycss2.ast import Node

ANY_OF = {"is", "where", "has", "matches", "-webkit-any", "-moz-any"}
NESTING = {"media", "supports", "layer", "container", "starting-style"}
CHARSET = '@charset "utf-8";\n'
# A rule whose selectors are of names alone: read at once, where the parser takes seconds.
PLAIN = re.compile(r"(?:(?<=[{};/])|\A)([^][{}()@;\"'\\*/]+)\{[^{}\"'\\]*\}")
NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
ICON = re.compile("[\ue000-\uf8ff]")
# How a rule asks for the theme that a script sets, and how it can ask without one.
THEMES = {
    "dark": "@media (prefers-color-scheme:dark)",
    "light": "@media not (prefers-color-scheme:dark)",
}


class Used(NamedTuple):
    """What is used on some page, or may come to be, as a script names it."""

    elements: Set[str]
    names: Set[str]  # classes and ids


def merged(sheets: list[Path], used: Used) -> str:
    """The rules of all sheets that may match, in their order, as one sheet."""
    rules = [rule for sheet in sheets for rule in _rules(sheet, used)]
    faces = [rule for rule in rules if _keyword(rule) == "font-face"]
    text = _without_unused_motion("".join(_kept(rules, used)))
    icons = set(ICON.findall(text))
    return CHARSET + "".join(_face(face, used, icons) for face in faces) + text


def by_preference(text: str) -> str:
    """The rules of a sheet for one theme, for those who prefer it and have no script to set it."""
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    parts = [
        f"{media}{{{found}}}" for theme, media in THEMES.items()
        if (found := "".join(_of_theme(rules, theme)))
    ]  # fmt: skip
    return CHARSET + "".join(parts)


def _of_theme(rules: list[Node], theme: str) -> Iterator[str]:
    asked = re.compile(rf"\[data-theme=\"?{theme}\"?\]")
    for rule in rules:
        if _keyword(rule) in NESTING:
            inner = "".join(_of_theme(_parsed(rule.content), theme))
            if inner:
                yield f"@{rule.at_keyword} {_small(rule.prelude)}{{{inner}}}"
        elif rule.type == "qualified-rule":
            parts = [part for each in _split(rule.prelude) if asked.search(part := _small(each))]
            if parts:
                selector = asked.sub(":not([data-theme])", ",".join(parts))
                yield f"{selector}{{{_small(rule.content)}}}"


# Reading


def _rules(sheet: Path, used: Used) -> Iterator[Node]:
    """The rules of a sheet and of those that it imports, addresses as seen from the root.

    Of `PLAIN` rules only those that may match.
    """

    def plain(rule: re.Match) -> str:
        parts = [set(NAME.findall(part)) for part in rule[1].split(",")]
        return rule[0] if any(part <= used.names for part in parts) else ""

    text = PLAIN.sub(plain, sheet.read_text("utf8"))
    for rule in tinycss2.parse_stylesheet(text, skip_whitespace=True):
        if _keyword(rule) == "import":
            address = next(each.value for each in rule.prelude if each.type in ("string", "url"))
            yield from _rules(sheet.parent / address, used)
        elif rule.type == "error":
            raise ValueError(f"{sheet.name}:{rule.source_line}: {rule.message}")
        elif _keyword(rule) != "charset":
            if rule.type != "comment":
                _place(rule.content or (), sheet.parent)
            yield rule


def _place(tokens: Iterable[Node], folder: Path) -> None:
    """Have the addresses among the tokens name files, wherever the sheet will stand."""
    for token in tokens:
        quoted = token.type == "function" and token.lower_name == "url"
        for each in token.arguments if quoted else [token] if token.type == "url" else ():
            if not each.value.startswith(("data:", "#")):
                each.value = str(folder / each.value)
        _place(getattr(token, "content", None) or getattr(token, "arguments", ()), folder)


def _keyword(rule: Node) -> str:
    """What an at-rule is, without a browser's prefix; empty for others."""
    return rule.lower_at_keyword.rpartition("-webkit-")[2] if rule.type == "at-rule" else ""


def _parsed(content: list[Node]) -> list[Node]:
    return tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)


# Leaving out


def _kept(rules: list[Node], used: Used) -> Iterator[str]:
    for rule in rules:
        if rule.type == "comment":
            if rule.value.startswith("!"):  # a licence
                yield f"/*{rule.value}*/\n"
        elif rule.type == "qualified-rule":
            parts = [each for each in _split(rule.prelude) if may_match(each, used)]
            content = _small(rule.content)
            if parts and content:
                yield f"{','.join(map(_small, parts))}{{{content}}}"
        elif _keyword(rule) in NESTING and rule.content is not None:
            inner = "".join(_kept(_parsed(rule.content), used))
            if inner:
                yield f"@{rule.at_keyword} {_small(rule.prelude)}{{{inner}}}"
        elif _keyword(rule) != "font-face":
            content = ";" if rule.content is None else f"{{{_small(rule.content)}}}"
            yield f"@{rule.at_keyword} {_small(rule.prelude)}{content}"


def may_match(selector: list[Node], used: Used) -> bool:
    """Whether every element, class and id that a selector asks for is in use.

    What it says by attribute, by place or by ``:not()`` is taken for true.
    """
    before = ""
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before == "."):
            found = token.value in used.names
        elif token.type == "ident":
            found = before == ":" or token.lower_value in used.elements
        elif token.type == "function" and token.lower_name in ANY_OF:
            found = any(may_match(each, used) for each in _split(token.arguments))
        else:
            found = True
        if not found:
            return False
        before = token.value if token.type == "literal" else ""
    return True


def _split(tokens: list[Node]) -> Iterator[list[Node]]:
    """The parts of a list that commas divide."""
    part = []
    for token in tokens:
        if token == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _without_unused_motion(text: str) -> str:
    """The sheet without the ``@keyframes`` that no rule names."""
    frames = re.compile(r"@(?:-webkit-)?keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}")
    rest = frames.sub("", text)
    return frames.sub(lambda found: found[0] if found[1] in rest else "", text)


def _small(tokens: list[Node]) -> str:
    """The tokens as text, without comments and spare space."""
    return tinycss2.serialize(_tokens(tokens)).strip().removesuffix(";").strip()


def _tokens(tokens: list[Node]) -> list[Node]:
    kept = []
    for token in tokens:
        if token.type == "whitespace":
            token.value = " "
            if kept and kept[-1].type not in ("whitespace", "comment") and kept[-1] != ";":
                kept.append(token)
        elif token.type != "comment":
            if token in (";", ",") and kept and kept[-1].type == "whitespace":
                kept.pop()
            for part in ("content", "arguments"):
                if inner := getattr(token, part, None):
                    setattr(token, part, _tokens(inner))
            kept.append(token)
    return kept


# Fonts


def _face(rule: Node, used: Used, icons: set[str]) -> str:
    """The rule for a font with these icons only; nothing if its family's class is not used.

    Font Awesome's files are called by its classes: ``fa-solid-900`` is the font of ``fa-solid``.
    """
    file = next(_addresses(rule.content)).with_suffix(".ttf")
    if file.stem.rpartition("-")[0] not in used.names:
        return ""
    declared = [
        f"{each.lower_name}:{_small(each.value)};"
        for each in tinycss2.parse_declaration_list(rule.content, skip_whitespace=True)
        if each.type == "declaration" and each.lower_name != "src"
    ]
    source = f"url({_embedded('font/woff', _cut(file, icons))})"
    return f"@font-face{{{''.join(declared)}src:{source}}}"


def _addresses(tokens: list[Node]) -> Iterator[Path]:
    for token in tokens:
        if token.type == "url":
            yield Path(token.value)
        elif token.type == "function" and token.lower_name == "url":
            yield Path(token.arguments[0].value)


def _embedded(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _cut(file: Path, icons: set[str]) -> bytes:
    """The font with these icons only, compressed as the standard library can."""
    font = TTFont(file, recalcTimestamp=False)
    cut = subset.Subsetter(subset.Options(layout_features=[], name_IDs=[], hinting=False))
    cut.populate(text="".join(icons))
    cut.subset(font)
    font.flavor = "woff"
    out = BytesIO()
    font.save(out)
    return out.getvalue()
