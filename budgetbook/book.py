"""The book at hand: its data, its labels and the language of its edition."""

import functools
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from budgetbook import package
from budgetbook.edition import LANGUAGES, LOCALES, Edition
from budgetbook.form import TABLES
from computedbook.language import language_of

PAGE, LABELS = "BUDGETBOOK_PAGE", "BUDGETBOOK_LABELS"


class Package(Mapping):
    """The data package in a folder: resource name to rows, as `package.read_resource` gives them.

    A resource is read when first asked for, and again when its file changes; so is the descriptor.
    Raises PackageError where one cannot be read, KeyError for a resource that is not listed.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._described = self._stamp = None
        self._rows = {}  # by name: the stamp of the file, and its rows

    @property
    def descriptor(self) -> dict:
        """The complete descriptor, as `package.describe` gives it."""
        stamp = _stamp(self.directory / "datapackage.json")
        if stamp is None or stamp != self._stamp:
            self._rows, self._stamp = {}, None
            self._described = package.describe(self.directory)
            self._stamp = stamp
        return self._described

    def resource(self, name: str) -> dict:
        """How the descriptor describes a resource."""
        return next(each for each in self.descriptor["resources"] if each["name"] == name)

    def field(self, name: str, column: str) -> dict:
        """How the descriptor describes a column of a resource."""
        fields = self.resource(name)["schema"]["fields"]
        return next(field for field in fields if field["name"] == column)

    def __getitem__(self, name: str) -> list[dict]:
        if name not in self:
            raise KeyError(name)
        resource = self.resource(name)
        stamp = _stamp(self.directory / resource["path"])
        if name not in self._rows or self._rows[name][0] != stamp:
            self._rows[name] = stamp, package.read_resource(self.directory, resource)
        return self._rows[name][1]

    def with_cell(
        self, name: str, number: int, column: str, value: int | None, text: str
    ) -> "Package":
        """A copy in memory, with another amount in one cell: in hundredths, and as printed."""
        copy, rows = Package(self.directory), [dict(row) for row in self[name]]
        row, path = rows[number - 1], self.directory / copy.resource(name)["path"]
        row[column] = value
        row["printed"] = {**row["printed"], column: text}
        copy._rows = {**self._rows, name: (_stamp(path), rows)}
        return copy

    def __contains__(self, name: object) -> bool:
        return name in list(self)

    def __iter__(self) -> Iterator[str]:
        return (resource["name"] for resource in self.descriptor["resources"])

    def __len__(self) -> int:
        return len(self.descriptor["resources"])


def _stamp(path: Path) -> tuple | None:
    """What changes when a file does; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Book(Edition):
    """The book whose files lie in the folder `root`, in one language.

    `package` holds its data. The language is what `computedbook.language` finds if none is given;
    the environment variable BUDGETBOOK_PAGE says which page's catalogue has the labels.
    """

    def __init__(self, root: str | Path, language: str | None = None) -> None:
        super().__init__(language or language_of(root))
        self.root = Path(root).resolve()
        self.package = Package(self.root / "data")

    def __repr__(self) -> str:
        return f"<the book in {self.root}, {self.language}>"

    def __deepcopy__(self, memo: dict) -> "Book":
        return self  # a data frame that is filtered copies what it knows; it is the same book

    def table_title(self, resource: str) -> str:
        """What a reader calls a resource: Table 5, or the title of a narrative list."""
        if resource in TABLES:
            return self.say("table", int(resource[:2]))
        return self.titled(self.package.resource(resource))

    def column_title(self, resource: str, column: str) -> str:
        """The header of a column, empty for a whole row."""
        return self.titled(self.package.field(resource, column)) if column else ""

    def translate(self, text: str) -> str:
        """A notebook's English label in the edition's language; as it is where none is found.

        What is Chinese already, or has no letters, stays. A build that collects labels is told.
        """
        if not re.search("[A-Za-z]", text) or re.search("[\u3400-\u9fff]", text):
            return text
        found = text if self.language == LANGUAGES[0] else self._labels.get(text, "")
        if os.environ.get(LABELS):
            with open(os.environ[LABELS], "a", encoding="utf8") as file:
                print(json.dumps({"label": text, "translated": bool(found)}), file=file)
        return found or text

    @functools.cached_property
    def _labels(self) -> dict[str, str]:
        """The messages of the page's catalogue; of all, where no page is said."""
        from babel.messages.pofile import read_po  # which English has no use for

        folder, labels = self.root / "locale" / LOCALES[self.language] / "LC_MESSAGES", {}
        for path in folder.rglob(f"{os.environ.get(PAGE) or '*'}.po"):
            with path.open("rb") as file:
                labels |= {m.id: m.string for m in read_po(file) if m.string and not m.fuzzy}
        return labels
