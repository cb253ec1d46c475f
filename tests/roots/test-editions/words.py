"""Labels from the page's catalogue, a depth that cites, and what a sentence presumes of it."""

import json
import os
from pathlib import Path

from babel.messages.pofile import read_po

MIME = "application/vnd.jupyterbook.citations+json"
FOLDER = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"


def label(text):
    """The label in the edition's language."""
    chinese, found = os.environ["BUDGETBOOK_LANGUAGE"] == "zh", None
    if chinese:
        with (FOLDER / f"{os.environ['BUDGETBOOK_PAGE']}.po").open("rb") as file:
            found = read_po(file).get(text)
    string = found.string if found else ""
    with open(os.environ["BUDGETBOOK_LABELS"], "a", encoding="utf8") as file:
        print(json.dumps({"label": text, "translated": bool(string) or not chinese}), file=file)
    return string or text


class Depth:
    """A number of metres."""

    def __init__(self, metres):
        self.metres, self.label = metres, label("Depth of the well")

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = f"{self.metres} m"
        figure = {
            "id": "figure-a",
            "shown": shown,
            "both": shown,
            "value": str(self.metres),
            "unit": "m",
            "label": self.label,
            "work": "by rope",
            "sources": [],
        }
        return {
            "text/plain": shown,
            MIME: {
                "html": f"<data>{shown}</data>",
                "text": shown,
                "latex": shown,
                "figures": [figure],
            },
        }


class Presumed:
    """Nothing to see while it holds."""

    def __init__(self, holds, what, depth):
        self.holds, self.what, self.depth = holds, what, depth

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = {"html": "", "text": "", "latex": ""}
        if not self.holds:
            note = {"en": "Not so", "zh": "并非如此"}[os.environ["BUDGETBOOK_LANGUAGE"]]
            warning = {"what": f"not so: {self.what}", "detail": f"{self.depth.label}: 3 m"}
            shown = {"html": f"<mark>{note}</mark>", "text": note, "latex": note}
            shown["warnings"] = [warning]
        return {"text/plain": "", MIME: shown}
