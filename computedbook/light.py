"""A light site: what its pages load, and no more, in as few files as can be.

Each page gets one style sheet and one script, which waits until the page is read, in place of those
that Sphinx, the theme and the extensions bring. They are named by what they hold, and are one file
for all pages that need the same. Both editions share one ``_static``, and what no page names is
left out. Nothing but the finished site is read: the same site always gives the same bytes.
"""

import functools
import hashlib
import html
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from computedbook.styles import Used, by_preference, merged

FOLDERS = ("_static", "_sphinx_design_static", "_sources")  # of these, what is named stays
DATA = ("_search", "documents.js")  # what the search looks through
SPHINX = "data-content_root="  # stands in a page that Sphinx made
SHEET = re.compile(r'[ \t]*<link(?=[^>]* rel="stylesheet")(?![^>]* media=)[^>]* href="([^"]+)".*\n')
SCRIPT = re.compile(r"[ \t]*<script\b([^>]*)>(.*?)</script>\n?", re.DOTALL)
PLAIN = re.compile(r'(?: defer| src="[^"]*"| data-[\w-]+="[^"]*")*')  # no module, and no data
SOURCE = re.compile(r'\bsrc="([^"]+)"')
NAMED = re.compile(rf"""["'`]([^\s"'`<>]*?(?:{"|".join(FOLDERS)})/[^\s"'`<>?#]+)""")
MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
CODE = re.compile(r"(<pre>.*?</pre>|<script.*?</script>|<textarea.*?</textarea>)", re.DOTALL)
# Of code, what has the colour of the text: names, operators, punctuation, space; and nothing.
UNCOLOURED = re.compile(r'<span(?: class="(?:n|nn|nx|o|p|pm|w)")?>([^<]*)</span>')
SPACE = re.compile(r"\s*\n\s*| {2,}")
TWICE = re.compile(r'<li id="([^"]+)"><span id="([^"]+)"></span>')  # an item known by two ids
# Scripts that serve only what has one of these classes.
SERVE = {
    "togglebutton.js": {"toggle", "dropdown"},
    "design-tabs.js": {"sd-tab-set"},
    "clipboard.min.js": {"highlight"},
    "copybutton.js": {"highlight"},
}


def lighten(site: Path) -> None:
    """Make the site in a folder light."""
    texts = {path: path.read_text("utf8") for path in sorted(site.rglob("*.html"))}
    pages = {path: _shared(site, path, texts[path]) for path in texts if SPHINX in texts[path]}
    classes = {name for text in pages.values() for name in _names(text)}
    pages = {path: _with_one_script(site, path, pages[path], classes) for path in pages}
    scripts = list(_scripts(site, pages.values()))
    used = _used(pages.values(), scripts)
    sheet = functools.cache(lambda sheets: _sheet(site, sheets, used))
    for path, text in pages.items():
        pages[path] = _packed(_with_one_sheet(path, text, sheet))
        path.write_text(pages[path], "utf8")
    _leave_out(site, pages, scripts)


def _write(site: Path, text: str, suffix: str) -> Path:
    """A file in ``_static`` with this text, by which it is named."""
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    path = site / "_static" / f"{name}.{suffix}"
    path.write_text(text, "utf8")
    return path


def _address(path: Path, page: Path) -> str:
    return Path(os.path.relpath(path, page.parent)).as_posix()


def _file(page: Path, address: str) -> Path:
    """The file at an address that a page names."""
    return Path(os.path.normpath(page.parent / unquote(html.unescape(address.partition("?")[0]))))


def _shared(site: Path, page: Path, text: str) -> str:
    """The text of a page that names a file of the whole site in place of its edition's like one."""
    edition = page.relative_to(site).parts[0]
    for address in set(NAMED.findall(text)):
        file = _file(page, address)
        if file.is_file() and file.is_relative_to(site / edition):
            common = site / file.relative_to(site / edition)
            if common.is_file() and common.read_bytes() == file.read_bytes():
                text = text.replace(f'"{address}', f'"{_address(common, page)}')
    return text


def _packed(text: str) -> str:
    """A page without needless space, marks in code that nothing colours, and second ids.

    Of those of an item the name that is given to it stays.
    """
    for digest, name in TWICE.findall(text):
        text = text.replace(f'"{digest}"', f'"{name}"').replace(f'<span id="{name}"></span>', "")
    parts = [SPACE.sub("\n", part) for part in CODE.split(text)]
    parts[1::2] = [UNCOLOURED.sub(r"\1", code) for code in CODE.findall(text)]
    return "".join(parts)


