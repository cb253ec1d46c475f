"""Figures that cite their sources: what a notebook shows may say what it rests on.

An object of which the MIME bundle holds `MIME` is shown as the ``html`` in it, in other formats
as its ``latex`` or ``text``. The ``figures`` that it quotes are listed at the foot of the page,
under the ids by which the HTML refers to them, with their sources linked to the ``anchors`` (ids)
that the HTML of this page or another defines. What is ``searchable`` in it `search` describes, what
its ``file`` is `downloads`; `cards` draw figures that say their ``value`` and ``unit``. Of its
``warnings``, each a dict of ``what`` and ``detail``, the build warns where it is quoted; what has
neither text nor HTML leaves no trace.
myst-nb finds the `Renderer` by its entry point.
"""

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from docutils.nodes import Element as Node
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger
from sphinx.util.nodes import make_refnode

from computedbook import MIME, SAFE

FOOT = "where-these-figures-come-from"
CARRIED = ("figures", "anchors", "searchable", "warnings", "file")


def setup(app: Sphinx) -> dict:
    """List the figures of each page; resolve references to anchors."""
    app.add_config_value("citations_title", "Where these figures come from", "env", (str,))
    app.add_node(Folded, html=(open_section, close_section))
    app.add_node(Quoted, html=(show_html, None), latex=(show_latex, None))
    app.connect("doctree-read", warn)
    app.connect("doctree-read", note_figures, priority=400)  # before Sphinx collects the contents
    app.connect("env-updated", pages_to_rewrite)
    app.connect("missing-reference", link_anchor)
    return SAFE


class Quoted(nodes.inline):
    """What a sentence quotes: its child is the text of it, its attributes the other forms."""


def show_html(translator: Any, node: Quoted) -> None:
    """Write the HTML as it is."""
    translator.body.append(f'<span class="output text_html">{node["html"]}</span>')
    raise nodes.SkipNode


def show_latex(translator: Any, node: Quoted) -> None:
    """Write the LaTeX as it is."""
    translator.body.append(node["latex"])
    raise nodes.SkipNode


class Folded(nodes.section):
    """A section that its title unfolds in HTML; in other formats one like any other."""


def open_section(translator: Any, node: Folded) -> None:
    """Begin a closed fold around all of the section, its title in the line that unfolds it."""
    translator.visit_section(node)
    translator.body.append("<details>\n<summary>")


def close_section(translator: Any, node: Folded) -> None:
    """End both."""
    translator.body.append("</details>\n")
    translator.depart_section(node)


class Renderer:
    """Renders `MIME`, before anything else that a bundle may hold."""

    mime_priority_overrides = (("*", MIME, 1),)

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[Node] | None:
        """The nodes that show the bundle; None if it is of another type."""
        if data.mime_type != MIME:
            return None
        bundle = dict(data.content)
        carried = {key: bundle.get(key, []) for key in CARRIED}
        html, text, latex = (bundle[form] for form in ("html", "text", "latex"))
        if inline and not html and not text:
            return []
        if inline:
            return [Quoted(text, text, html=html, latex=latex, **carried)]
        classes = ["output", "text_html"]
        return [
            nodes.raw("", html, format="html", classes=classes, **carried),
            nodes.raw("", latex, format="latex"),
            nodes.raw(text, text, format="text"),
        ]


def name_figures(data: dict, known: dict[str, list], place: str, alias: bool = False) -> None:
    """Give the figures of a bundle the names that are `known` by their ids, else that of a place.

    The place is what quotes them, as an `alias` even of those that have a name, or a cell's id.
    """
    name = nodes.make_id(place.partition(".named(")[0])
    for number, figure in enumerate(data.get(MIME, {}).get("figures", ()), 1):
        names = known.setdefault(figure["id"], [])
        if alias or not names:
            names.append(f"figure-{name}-{number}" if number > 1 or not alias else f"figure-{name}")
        figure["names"] = names


