"""How Jupyter's programs treat a computed book: what its configuration files call."""

from pathlib import Path

from traitlets.config import Config

HERE = Path(__file__).parent


def nbconvert(c: Config) -> None:
    """Let nbconvert run chapters, and write pages and slides that load nothing from elsewhere."""
    # What a cell says comes by another way; the kernel itself, of its transport and its end.
    c.ExecutePreprocessor.extra_arguments = ["--log-level=CRITICAL"]
    c.Exporter.preprocessors = ["computedbook.convert.Chapter"]
    c.TemplateExporter.extra_template_basedirs = [str(HERE / "templates")]
    c.TemplateExporter.extra_template_paths = [str(HERE / "vendor")]
    c.HTMLExporter.template_name = c.WebPDFExporter.template_name = "page"
    c.SlidesExporter.template_name = "deck"
    c.SlidesExporter.exclude_anchor_links = True
