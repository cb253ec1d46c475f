"""A depth that cites, as a figure of the table that shows it."""

import json

MIME = "application/vnd.jupyterbook.citations+json"
with open("depth.json", encoding="utf8") as file:
    METRES = json.load(file)


class Depth:
    """The depth in a year."""

    def __init__(self, year):
        self.year = year

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown, name = f"{METRES[self.year]} m", f"depth-{self.year}"
        source = [f"row-{self.year}", f"The table, {self.year}"]
        figure = {"id": name, "shown": shown, "both": shown, "label": "", "work": ""}
        html = f'<data aria-describedby="{name}">{shown}</data>'
        known = {"html": html, "text": shown, "latex": shown}
        known["figures"] = [{**figure, "sources": [source]}]
        return {"text/plain": shown, MIME: known}


class Table:
    """Where the depths are shown."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        anchors = [f"row-{year}" for year in METRES]
        html = "".join(f'<p id="{each}">{each}</p>' for each in anchors)
        return {"text/plain": "", MIME: {"html": html, "text": "", "latex": "", "anchors": anchors}}