def warn(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of what the page quotes, with the place."""
    for node in [node for node in doctree.findall(Node) if node.get("warnings")]:
        place = node
        while place.line is None and place.parent:
            place = place.parent
        for each in node["warnings"]:
            message, where = f"{each['what']}\n{each['detail']}", (app.env.docname, place.line)
            getLogger(__name__).warning(message, location=where, type="citations", subtype="quoted")


def note_figures(app: Sphinx, doctree: nodes.document) -> None:
    """List the figures that the page quotes; remember its anchors."""
    anchors = [each for node in doctree.findall(Node) for each in node.get("anchors", ())]
    app.env.metadata[app.env.docname]["budgetbook_anchors"] = anchors
    list_figures(doctree, app.env.docname, app.config.citations_title)


def list_figures(page: Node, docname: str, title: str) -> None:
    """Append the list of the figures that a page quotes, each once; it replaces an earlier one.

    What only a node with the attribute `apart` quotes is listed there: at the foot of the page it
    would give away what the node hides. What has the attribute `last` stays below.
    """
    for earlier in list(page.findall(Folded)):
        earlier.parent.remove(earlier)
    hiding = [node for node in page.findall(Node) if node.get("apart")]
    hidden = {id(node) for each in hiding for node in each.findall(Node)}
    open_to_all = [node for node in page.findall(Node) if id(node) not in hidden]
    sections = [child for child in page.children if isinstance(child, nodes.section)]
    places = [(sections[-1] if sections else page, FOOT, open_to_all)]
    places += [(each, f"{each['apart']}-figures", list(each.findall(Node))) for each in hiding]
    taken = {each for node in page.findall(Node) for each in node.get("ids", ())}
    listed = set()
    for place, name, quoting in places:
        found = [each for node in quoting for each in node.get("figures", ())]
        figures = {each["id"]: each for each in reversed(found) if each["id"] not in listed}
        order = [each for each in dict.fromkeys(each["id"] for each in found) if each in figures]
        entries = [_entry(docname, figures[each], taken) for each in order]
        listed |= set(order)
        end = len(place) - sum(isinstance(each, Node) and "last" in each for each in place)
        place[end:end] = [_folded(title, name, entries)] if entries else []


def _folded(title: str, name: str, entries: list[nodes.list_item]) -> Folded:
    section = Folded(ids=[name], names=[], classes=["sources"])
    section += nodes.title("", title)
    section += nodes.raw("", "</summary>", format="html")
    section += nodes.bullet_list("", *entries, classes=["figures"])
    return section


def _entry(docname: str, figure: dict[str, Any], taken: set[str]) -> nodes.list_item:
    """A figure in the list; the names that are not `taken` yet are its addresses."""
    shown, both, label = figure["shown"], figure["both"], figure["label"]
    value = f"{shown} ({both})"
    if shown in both or shown.replace(",", "") == both:
        value = max(shown, both, key=len)
    names = [each for each in dict.fromkeys(figure.get("names", ())) if each not in taken]
    taken |= set(names)
    item = nodes.list_item(ids=[figure["id"], *names])
    label = "" if label in value else f" {label}"
    item += nodes.paragraph("", "", nodes.strong("", value), nodes.Text(label))
    work = nodes.paragraph("", "", nodes.inline("", figure["work"], classes=["work"]))
    for target, text in figure["sources"]:
        meant = {"reftype": "anchor", "refdomain": "", "refdoc": docname, "reftarget": target}
        reference = addnodes.pending_xref(
            "", nodes.Text(text), refexplicit=True, refwarn=True, **meant
        )
        work += [nodes.Text(" "), nodes.inline("", "", reference, classes=["source"])]
    item += work
    return item


def pages_to_rewrite(app: Sphinx, env: Any) -> Iterable[str]:
    """All pages, if an anchor to which they may link is now on another page."""
    before = getattr(env, "budgetbook_pages", None)
    pages = {
        anchor: page
        for page in sorted(env.metadata, reverse=True)
        for anchor in env.metadata[page].get("budgetbook_anchors", ())
    }
    env.budgetbook_pages = pages
    return [] if before in (None, pages) else sorted(env.found_docs)


def link_anchor(app: Sphinx, env: Any, node: Node, content: Node) -> Node | None:
    """Resolve a reference to an anchor."""
    found = node["reftype"] == "anchor"
    return refer(app, node, content, node["reftarget"]) if found else None


def refer(app: Sphinx, node: Node, content: Node, anchor: str) -> Node | None:
    """A reference to the page that shows `anchor`; None if there is none."""
    if app.builder.name == "gettext":
        return content  # no page is made, and anchors are those of the translation
    page = app.env.budgetbook_pages.get(anchor)
    return page and make_refnode(app.builder, node["refdoc"], page, anchor, content)
