"""Links between chapters name a file: they work on the page, in JupyterLab and on a code host."""

import json
import re

import pytest
from conftest import ROOT
from test_prose import NOTEBOOKS

LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]*)\)")
TARGET = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)


def prose(path):
    cells = json.loads(path.read_text("utf8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_link_leads_to_a_file_and_to_a_target_in_it(path):
    for target in LINK.findall(prose(path)):
        if target.startswith("https://") or target.startswith("http://"):
            continue
        name, _, label = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.is_file() and found.is_relative_to(ROOT), target
        assert not label or label in TARGET.findall(prose(found)), target


@pytest.mark.parametrize("edition", ["pages", "chinese_pages"])
def test_a_link_is_the_same_on_the_page(request, edition):
    """To the chapter, or to the place in it that the label marks."""
    seen, pages = 0, request.getfixturevalue(edition)
    for path in NOTEBOOKS:
        name = str(path.relative_to(ROOT).with_suffix(".html"))
        links = {link["href"] for link in pages[name].select("a.reference.internal")}
        for target in LINK.findall(prose(path)):
            if ".ipynb" not in target:
                continue
            file, _, label = target.partition("#")
            address = file.replace(".ipynb", ".html")
            assert f"{address}#{label}".rstrip("#") in links or f"{address}" in links
            if label:
                page = (path.parent / file).resolve().relative_to(ROOT).with_suffix(".html")
                assert pages[str(page)].find(id=label), target
                assert f"{address}#{label}" in links, target
            seen += 1
    assert seen > 50
