"""Cards: the picture by which a page is shown where someone shares its address.

Drawn from the page itself: its title, and the figures of its first paragraph as bars, so that it
changes when they do. The font is vendored, for a fresh machine may have none for Chinese.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

FONT = Path(__file__).parent / "vendor" / "noto-sans-sc.otf"
SIZE, MARGIN, MOST = (1200, 630), 64, 3
WIDTH = SIZE[0] - 2 * MARGIN
NUMBER = re.compile(r"[−¥]*\d")
PLAIN = str.maketrans("‘’“”", "''\"\"")
INK, SOFT, ACCENT, PAPER = "#1f2328", "#57606a", "#0b6a9f", "#ffffff"
# Of the file, with a grey for smooth edges: the fewer, the smaller.
COLOURS = [PAPER, INK, "#8f9193", SOFT, ACCENT]


def card(book: str, title: str, opening: str, figures: Iterable[dict]) -> Image.Image:
    """The picture of a page, in few colours; `figures` are those of its `opening`.

    Two or more that can be compared are bars, one stands by itself; without any, the opening does.
    """
    image = Image.new("RGB", SIZE, PAPER)
    draw, shown = ImageDraw.Draw(image), comparable(figures)
    draw.rectangle((0, 0, SIZE[0], 14), fill=ACCENT)
    draw.text((MARGIN, 56), upright(book), font=font(28), fill=SOFT)
    sizes = [each for each in (64, 56, 48) if len(lines(title, font(each), WIDTH)) < 4]
    bottom = _write(draw, title, 112, (sizes or [40])[0], INK)
    if len(shown) > 1:
        _bars(draw, shown)
    elif shown:
        _write(draw, shown[0]["label"], 440, 30, SOFT)
        draw.text((MARGIN, 480), upright(shown[0]["shown"]), font=font(80), fill=ACCENT)
    else:
        _write(draw, opening, max(bottom + 40, 320), 32, SOFT, most=5)
    return image.quantize(palette=palette(), dither=Image.Dither.NONE)


def _write(
    draw: ImageDraw.ImageDraw, text: str, y: float, size: int, colour: str, most: int = 4
) -> float:
    """A text in lines, `most` of them; the place below."""
    found = lines(text, font(size), WIDTH)
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1].rstrip() + " …"]
    for line in found:
        draw.text((MARGIN, y), line, font=font(size), fill=colour)
        y += size * 1.3
    return y


def _bars(draw: ImageDraw.ImageDraw, figures: list[dict]) -> None:
    """Figures as bars, each below its label and value."""
    longest = max(abs(float(each["value"])) for each in figures) or 1
    for place, figure in enumerate(figures):
        y, value = SIZE[1] - 40 - 88 * (len(figures) - place), upright(figure["shown"])
        end = SIZE[0] - MARGIN - draw.textlength(value, font(34))
        [label, *rest] = lines(figure["label"], font(26), end - MARGIN - 60)
        draw.text((MARGIN, y), label.rstrip() + (" …" if rest else ""), font=font(26), fill=SOFT)
        draw.text((end, y - 8), value, font=font(34), fill=INK)
        length = WIDTH * abs(float(figure["value"])) / longest
        draw.rectangle((MARGIN, y + 42, MARGIN + max(length, 3), y + 60), fill=ACCENT)


def comparable(figures: Iterable[dict]) -> list[dict]:
    """The first figures that are shown as numbers of one unit: of that which most of them have."""
    numbers = {}
    for figure in figures:
        if figure.get("value") and len(figure["shown"]) < 20 and NUMBER.match(figure["shown"]):
            numbers.setdefault(figure["id"], figure)
    units = [figure["unit"] for figure in numbers.values()]
    unit = max(units, key=units.count, default="")
    return [each for each in numbers.values() if each["unit"] == unit][:MOST]


def upright(text: str) -> str:
    """A text with plain quotation marks, unless it is Chinese: the font has them for Chinese."""
    return text if any(each > "\u2e80" for each in text) else text.translate(PLAIN)


@cache
def palette() -> Image.Image:
    """The colours, as Pillow wants them."""
    found = Image.new("P", (1, 1))
    found.putpalette([part for each in COLOURS for part in ImageColor.getrgb(each)])
    return found


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font in a size."""
    return ImageFont.truetype(FONT, size)


def lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """A text in lines that fit; between Chinese characters a line may end anywhere."""
    found = [""]
    for word in _words(upright(text)):
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
