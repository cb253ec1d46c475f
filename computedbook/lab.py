"""The book's look in JupyterLab: the style of its pages, shown as the first output of a chapter."""

import os
from pathlib import Path

from IPython.display import publish_display_data

STYLE = "computedbook-style"  # marks the output
LAB = """:root {
  --pst-color-background: var(--jp-layout-color0, #ffffff);
  --pst-color-text-base: var(--jp-content-font-color0, #000000);
  --pst-font-family-base: var(--jp-content-font-family, sans-serif);
  --pst-font-family-monospace: var(--jp-code-font-family, monospace);
}
.jp-RenderedHTMLCommon.jp-RenderedHTML figure.printed table {
  table-layout: auto;
}
.jp-RenderedHTMLCommon.jp-RenderedHTML figure.printed tbody tr {
  background: none;
}
.jp-RenderedHTMLCommon.jp-RenderedHTML figure.printed :is(th, td):not(.number) {
  text-align: left;
}
.jp-MarkdownCell blockquote {
  font-style: normal;
}
.jp-RenderedHTMLCommon.jp-RenderedHTML ul:is(.legend, .checks) {
  padding-left: 0;
}
"""


def show_style(root: Path) -> None:
    """Show the style sheets in the book's folder ``_static``, unless a build runs the notebook.

    Dark is what JupyterLab calls dark.
    """
    if "BUDGETBOOK_TRACE" in os.environ:
        return
    sheets = [path.read_text("utf8") for path in sorted((root / "_static").glob("*.css"))]
    css = "".join(sheets).replace('html[data-theme="dark"]', 'body[data-jp-theme-light="false"]')
    publish_display_data({"text/html": f"<style>\n{LAB}{css}</style>"}, {STYLE: True})
