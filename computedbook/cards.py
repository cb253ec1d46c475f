"""Cards: the picture by which a page is shown where someone shares its address.

Drawn from the page itself: its title, and the figures of its first paragraph as bars, so that it
changes when they do. The font is vendored, for a fresh machine may have none for Chinese.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parent / "vendor" / "noto-sans-sc.otf"
SIZE, MARGIN, MOST = (1200, 630), 64, 3
INK, SOFT, ACCENT, PAPER = "#1f2328", "#57606a", "#0b6a9f", "#ffffff"
COLOURS = 5  # of the file; the fewer, the smaller


def card(book: str, title: str, figures: Iterable[dict]) -> Image.Image:
    """The picture of a page, in few colours; `figures` are those that may be shown."""
    image = Image.new("RGB", SIZE, PAPER)
    draw, width = ImageDraw.Draw(image), SIZE[0] - 2 * MARGIN
    shown = comparable(figures)
    draw.rectangle((0, 0, SIZE[0], 14), fill=ACCENT)
    draw.text((MARGIN, 56), book, font=font(28), fill=SOFT)
    size = next(each for each in (64, 56, 48, 40) if len(lines(title, font(each), width)) < 4)
    y = 112
    for line in lines(title, font(size), width):
        draw.text((MARGIN, y), line, font=font(size), fill=INK)
        y += int(size * 1.3)
    longest = max((abs(float(each["value"])) for each in shown), default=0) or 1
    top = SIZE[1] - 40 - 88 * len(shown)
    for place, figure in enumerate(shown):
        y = top + 88 * place
        value, large = figure["shown"], font(34)
        end = SIZE[0] - MARGIN - draw.textlength(value, large)
        [label, *rest] = lines(figure["label"], font(26), end - MARGIN - 60)
        draw.text((MARGIN, y), label + (" …" if rest else ""), font=font(26), fill=SOFT)
        draw.text((end, y - 8), value, font=large, fill=INK)
        length = width * abs(float(figure["value"])) / longest
        draw.rectangle((MARGIN, y + 42, MARGIN + max(length, 3), y + 60), fill=ACCENT)
    return image.quantize(COLOURS, dither=Image.Dither.NONE)


def comparable(figures: Iterable[dict]) -> list[dict]:
    """The first figures that are numbers of one unit: of that which most of them have."""
    numbers = {}
    for figure in figures:
        if figure.get("value") and any(each.isdigit() for each in figure["shown"]):
            numbers.setdefault(figure["id"], figure)
    units = [figure["unit"] for figure in numbers.values()]
    unit = max(units, key=units.count, default="")
    return [each for each in numbers.values() if each["unit"] == unit][:MOST]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in a size."""
    return ImageFont.truetype(FONT, size)


def lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """A text in lines that fit; between Chinese characters a line may end anywhere."""
    found = [""]
    for word in _words(text):
        if found[-1] and font.getlength(found[-1] + word.rstrip()) > width:
            found[-1] = found[-1].rstrip()
            found.append("")
        found[-1] += word
    return found


def _words(text: str) -> list[str]:
    """What stays together in a line: words, or characters with the punctuation behind them."""
    found = []
    for each in text:
        apart = each > "\u2e80" and each not in "，。：；？！、）》”’"
        joined = found and not found[-1].endswith(" ") and not (apart or found[-1][-1:] > "\u2e80")
        if joined or (found and each in "，。：；？！、）》”’ "):
            found[-1] += each
        else:
            found.append(each)
    return found
