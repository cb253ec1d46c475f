"""MyST's Markdown as other programs read it: figures for what it quotes, and no directives.

`Plain` holds what differs between places: how a figure is shown, where a link leads, whether an
answer can be folded.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

INLINE = re.compile(
    r"\{(?P<role>[\w:.+-]+)\}(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?!`)"
    r"|(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"
    r"|(?<!!)\[(?P<shown>(?:[^\[\]`]|`[^`]*`)*)\]\((?P<target>[^()\s]*)\)",
    re.DOTALL,
)
TITLED = re.compile(r"\s*(?P<text>.*?)\s*<(?P<target>[^<>]*)>\s*", re.DOTALL)
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<title>.*)")
OPTION = re.compile(r":([\w-]+):[ \t]*(.*)")
FOLDED = {"dropdown", "toggle"}
NOTHING = {"toctree", "tableofcontents", "contents", "index"}
ABOUT_FIGURES = {"figure", "image"}
CODE = {"code", "code-block", "code-cell", "sourcecode"}


@dataclass
class Plain:
    """Writes MyST as plain Markdown.

    `quote` gives what stands for an expression in a sentence; `address` the address that a link's
    target has there, or None if it leads nowhere; `directives`, by name, write what is called so,
    given its title, its options and its text; `extensions` are those of MyST. Where nothing can be
    folded (`folds`), what is to be unfolded is left out; `marks` puts anchors where targets are.
    """

    quote: Callable[[str], str]
    address: Callable[[str], str | None]
    directives: Mapping[str, Callable] = field(default_factory=dict)
    extensions: Iterable[str] = ()
    folds: bool = True
    marks: bool = False

    @cached_property
    def parser(self) -> MarkdownIt:
        """MyST's own parser, which knows where a directive begins and ends."""
        return create_md_parser(
            MdParserConfig(enable_extensions=set(self.extensions)), RendererHTML
        )

    def text(self, source: str) -> str:
        """The Markdown of a whole cell, or of what a directive holds."""
        lines, parts, done = source.splitlines(), [], 0
        for token in self.parser.parse(source):
            block = self.block(token) if token.map and token.map[0] >= done else None
            if block is None:
                continue
            start, end = token.map
            before, _, _ = lines[start].partition(token.markup or lines[start].strip())
            parts += [self.inline("\n".join(lines[done:start])), indented(block, before)]
            done = end
        parts.append(self.inline("\n".join(lines[done:])))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).strip("\n")

    def block(self, token: Token) -> str | None:
        """What stands for a block; None for one that any program reads, or that holds others."""
        if token.type == "myst_target":
            return f'<a id="{escape(token.content)}"></a>\n' if self.marks else ""
        if token.type in ("myst_line_comment", "myst_block_break"):
            return ""
        if token.type not in ("fence", "colon_fence"):
            return None
        directive = DIRECTIVE.match(token.info.strip())
        if not directive:
            return f"{token.markup}{token.info}\n{token.content}{token.markup}"
        return self.directive(directive["name"], directive["title"], token.content)

    def directive(self, name: str, title: str, content: str) -> str:
        """What stands for a directive; for one that is not known, its title and its text."""
        lines, options = content.splitlines(), {}
        while lines and (option := OPTION.fullmatch(lines[0].strip())):
            options[option[1]] = option[2].strip()
            del lines[0]
        body = "\n".join(lines).strip("\n")
        if name in self.directives:
            return self.directives[name](title, options, body)
        if name in NOTHING:
            return ""
        if name in CODE:
            return f"```{title}\n{body}\n```"
        if name in ABOUT_FIGURES:
            return (
                f"![{options.get('alt', '')}]({self.address(title) or title})\n\n{self.text(body)}"
            )
        return self.fold(title, body) if name in FOLDED else self.titled(title, options, body)

    def titled(self, title: str, options: dict[str, str], body: str) -> str:
        """Text with a title, set apart; folded, if it is of that class."""
        if "dropdown" in options.get("class", ""):
            return self.fold(title, body)
        return self.quoted(f"**{self.inline(title)}**" if title else "", self.text(body))

    def fold(self, title: str, body: str) -> str:
        """What its title unfolds, closed."""
        if not self.folds:
            return ""
        title = self.parser.renderInline(self.inline(title))
        return f"<details>\n<summary>{title}</summary>\n\n{self.text(body)}\n\n</details>\n"

    def quoted(self, *paragraphs: str) -> str:
        """Paragraphs set apart from the text around them."""
        lines = "\n\n".join(filter(None, paragraphs)).splitlines()
        return "\n".join(f"> {line}".rstrip() for line in lines) + "\n"

    def inline(self, text: str) -> str:
        """The same text with its roles and links replaced; code stays as it is."""
        return INLINE.sub(self._replaced, text)

    def _replaced(self, found: re.Match) -> str:
        if found["code"]:
            return found[0]
        if found["role"]:
            return self.role(found["role"], found["text"])
        return self.link(self.inline(found["shown"]), found["target"])

    def role(self, name: str, text: str) -> str:
        """What stands for a role: a figure, a link, or its text alone."""
        if name == "eval":
            return self.quote(text)
        titled = TITLED.fullmatch(text)
        return self.link(titled["text"], titled["target"]) if titled else text

    def link(self, shown: str, target: str) -> str:
        """A link, if it leads anywhere from here."""
        address = target if re.match("[a-z]+:", target) else self.address(target)
        return f"[{shown}]({address})" if address else shown


def indented(block: str, before: str) -> str:
    """A block below what stands before it in its first line: spaces, or the mark of a list."""
    below = re.sub(r"[^>\s]", " ", before)
    lines = block.splitlines() or [""]
    return "\n".join(
        f"{below if number else before}{line}".rstrip() for number, line in enumerate(lines)
    )
