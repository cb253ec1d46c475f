"""Print a book that is set on one page (`computedbook.paper`) to a PDF, with headless Chromium.

    python -m computedbook.pdf PAGE.html BOOK.pdf FRONT.html

Chromium can't say on which page a link leads to. So it prints twice: where everything stands is
read from the first print, and stands in the contents and beside the links of the second. The front
page of the site then offers the book, which is copied beside it.
"""

import html
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from computedbook import browser

LINK = re.compile(r'<a (?=[^>]*href="#([^"]+)")')
# So Chromium gives a heading that did not fit on the page before, or in one line.
TWICE = re.compile(r"^(.+)\1$|^(.{8,})\2")
HEADING = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.DOTALL)
# Radicals, which are no characters though they look so, and ligatures. Those that Unicode does not
# hold for compatible with what they look like:
ALIKE = re.compile("[\u2e80-\u2fd5\ufb00-\ufb06]")
RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
GLYPHS = re.compile(r"^<(\w+)> (?:<(\w+)> )?<((?:\w{4})+)>$", re.MULTILINE)
ROUNDS = 4  # where a number makes a line longer, and so moves what comes after it


def main(page: str, pdf: str, front: str) -> None:
    """Print the page, and offer it on the front page of the site."""
    if not browser.found():
        sys.exit("make pdf: Chromium or Chrome is needed to print the book")
    if shutil.which("fc-list") and not subprocess.check_output(["fc-list", ":lang=zh"]):
        sys.exit("make pdf: a font with Chinese is needed (Debian: fonts-noto-cjk)")
    text = Path(page).read_text("utf8").replace('href="index.html#', 'href="#')
    with tempfile.TemporaryDirectory() as folder:
        printed = print_numbered(text, Path(page).with_name("paper.html"), Path(folder))
        describe(printed, Path(pdf), text)
    offer(Path(pdf), Path(front))


def print_numbered(text: str, page: Path, folder: Path) -> Path:
    """Print until the number of the page to which each link leads is right."""
    numbers, result = None, folder / "book.pdf"
    for _ in range(ROUNDS):
        page.write_text(with_numbers(text, numbers), "utf8")
        browser.print_page(page, result)
        before, numbers = numbers, page_numbers(PdfReader(result))
        if numbers == before:
            return result
    sys.exit(f"make pdf: after {ROUNDS} prints of {page}, page numbers still move")


def with_numbers(text: str, numbers: dict[str, int] | None) -> str:
    """The text with the number of the page to which each link leads; at first, of its width."""

    def numbered(link: re.Match) -> str:
        number = 100 if numbers is None else numbers.get(html.unescape(link[1]))
        return f'<a data-page="{number}" ' if number else "<a "

    return LINK.sub(numbered, text)


def page_numbers(pdf: PdfReader) -> dict[str, int]:
    """The pages, counted from 1, to which links lead, by the id there."""
    found = pdf.named_destinations.items()
    return {name.lstrip("/"): pdf.get_destination_page_number(each) + 1 for name, each in found}


def describe(printed: Path, pdf: Path, text: str) -> None:
    """Write the print with its title and author, so that a reader's program shows both."""
    writer = PdfWriter(clone_from=printed)
    title, author = (
        html.unescape(re.search(pattern, text)[1])
        for pattern in ("<title>(.*?)</title>", '<meta name="author" content="(.*?)">')
    )
    writer.metadata = {"/Title": title, "/Author": author}
    writer.page_mode = "/UseOutlines"
    writer.create_viewer_preferences().display_doctitle = True
    for page in writer.pages:
        spell_out(page)
    known = {squeezed(heading): heading for heading in headings(text)}
    for entry in entries(writer.get_outline_root()):
        once = TWICE.sub(r"\1\2", entry["/Title"])
        entry[NameObject("/Title")] = TextStringObject(known.get(squeezed(once), once))
    writer.write(pdf)


def headings(text: str) -> list[str]:
    """The headings of a page, as text."""
    marks = re.compile('<a class="headerlink.*?</a>|<[^>]*>')
    plain = (html.unescape(marks.sub("", each)) for each in HEADING.findall(text))
    return [" ".join(each.split()) for each in plain]


def squeezed(text: str) -> str:
    return "".join(text.split())


def entries(entry: DictionaryObject) -> Iterator[DictionaryObject]:
    """The entries of an outline below one, at any depth."""
    below = entry.get("/First")
    while below:
        below = below.get_object()
        yield below
        yield from entries(below)
        below = below.get("/Next")


def spell_out(page: PageObject) -> None:
    """Have a search find the page's words, whose glyphs Chromium may take for something alike."""
    for font in page["/Resources"].get("/Font", {}).values():
        stream = font.get_object()["/ToUnicode"].get_object()
        stream.set_data(GLYPHS.sub(spelled, stream.get_data().decode()).encode())


def spelled(glyphs: re.Match) -> str:
    """A line of a font's table of characters: what stands for letters is those letters."""
    first, last, to = glyphs.groups()
    start, count = bytes.fromhex(to).decode("utf-16-be"), int(last or first, 16) - int(first, 16)
    meant = [start[:-1] + chr(ord(start[-1]) + step) for step in range(count + 1)]
    plain = [normalize("NFKC", each.translate(RADICALS)) for each in meant]
    if not any(ALIKE.search(each) for each in meant):
        return glyphs[0]
    found = " ".join(f"<{each.encode('utf-16-be').hex()}>" for each in plain)
    return f"<{first}> <{last}> [{found}]" if last else f"<{first}> {found}"


def offer(pdf: Path, front: Path) -> None:
    """Copy the PDF beside the front page, and have that offer it."""
    shutil.copy2(pdf, front.with_name(pdf.name))
    tell(front, pdf.name, len(PdfReader(pdf).pages))


def tell(page: Path, *values: object) -> None:
    """Have a page show what it says in comments of what is printed, with these values in it."""
    words = re.compile("<!--paper:(.*?)-->")
    rewrite(page, lambda text: words.sub(lambda word: word[1].format(*values), text))


def rewrite(page: Path, change: Callable[[str], str]) -> None:
    """Put the page in its own place with its text changed, in one step."""
    text = page.read_text("utf8")
    if (told := change(text)) != text:
        fresh = page.with_suffix(".new")
        fresh.write_text(told, "utf8")
        fresh.replace(page)


if __name__ == "__main__":
    main(*sys.argv[1:])