# Scripts


def _with_one_script(site: Path, page: Path, text: str, classes: set[str]) -> str:
    """The page with one script for all that it loads, and for those in its head after the styles.

    What stands before the styles is to be run before anything is drawn.
    """
    styles, head = text.find('rel="stylesheet"'), text.find("</head>")
    found = {}
    for each in SCRIPT.finditer(text, max(styles, 0)):
        source = SOURCE.search(each[1])
        file = source and _file(page, source[1])
        if PLAIN.fullmatch(each[1]) and (file.is_file() if file else each.start() < head):
            serves = SERVE.get(file.name, classes) if file else classes
            found[each] = file.read_text("utf8") if file else each[2]
            found[each] = MAP.sub("", found[each]).strip() if serves & classes else ""
    if not found:
        return text
    script = _write(site, "\n;\n".join(filter(None, dict.fromkeys(found.values()))), "js")
    for each in reversed(found):
        text = text[: each.start()] + text[each.end() :]
    place = min(each.start() for each in found)
    return f'{text[:place]}<script defer src="{_address(script, page)}"></script>\n{text[place:]}'


def _scripts(site: Path, pages: Iterable[str]) -> Iterator[str]:
    """What scripts may run on a page; not the documents of the search, which are none."""
    for path in sorted(site.rglob("*.js")):
        rest = path.relative_to(site).parts
        if not set(rest) & set(FOLDERS) and path.parts[-2:] != DATA:
            yield path.read_text("utf8")
    named = {name for text in pages for name in SOURCE.findall(text)}
    for path in sorted({(site / "_static" / Path(name).name) for name in named}):
        if path.is_file():
            yield path.read_text("utf8")
    yield from dict.fromkeys(each[2] for text in pages for each in SCRIPT.finditer(text))


# Styles


def _with_one_sheet(page: Path, text: str, sheet: functools.cache) -> str:
    """The page with one style sheet for all that it links, and what goes with it."""
    found = list(SHEET.finditer(text))
    files = tuple(_file(page, each[1]) for each in found)
    if not files or not all(file.is_file() for file in files):
        return text
    one, plain = (f'<link rel="stylesheet" href="{_address(each, page)}">' for each in sheet(files))
    for each in reversed(found):
        text = text[: each.start()] + text[each.end() :]
    place = found[0].start()
    return f"{text[:place]}{one}\n<noscript>{plain}</noscript>\n{text[place:]}"


def _sheet(site: Path, sheets: tuple[Path, ...], used: Used) -> tuple[Path, Path]:
    """One sheet for all these, and what more of it holds where no script sets the theme."""
    text = merged(sheets, used)
    return _write(site, text, "css"), _write(site, by_preference(text), "css")


def _used(pages: Iterable[str], scripts: Iterable[str]) -> Used:
    """What stands on a page, and each word of a script, as it may be what the script adds."""
    words = {word for text in scripts for word in re.findall(r"[A-Za-z_][\w-]*", text)}
    elements = {each.lower() for text in pages for each in re.findall(r"<([A-Za-z][\w-]*)", text)}
    return Used(elements | words, {name for text in pages for name in _names(text)} | words)


def _names(text: str) -> list[str]:
    """The classes and ids on a page."""
    return " ".join(re.findall(r'\b(?:class|id)="([^"]*)"', text)).split()


# What is not loaded


def _leave_out(site: Path, pages: dict[Path, str], scripts: list[str]) -> None:
    """Remove what Sphinx leaves for itself, and of `FOLDERS` what nothing names."""
    named, ends = set(), {f"/{name}" for text in scripts for name in NAMED.findall(text)}
    for page, text in pages.items():
        for name in NAMED.findall(text):
            if "//" in name or name.startswith("/"):  # an address on a host
                ends.add(unquote(name))
            else:
                named.add(_file(page, name))
    for folder in [each for name in FOLDERS for at in ("", "*/") for each in site.glob(at + name)]:
        for path in sorted(folder.rglob("*"), reverse=True):
            end = f"/{path.relative_to(site).as_posix()}"
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in named and not any(each.endswith(end) for each in ends):
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    for path in [*site.glob(".buildinfo*"), *site.glob("*/.buildinfo*")]:
        path.unlink()
