"""A page loads what it needs and no more, and looks as it would with all of it."""

import base64
import gzip
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from computedbook.light import lighten
from computedbook.search import VARIANTS
from computedbook.styles import Used, by_preference, merged

# A style sheet of what is used


def sheet(folder, text, elements="p", names="note main"):
    path = folder / "one.css"
    path.write_text(text, "utf8")
    found = merged([path], Used(set(elements.split()), set(names.split())))
    return found.removeprefix('@charset "utf-8";\n')


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (".note { color: red; }", ".note{color: red}"),
        (".other{color:red}", ""),
        (".other,.note{color:red}", ".note{color:red}"),
        (".note .other{color:red}", ""),
        ("p.note > #main:hover::before{top:0}", "p.note > #main:hover::before{top:0}"),
        ("table{top:0}", ""),
        ("p[a=b] .other{top:0}.other .note{top:0}", ""),
        (".other,p[a=b] .note{top:0}.note{top:1px}", "p[a=b] .note{top:0}.note{top:1px}"),
        (":root{--a:1}", ":root{--a:1}"),
        (".note:not(.other){top:0}", ".note:not(.other){top:0}"),
        (":is(.other,#main) p{top:0}", ":is(.other,#main) p{top:0}"),
        (":is(.other,table) p{top:0}", ""),
        ('[data-x="other"]{top:0}', '[data-x="other"]{top:0}'),
        ("@media print{.other{top:0}}", ""),
        ("@media print{.other{top:0}.note{top:0}}", "@media print{.note{top:0}}"),
        ("@keyframes a{from{top:0}}", ""),
        (
            ".note{animation:a 1s}@keyframes a{from{top:0}}",
            ".note{animation:a 1s}@keyframes a{from{top:0}}",
        ),
        ("/* why *//*! licence */p{top:0}", "/*! licence */\np{top:0}"),
        (".note::before{content:'/* a  b */'}", '.note::before{content:"/* a  b */"}'),
    ],
)
def test_of_a_sheet_only_what_may_match_stays(tmp_path, text, left):
    assert sheet(tmp_path, text) == left


def test_what_a_sheet_imports_stands_before_it(tmp_path):
    (tmp_path / "other.css").write_text("p{top:1px}")
    assert sheet(tmp_path, '@import "other.css";\np{top:0}') == "p{top:1px}p{top:0}"


def test_a_broken_sheet_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"one\.css:2"):
        sheet(tmp_path, "p{top:0}\np:")


def test_a_theme_goes_by_preference_where_no_script_sets_one():
    text = (
        'html[data-theme="dark"] p{top:0}p{top:1px}'
        "@media screen{html[data-theme=light] b,b{top:2px}}"
    )
    assert by_preference(text).splitlines()[1] == (
        "@media (prefers-color-scheme:dark){html:not([data-theme]) p{top:0}}"
        "@media not (prefers-color-scheme:dark){@media screen{html:not([data-theme]) b{top:2px}}}"
    )


# A small site

PAGE = """<html data-content_root="{up}">
<head>
<script>first()</script>
<link rel="stylesheet" type="text/css" href="{up}_static/a.css?v=1" />
<link href="{up}_static/b.css" rel="stylesheet" />
<script src="{up}_static/a.js?v=2"></script>
<script>second()</script>
<script type="application/json">{{}}</script>
<script src="{up}_static/copybutton.js"></script>
</head>
<body class="note"><img src="{up}_static/a.png"><script>here()</script>
<script defer src="{up}_static/b.js"></script>
</body>
</html>
"""
FILES = {
    "_static/a.css": ".note{top:0}",
    "_static/b.css": ".added{top:0}.never{top:0}",
    "_static/a.js": "'added'\n//# sourceMappingURL=a.js.map",
    "_static/b.js": "third()",
    "_static/b.js.map": "{}",
    "_static/copybutton.js": "copy()",
    "_static/a.png": "a",
    "_sources/index.ipynb": "{}",
    ".buildinfo": "",
    "index.html": PAGE.format(up=""),
    "sub/page.html": PAGE.format(up="../"),
    "plain.html": "<p>Sphinx did not make it</p>",
}


@pytest.fixture
def light(tmp_path):
    for edition in ("", "zh/"):
        for name, text in FILES.items():
            path = tmp_path / edition / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf8")
    lighten(tmp_path)
    return tmp_path


def test_a_site_keeps_what_its_pages_name_and_its_editions_share_it(light):
    left = {str(path.relative_to(light)) for path in light.rglob("*") if path.is_file()}
    pages = {"index.html", "sub/page.html", "plain.html"}
    others = left - pages - {f"zh/{name}" for name in pages}
    assert sorted(re.sub(r"[0-9a-f]{12}", "*", name) for name in others) == [
        "_static/*.css", "_static/*.css", "_static/*.js", "_static/a.png",
    ]  # fmt: skip
    assert (light / "plain.html").read_text() == FILES["plain.html"]
    text = (light / "zh" / "sub" / "page.html").read_text()
    assert '<img src="../../_static/a.png">' in text


def test_a_page_has_one_sheet_and_one_script_that_waits(light):
    text = (light / "sub" / "page.html").read_text()
    page = BeautifulSoup(text, "html.parser")
    one, plain = page.select("link")
    assert plain.parent.name == "noscript"
    styles = (light / "sub" / one["href"]).read_text()
    assert styles.endswith(".note{top:0}.added{top:0}")
    scripts = [each.get("src") or each.text for each in page.select("script")]
    bundle = scripts.pop(1)
    assert scripts == ["first()", "{}", "here()"]
    assert (light / "sub" / bundle).read_text() == "'added'\n;\nsecond()\n;\nthird()"
    assert page.select_one("script[src]").has_attr("defer")
    first = text.index("first()")
    assert first < text.index(one["href"]) < text.index(bundle)


