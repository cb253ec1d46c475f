"""Nothing goes stale: what a notebook opens, its page depends on, by content and not by date.

So does every page on what reads and writes it, which is this package.
"""

import functools
import hashlib
import importlib.util
import os
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment as Env

from computedbook import SAFE
from computedbook.execution import written


def setup(app: Sphinx) -> dict:
    """Note dependencies as pages are read, and hold them against the files in a later build."""
    app.connect("doctree-read", note_files)
    app.connect("env-get-outdated", outdated)
    app.connect("env-updated", pages_to_rewrite)
    return SAFE


def note_files(app: Sphinx, doctree: nodes.document) -> None:
    """Make the page depend on the files that its kernel opened or was forked with."""
    source, lines = Path(app.srcdir), written(app, "opened")
    opened = {_source_of(Path(line), source) for line in lines} - {None}
    for file in sorted(opened | (_preloaded(app) if lines else set())):
        app.env.note_dependency(os.path.relpath(file, source))
    name = app.env.docname
    files = {app.env.doc2path(name), *map(str, app.env.dependencies[name])}
    app.env.metadata[name]["budgetbook_digests"] = {
        file: _digest(source / file) for file in files if not file.endswith(".mo")
    }


def _preloaded(app: Sphinx) -> set[Path]:
    """The packages that kernels are forked with, code and data, but for the environment's."""
    found = set()
    for package in {name.partition(".")[0] for name in app.config.kernel_preload}:
        folder = Path(importlib.util.find_spec(package).origin).parent
        if "site-packages" not in folder.parts:
            found |= {*folder.rglob("*.py"), *folder.rglob("*.json")}
    return found


def _source_of(path: Path, folder: Path) -> Path | None:
    """The file of the book in `folder` behind a path that was opened; None if it is none of it.

    What the environment and a build leave in the folder is none of it, nor is a file that was
    looked for and is not there.
    """
    if path.parent.name == "__pycache__":
        path = path.parent.with_name(path.name.split(".")[0] + ".py")
    if folder not in path.parents or not path.is_file():
        return None
    first = path.relative_to(folder).parts[0]
    return None if first.startswith((".", "_build")) or first.endswith(".egg-info") else path


def outdated(app: Sphinx, env: Env, added: set, changed: set, removed: set) -> list[str]:
    """The pages of which a file is not what it was, whatever its date says.

    A file that is moved back into place is older than the page that it makes stale. What a page
    that is gone left in the site goes too.
    """
    for name in removed:
        for path in (f"{name}.html", f"_sources/{name}.ipynb"):
            (Path(app.outdir) / path).unlink(missing_ok=True)
    source, digest = Path(app.srcdir), functools.cache(_digest)
    here = {path.name: digest(path) for path in Path(__file__).parent.glob("*.*")}
    before, env.budgetbook_reader = getattr(env, "budgetbook_reader", None), here
    if before != here:
        return sorted(env.found_docs - added)
    return [
        name
        for name, known in env.metadata.items()
        for files in [known.get("budgetbook_digests", {})]
        if any(digest(source / file) != then for file, then in files.items())
    ]


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def pages_to_rewrite(app: Sphinx, env: Env) -> Iterable[str]:
    """All pages, if the contents in the sidebar, a style, a template or its words have changed."""
    source = Path(app.srcdir)
    parts = ("_toc.yml", "_static/**/*.*", "_templates/**/*.*", "locale/**/sphinx.po")
    paths = [path for each in parts for path in source.glob(each)]
    files = {str(path.relative_to(source)): _digest(path) for path in paths}
    shared = ({page: title.astext() for page, title in env.titles.items()}, files)
    changed = shared != getattr(env, "budgetbook_shared", shared)
    env.budgetbook_shared = shared
    return sorted(env.found_docs) if changed else []
