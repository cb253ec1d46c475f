"""A book as its sources have it, for programs beside Sphinx: settings, contents, notebooks.

`language` says which edition is meant, as in a build (see `editions`).
"""

from pathlib import Path
from typing import NamedTuple

import nbformat
import yaml
from nbformat import NotebookNode

from computedbook.language import language_of
from computedbook.notebooks import catalogue, translated


class Source(NamedTuple):
    """A book in one language: its folder, and its settings, those of the edition on top."""

    root: Path
    settings: dict

    @classmethod
    def around(cls, folder: Path) -> "Source | None":
        """The book to which the notebooks in a folder belong; None if to none."""
        for root in (folder, *folder.parents):
            if (root / "_config.yml").exists():
                return cls(root, settings_in(root))
        return None

    @property
    def language(self) -> str:
        """Its language, as HTML has it: zh-CN."""
        return self.settings.get("language", "en").replace("_", "-")

    def parts(self) -> list[tuple[str, list[Path]]]:
        """The parts of the book, each with its notebooks; the first is its front page alone."""
        contents = yaml.safe_load((self.root / "_toc.yml").read_text("utf8"))
        found = [("", [contents["root"]])]
        for part in contents["parts"]:
            found.append((part["caption"], [each["file"] for each in part["chapters"]]))
        return [(name, [self.root / f"{each}.ipynb" for each in files]) for name, files in found]

    def pages(self) -> list[Path]:
        """The notebooks of the book, in the order of its contents."""
        return [path for _, paths in self.parts() for path in paths]

    def page(self, path: Path) -> str:
        """The name of the page that a notebook makes."""
        return path.relative_to(self.root).with_suffix("").as_posix()

    def read(self, path: Path) -> NotebookNode:
        """A notebook of the book, in its language."""
        return self.translated(nbformat.read(path, as_version=4), self.page(path))

    def translated(self, notebook: NotebookNode, page: str) -> NotebookNode:
        """The notebook of that page in the language of the book."""
        messages = self.catalogue(page)
        return translated(notebook, catalogue(messages)) if messages.exists() else notebook

    def phrase(self, text: str) -> str:
        """A text that the front page's catalogue has, such as the name of a part, translated."""
        path = self.catalogue(self.page(self.pages()[0]))
        found = catalogue(path).get(text) if path.exists() else None
        return found.string if found and found.string else text

    def catalogue(self, page: str) -> Path:
        """Where the catalogue of a page is, if it has one."""
        language, folders = self.settings.get("language", "en"), self.settings["locale_dirs"]
        return self.root / folders[0] / language / "LC_MESSAGES" / f"{page}.po"


def settings_in(root: Path) -> dict:
    """What ``_config.yml`` sets, as the chosen edition has it."""
    stated = yaml.safe_load((root / "_config.yml").read_text("utf8"))
    settings = {"locale_dirs": ["locale"], "myst_enable_extensions": []}
    settings |= {**stated.get("parse", {}), **stated["sphinx"]["config"]}
    language = language_of(root)[:2]
    for name, value in settings.get("editions", {}).get(language, {}).items():
        known = settings.get(name)
        settings[name] = {**known, **value} if isinstance(known, dict) else value
    return settings
