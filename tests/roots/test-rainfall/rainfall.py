"""Rain, as a figure that says how it was measured."""

import csv
from html import escape

MIME = "application/vnd.jupyterbook.citations+json"
with open("rain.csv", encoding="utf8", newline="") as file:
    ROWS = list(csv.DictReader(file))


class Rain:
    """The rain of a month, in millimetres."""

    def __init__(self, number):
        self.number, self.row = number, ROWS[number]

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown, name = f"{self.row['mm']} mm", f"figure-{self.number}"
        figure = {
            "id": name,
            "shown": shown,
            "label": f"Rain in {self.row['month']}",
            "both": shown,
            "work": "as measured",
            "sources": [[f"month-{self.number}", f"The gauge, line {self.number + 1}"]],
        }
        html = f'<data aria-describedby="{name}">{escape(shown)}</data>'
        latex = shown.replace(" ", "~")
        return {
            "text/plain": shown,
            "text/html": "not used",
            MIME: {"html": html, "text": shown, "latex": latex, "figures": [figure]},
        }


class Table:
    """All months, a row each."""

    def _repr_mimebundle_(self, include=None, exclude=None):
        rows = "".join(
            f'<tr id="month-{number}"><td>{row["month"]}</td></tr>'
            for number, row in enumerate(ROWS)
        )
        return {
            "text/plain": "a table",
            MIME: {
                "html": f"<table>{rows}</table>",
                "text": "January, February",
                "latex": "Both months",
                "anchors": [f"month-{number}" for number in range(len(ROWS))],
            },
        }
