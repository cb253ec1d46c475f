"""The language of a book: what BUDGETBOOK_LANGUAGE says, or else a file in the book's folder.

Notebooks that leave the book in one language (`classroom`) take such a file with them, so that they
run as they are.
"""

import os
from pathlib import Path

LANGUAGE, FILE = "BUDGETBOOK_LANGUAGE", "language.txt"


def language_of(root: str | Path) -> str:
    """The key of the language of the book in a folder; English where nothing says another."""
    file = Path(root) / FILE
    said = os.environ.get(LANGUAGE) or (file.read_text("utf8") if file.is_file() else "")
    return said.strip() or "en"