# The site

KILOBYTE = 1000
EDITIONS = ["", "zh/"]


@pytest.fixture
def visited(chromium, book):
    """Open pages one after the other; gives, for each, what it asks for that is not there yet."""
    context = chromium.new_context()
    page, seen = context.new_page(), set()

    def visited(name):
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((book.site / name).as_uri())
        page.wait_for_timeout(200)
        new = [url for url in asked if url not in seen and not url.startswith("data:")]
        seen.update(new)
        return [Path(unquote(urlsplit(url).path)) for url in new]

    yield visited
    context.close()


def size(files):
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_visit_is_light(visited, edition):
    first = visited(f"{edition}index.html")
    assert len(first) <= 15 and size(first) <= 150 * KILOBYTE
    for name in ("tables/table-5", "checking/words-against-numbers"):
        more = visited(f"{edition}chapters/{name}.html")
        assert size(more) <= 15 * KILOBYTE, more
    # The other edition has the style sheet in common.
    other = visited(f"{'' if edition else 'zh/'}chapters/tables/table-5.html")
    assert size(other) <= 30 * KILOBYTE, other


def test_the_site_holds_nothing_that_is_never_loaded(book):
    pages = {path: path.read_text("utf8") for path in book.site.rglob("*.html")}
    named = {
        (path.parent / unquote(address.partition("?")[0])).resolve()
        for path, text in pages.items()
        for address in re.findall(r'(?:href|src)="([^":#]+)', text)
    }
    below = [*book.site.rglob("_static/**/*"), *book.site.rglob("_sources/**/*")]
    assert [path for path in below if path.is_file() and path.resolve() not in named] == []
    assert not (book.site / "zh" / "_static").exists()


def test_every_icon_in_use_can_be_drawn(book):
    styles = "".join(path.read_text("utf8") for path in book.site.glob("_static/*.css"))
    data = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", styles)
    drawn = {
        code for each in data for code in TTFont(BytesIO(base64.b64decode(each))).getBestCmap()
    }
    used = {
        name
        for path in book.site.rglob("*.html")
        for each in re.findall(r'class="((?:fa|fas|theme-switch)\b[^"]*)"', path.read_text("utf8"))
        for name in each.split()
        if name.startswith("fa-") and name not in ("fa-solid", "fa-lg")
    }
    assert len(used) > 5
    for name in used:
        shown = re.search(rf'\.{name}:before[^{{]*\{{content:"(.)"', styles)
        assert shown and ord(shown[1]) in drawn, name


# Each element that differs from those before it by its classes or its parent's.
LOOKS = """
() => {
  const looks = {};
  for (const each of document.querySelectorAll(":is(html, body, body *):not(script, noscript)")) {
    const up = [each, each.parentElement];
    const key = up.map((one) => `${one?.tagName}.${[...(one?.classList ?? [])]}`).join(" ");
    if (looks[key]) continue;
    looks[key] = [null, "::before", "::after"].map((part) => {
      const style = getComputedStyle(each, part);
      if (part && ["none", "normal"].includes(style.content)) return "";
      const names = [...style].filter((name) => !name.startsWith("--"));
      return names.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
    });
  }
  return looks;
}
"""


@pytest.mark.parametrize(
    ("edition", "name", "width", "scheme"),
    [
        ("en", "chapters/tables/table-5.html", 390, "dark"),
        ("zh", "chapters/checking/audit.html", 1280, "light"),
    ],
)
def test_a_light_page_looks_as_it_was_built(chromium, book, edition, name, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page, found = context.new_page(), []
    built = book.folder / "_build" / edition / "_build" / "html"
    for site in (built, book.site / edition.replace("en", "")):
        page.goto((site / name).as_uri())
        page.wait_for_timeout(500)  # for what fades
        found.append(page.evaluate(LOOKS))
    context.close()
    assert len(found[1]) > 100
    left_out = {key.split()[0] for key in found[0].keys() - found[1].keys()}
    assert left_out <= {f"SPAN.{token}" for token in ("", "n", "nn", "o", "p", "w")}  # of code
    for key, looks in found[1].items():
        one, other = (set("; ".join(each).split(";")) for each in (looks, found[0][key]))
        assert one == other, (key, one ^ other)


# The words around a page

UNTRANSLATED = re.compile(r"\b(?!PDF|Python|ipynb|Ctrl|Esc|Tab)[A-Za-z]{2,}")


def test_the_words_around_a_chinese_page_are_chinese(book):
    """Those of the theme, of Sphinx and of the templates; simplified, too."""
    rows = [row.split() for row in VARIANTS.read_text("utf8").splitlines() if row[:1] != "#"]
    traditional = {row[0] for row in rows if row and row[0] not in row[1:]}
    for path in book.site.glob("zh/**/*.html"):
        page = BeautifulSoup(path.read_text("utf8"), "html.parser")
        for each in page.select("article > *, script, style, head, [lang=en]"):
            if each.name != "section":
                each.decompose()
        links = [each["title"] for each in page.select(".headerlink")]
        for each in page.select("article"):
            each.decompose()
        names = ("title", "aria-label", "placeholder", "alt", "data-bs-title")
        words = [each[name] for each in page(True) for name in names if each.get(name)]
        for word in [*links, *words, *page.body.stripped_strings]:
            assert not UNTRANSLATED.search(word), (path.name, word)
            assert not traditional & set(word), (path.name, word)
