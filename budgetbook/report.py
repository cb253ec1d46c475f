"""The audit's results as a chapter shows them."""

from html import escape

from budgetbook.audit import FAMILIES, run
from budgetbook.edition import LANGUAGE, pick, say
from budgetbook.figures import column_title, table_title
from budgetbook.package import current
from budgetbook.tables import Markup, hundredths, resource_name

CLASSES = {"pass": "pass", "fail": "fail", "warn": "warn", "not applicable": "none"}


def results(which=None):
    """The register's results, of all checks or of those that read one table."""
    only = resource_name(which) if which else None
    return run(current(), only=only, language=LANGUAGE)


def checks(which=None):
    """The checks as a list, each with its rule and every claim that fails; all come in families."""
    found, family, items = results(which), None, []
    for result in found:
        if not which and result["family"] != family:
            family = result["family"]
            title = pick(*FAMILIES[family - 1])
            items.append(f'<li class="family">{escape(title)}</li>')
        items.append(_item(result))
    return Markup(f'<ul class="checks">{"".join(items)}</ul>')


def _item(result):
    failing = [cell for cell in result["cells"] if cell["printed"] != cell["recomputed"]]
    claims = "".join(
        f'<span class="claim">{escape(_claim(cell))}</span>' for cell in failing
    )
    status = say(result["status"])
    number = say("comparisons", len(result["cells"])) if result["cells"] else say("not applicable")
    return (
        f'<li class="{CLASSES[result["status"]]}"><span class="title" title="{status}">'
        f'{escape(result["title"])}</span> <span class="number">{number}</span>'
        f'<span class="rule">{escape(result["rule"])}</span>{claims}</li>'
    )


def _claim(cell):
    where = say(
        "column",
        table=table_title(cell["table"]),
        rows=cell["code"] or say("total"),
        column=column_title(cell["table"], cell["column"]),
    )
    show = str if cell["table"] == "assets" else hundredths
    return say("claim", where, show(cell["printed"]), show(cell["recomputed"]))

