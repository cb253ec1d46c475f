"""Every page of both editions in headless Chromium: axe, what is cut off, errors, stops of Tab."""

from collections import defaultdict

import pytest
from axe_playwright_python.base import AXE_SCRIPT

NARROW, PHONE, LAPTOP = 320, 390, 1280
# Every rule of axe but those of level AAA, those on trial too.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
AXE = """
([runOnly, rules, where]) => axe
  .run(where ? { include: [[where]] } : document,
    { runOnly, rules, resultTypes: ["violations"], preload: false })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`)))
"""
CONTRAST = "color-contrast"
BUT_CONTRAST = {CONTRAST: {"enabled": False}}
# Marks texts that look otherwise than those seen so far, by the classes of all they stand in.
NEW_LOOKS = """
(seen) => {
  const known = new Set(seen), looks = new Map();
  const lookOf = (each) => {
    if (!looks.has(each)) {
      const { tagName, parentElement, style } = each, name = each.getAttribute("class");
      const look = `${tagName}.${name}${style?.cssText}`;
      looks.set(each, (parentElement ? `${lookOf(parentElement)} ` : "") + look);
    }
    return looks.get(each);
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode, look = lookOf(parentElement);
    if (!data.trim() || known.has(look) || found.has(look)) continue;
    found.add(look);
    parentElement.dataset.newLook = "";
  }
  return [...found];
}
"""
UNFOLD = "document.querySelectorAll('details:not(.folded-code)').forEach(each => each.open = true)"
FOLLOWS = "scheme => [scheme, undefined].includes(document.documentElement.dataset.theme)"
STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
# Text and pictures that no one can scroll to, or of which a box shows a part only.
CUT = """
() => {
  const styles = new Map();
  const styleOf = (each) => styles.get(each) ?? styles.set(each, getComputedStyle(each)).get(each);
  const scrolls = (overflow) => ["auto", "scroll"].includes(overflow);
  const isCut = (box, element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      const { overflowX, overflowY } = styleOf(each);
      if (scrolls(overflowX) && each.scrollWidth > each.clientWidth) return false;
      const { left, right, bottom, width } = each.getBoundingClientRect();
      if (width <= 1) return false; // for screen readers alone
      const clips = (overflow) => ["hidden", "clip"].includes(overflow);
      if (clips(overflowX) && (box.right > right + 1 || box.left < left - 1)) return true;
      if (clips(overflowY) && box.bottom > bottom + 6) return true;
    }
    return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
  };
  const found = [], range = document.createRange();
  const note = (boxes, element, name) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return;
    if ([...boxes].some((box) => box.width && isCut(box, element))) found.push(name);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    range.selectNodeContents(node);
    if (node.data.trim()) note(range.getClientRects(), node.parentElement, node.data.trim());
  }
  for (const each of document.querySelectorAll("svg, img, button, input, i"))
    note([each.getBoundingClientRect()], each, each.outerHTML.slice(0, 100));
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`the page: ${scrollWidth}`, ...found] : found;
}
"""
STOPS = """
() => {
  const block = "p, li, dt, dd, th, td, caption, figcaption, summary, h1, h2, h3";
  const stops = [...document.querySelectorAll(".figure[value]")].filter((each) => !each.tabIndex);
  const blocks = stops.map((each) => each.closest(block));
  const again = blocks.filter((each, place) => blocks.indexOf(each) !== place);
  return again.map((each) => each.innerText);
}
"""


class Walk:
    """What was found on the pages, by kind and place.

    Each page is opened on a phone and on a laptop, in the light on one and in the dark on the
    other; its twin in the other edition, which has the same elements, the other way round. Unless
    all is to be tried, axe's rules are held against one of the twins, on one of the two; contrast
    is measured once for all texts of the same classes in elements of the same classes.
    """

    def __init__(self, chromium, site, complete):
        self.found, self.place, self.complete = defaultdict(dict), "", complete
        self.looks = defaultdict(list)
        context = chromium.new_context()
        context.add_init_script(AXE_SCRIPT)
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.note("error", [str(error)]))
        self.page.on("console", self.listen)
        self.page.on("request", lambda request: self.note_request(request.url))
        paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
        self.names = [str(path.relative_to(site)) for path in paths]
        english = [name for name in self.names if not name.startswith("zh/")]
        for name, path in zip(self.names, paths, strict=True):
            chinese, place = name.startswith("zh/"), english.index(name.removeprefix("zh/"))
            chosen = place % 2 == chinese
            schemes = ["dark", "light"] if chinese else ["light", "dark"]
            self.open(name, path, PHONE, schemes[0])
            self.page.evaluate(UNFOLD)
            self.hold(PHONE, schemes[0], rules=chosen and place % 4 < 2)
            self.note("thing cut off", self.page.evaluate(CUT))
            self.note("second stop in a paragraph", self.page.evaluate(STOPS))
            self.resize(name, NARROW)
            self.note("thing cut off", self.page.evaluate(CUT))
            self.resize(name, LAPTOP)
            self.show(schemes[1])
            self.hold(LAPTOP, schemes[1], rules=chosen and place % 4 > 1)
        context.close()

    def hold(self, width, scheme, rules):
        """Hold the page against the rules."""
        if self.complete:
            self.note("violation", self.page.evaluate(AXE, [TAGS, {}, ""]))
            return
        if rules:
            self.note("violation", self.page.evaluate(AXE, [TAGS, BUT_CONTRAST, ""]))
        looks = self.looks[width, scheme]
        if new := self.page.evaluate(NEW_LOOKS, looks):
            looks += new
            found = self.page.evaluate(AXE, [[CONTRAST], {}, "[data-new-look]"])
            self.note("violation", found)

    def resize(self, name, width):
        self.place = f"{name} at {width} px"
        self.page.set_viewport_size({"width": width, "height": 800})

    def open(self, name, path, width, scheme):
        self.resize(name, width)
        self.page.goto(path.as_uri())
        self.page.add_style_tag(content=STILL)
        self.show(scheme)

    def show(self, scheme):
        """Prefer a scheme; a page without a script goes by what is preferred anyhow."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.wait_for_function(FOLLOWS, arg=scheme, timeout=5000)

    def listen(self, message):
        if message.type == "error":
            self.note("error", [message.text])

    def note_request(self, url):
        if not url.startswith(("file:", "data:")):
            self.note("request elsewhere", [url])

    def note(self, kind, found):
        if found:
            self.found[kind].setdefault(self.place, []).extend(found)


@pytest.fixture(scope="module")
def walk(chromium, book, complete):
    return Walk(chromium, book.site, complete)


def test_every_page_is_looked_at(walk, book):
    for edition in ("", "zh/"):
        assert {f"{edition}{name}" for name in book.texts(edition)} < set(walk.names)


@pytest.mark.parametrize(
    "kind",
    ["violation", "thing cut off", "second stop in a paragraph", "error", "request elsewhere"],
)
def test_no_page_has_a(walk, kind):
    assert walk.found[kind] == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_and_cards_that_are_shown_break_no_rule_either(chromium, book, scheme):
    page = chromium.new_page(color_scheme=scheme)
    page.goto((book.site / "chapters" / "tables" / "table-5.html").as_uri())
    page.evaluate(AXE_SCRIPT)
    page.locator(".code-button").press("Enter")
    assert page.locator(".folded-code .highlight").first.is_visible()
    page.locator("article p data.figure").first.focus()
    assert page.locator("#figure-card .keys").is_visible()
    assert page.evaluate(AXE, [TAGS, {}, ""]) == []
    page.close()
