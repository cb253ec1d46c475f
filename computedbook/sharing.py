"""What others are told of a page: search engines, and whoever is sent its address.

Each page says what it is about, in the words of its first paragraph, and has a picture (see
`cards`). Jupyter Book's ``html: baseurl:`` says where the first edition stands; another stands in a
folder of it. With it, addresses are whole ones, editions refer to each other, and there is a map of
the site; without it, none is made up. ``404.html`` is what a host shows for an address that leads
nowhere: its template has the path to the site as ``site``.
"""

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from docutils.nodes import Element as Node
from markupsafe import Markup
from sphinx.application import Sphinx

from computedbook import SAFE
from computedbook.cards import card
from computedbook.editions import code_of

FOLDER = "_cards"
WIDTH = 155  # of a description, in letters; a Chinese character is as wide as two
ENDS = " ，。；：、？！"
LOCALES = {"en": "en_GB"}  # of languages that are not named with their country
TAG = Markup('<meta {}="{}" content="{}" />\n')
LINK = Markup('<link rel="alternate" hreflang="{}" href="{}" />\n')


def setup(app: Sphinx) -> dict:
    """Tell of each page as it is written, and of all of them at the end."""
    app.connect("html-page-context", describe, priority=700)
    app.connect("html-collect-pages", lost)
    app.connect("build-finished", write)
    return SAFE


def describe(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Put into the head of a page what it is, and draw its card."""
    if app.builder.name != "html" or doctree is None:
        return
    if pagename == app.config.root_doc:
        context["docstitle"] = ""  # it is the page's own
    opening = next(doctree.findall(nodes.paragraph), nodes.paragraph())
    text, title = shortened(opening.astext()), app.env.titles[pagename].astext()
    drawn = card(app.config.project, title, text, _figures(opening))
    drawn.save(_picture(app, pagename), optimize=True)
    named = {"description": text, "twitter:card": "summary_large_image"}
    tags = {"name": named, "property": properties(app, pagename, title, text)}
    head = Markup().join(
        TAG.format(kind, name, text) for kind in tags for name, text in tags[kind].items() if text
    )
    head += Markup().join(LINK.format(*each) for each in editions(app, pagename))
    if pagename == app.config.root_doc:
        head += _as_data(app, tags["property"])
    context["metatags"] = "\n" + str(head)  # the theme's would say the width of a phone again


def properties(app: Sphinx, pagename: str, title: str, text: str) -> dict[str, str]:
    """The properties of a page by their names in the Open Graph protocol (ogp.me)."""
    config, picture = app.config, f"{FOLDER}/{_picture(app, pagename).name}"
    above = config.html_baseurl or "../" * pagename.count("/")
    return {
        "og:type": "website" if pagename == config.root_doc else "article",
        "og:title": title,
        "og:description": text,
        "og:site_name": config.project,
        "og:locale": _locale(config.language),
        "og:locale:alternate": _locale(config.twin["language"]) if config.twin else "",
        "og:url": f"{config.html_baseurl}{pagename}.html" if config.html_baseurl else "",
        "og:image": above + picture,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": title,
    }


def shortened(text: str) -> str:
    """A text as one line, cut behind a word if it is wider than a description may be."""
    text, width = " ".join(text.split()), 0
    for place, each in enumerate(text):
        width += 2 if unicodedata.east_asian_width(each) in "WF" else 1
        if width > WIDTH:
            cut = max(text.rfind(end, 0, place) for end in ENDS)
            return text[: cut if cut > 0 else place].rstrip(f"{ENDS},;:") + " …"
    return text


def _figures(opening: Node) -> list[dict]:
    return [each for node in opening.findall(Node) for each in node.get("figures", ())]


def _picture(app: Sphinx, page: str) -> Path:
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    return folder / f"{page.replace('/', '-')}.png"


def _locale(language: str) -> str:
    return LOCALES.get(language, language.replace("-", "_"))


def _as_data(app: Sphinx, known: dict) -> Markup:
    """The book for programs, in the words of schema.org."""
    config = app.config
    told = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": config.project,
        "author": {"@type": "Organization", "name": config.author},
        "inLanguage": config.language.replace("_", "-"),
        "description": known["og:description"],
    }
    if config.html_baseurl:
        told |= {"url": config.html_baseurl, "image": known["og:image"]}
    text = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>\n').format(Markup(text))


# The site


def editions(app: Sphinx, page: str) -> list[tuple[str, str]]:
    """The page in each edition, as pairs of language and address; empty without an address."""
    config, twin = app.config, app.config.twin
    if not config.html_baseurl or not twin:
        return []
    own = config.language.replace("_", "-"), f"{config.html_baseurl}{page}.html"
    other = twin["language"], urljoin(config.html_baseurl, f"{twin['folder']}/{page}.html")
    first = other if code_of(app) else own
    return [*sorted([own, other], key=first.__ne__), ("x-default", first[1])]


def lost(app: Sphinx) -> Iterable[tuple[str, dict, str]]:
    """The page for addresses that lead nowhere, for all editions."""
    folders = [Path(app.confdir) / each for each in app.config.templates_path]
    made = any((each / "404.html").exists() for each in folders)
    if app.builder.name == "html" and made and not code_of(app):
        yield "404", {"site": urlsplit(app.config.html_baseurl).path or "/"}, "404.html"


def write(app: Sphinx, error: Exception | None) -> None:
    """Write what tells of the site as a whole; remove cards of pages that are no more."""
    if error or app.builder.name != "html":
        return
    cards = {_picture(app, page) for page in app.env.found_docs}
    for path in set((Path(app.outdir) / FOLDER).glob("*")) - cards:
        path.unlink()
    if code_of(app):
        return
    robots = "User-agent: *\nAllow: /\n"
    if app.config.html_baseurl:
        robots += f"\nSitemap: {app.config.html_baseurl}sitemap.xml\n"
        (Path(app.outdir) / "sitemap.xml").write_text(sitemap(app), "utf8")
    else:
        (Path(app.outdir) / "sitemap.xml").unlink(missing_ok=True)
    (Path(app.outdir) / "robots.txt").write_text(robots, "utf8")


def sitemap(app: Sphinx) -> str:
    """The addresses of all pages, each with those of the same page in all editions."""
    entries = []
    for page in sorted(app.env.found_docs):
        found = editions(app, page) or [("", f"{app.config.html_baseurl}{page}.html")]
        others = Markup().join(
            Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>').format(*each)
            for each in found
            if each[0]
        )
        addresses = dict.fromkeys(address for _, address in found)
        entries += [Markup("<url><loc>{}</loc>{}</url>").format(a, others) for a in addresses]
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    links = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    lines = "\n".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {space} {links}>\n{lines}\n</urlset>\n'
