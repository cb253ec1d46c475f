"""Links by file, ``[the table](../tables/table-3.ipynb#label)``: they work in JupyterLab, too.

So they do where a code host shows the notebook. Sphinx knows the page behind the file; the label is
that of a target, ``(label)=``, which MyST looks up only where it names no file.
"""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment as Env

from computedbook import SAFE


def setup(app: Sphinx) -> dict:
    """Let links find labels before any is resolved."""
    app.connect("env-updated", note_labels)
    return SAFE


def note_labels(app: Sphinx, env: Env) -> None:
    """Tell MyST the labels of each page, beside the headings that it knows."""
    for label, (docname, anchor, title) in env.get_domain("std").labels.items():
        if docname in env.metadata:
            slugs = env.metadata[docname].setdefault("myst_slugs", {})
            slugs[label] = (0, anchor, title)
