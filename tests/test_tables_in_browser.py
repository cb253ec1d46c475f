"""Tables in the browser: nothing out of sight without a hint, and one left edge."""

import pytest

PRINTED = "figure.printed"
# Of each table that a reader can see: how far it can be scrolled, whether the names stay in sight
# as it is, whether there is a shadow, and how far its edge and its caption's are from the text's.
LOOK = """() => [...document.querySelectorAll('article figure.printed')].map(figure => {
  const box = figure.querySelector('.scroll'), left = box.getBoundingClientRect().left;
  const name = figure.querySelector('tbody th[scope=row]');
  box.scrollLeft = 1e6;
  const scrolled = box.scrollLeft, stays = name?.getBoundingClientRect().left >= left - 1;
  box.scrollLeft = 0;
  const parts = [figure.querySelector('table'), figure.querySelector('figcaption')];
  const text = figure.closest('section').getBoundingClientRect().left;
  return {
    scrolled, stays, shade: getComputedStyle(box).backgroundImage.includes('gradient'),
    edges: parts.filter(Boolean).map(each => each.getBoundingClientRect().left - text),
    box: getComputedStyle(figure.closest('.output')).backgroundColor,
  };
})"""
OPEN = "document.querySelectorAll('.folded-output').forEach(each => each.open = true)"


@pytest.mark.parametrize("edition", ["", "zh/"])
def test_no_column_is_out_of_sight_without_a_hint(open_page, book, complete, edition):
    page = open_page(f"{edition}index.html", 390, color_scheme="dark")
    names = [name for name, text in book.texts(edition).items() if '<figure class="printed' in text]
    assert names
    for name in names if complete or not edition else names[1::4]:  # table 2 is the widest
        page.goto((book.site / edition / name).as_uri(), wait_until="domcontentloaded")
        page.evaluate(OPEN)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            for each in page.evaluate(LOOK):
                assert each["scrolled"] == 0 or (each["stays"] and each["shade"]), (name, width)
                assert max(map(abs, each["edges"])) < 1, (name, each["edges"])
                assert each["box"] == "rgba(0, 0, 0, 0)", name  # the theme's, in the dark


@pytest.mark.published
@pytest.mark.parametrize("edition", ["", "zh/"])
def test_the_misprint_is_whole_and_in_sight_on_the_smallest_phone(open_page, edition):
    page = open_page(f"{edition}chapters/tables/table-5.html", 320)
    row = page.locator("#t5-3")
    name, cell = row.locator("th").bounding_box(), row.locator("td.wrong")
    for text in ("303.39", "≠ 203.39"):
        left, right = cell.evaluate(
            """(cell, text) => {
                 const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
                 const range = document.createRange();
                 while (texts.nextNode())
                   if (texts.currentNode.data === text) range.selectNode(texts.currentNode);
                 const { left, right } = range.getBoundingClientRect();
                 return [left, right];
               }""",
            text,
        )
        assert name["x"] + name["width"] <= left < right <= 320 - 16, text


def test_columns_stand_apart(open_page):
    page = open_page("chapters/explanations/performance-targets.html")
    gap = page.locator(f"{PRINTED} thead").first.evaluate(
        """head => {
             const boxes = [...head.querySelectorAll('th')].map(each => {
               const range = document.createRange();
               range.selectNodeContents(each);
               return range.getBoundingClientRect();
             });
             return Math.min(...boxes.slice(1).map((box, at) => box.left - boxes[at].right));
           }"""
    )
    assert gap >= 8
