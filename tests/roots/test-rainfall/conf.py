"""A book on another subject, with all that knows nothing of budgets."""

from computedbook import GENERAL

project, version, extensions = "Rain", "1", [f"computedbook.{part}" for part in GENERAL]
extensions.append("myst_nb")
html_theme, nb_execution_mode, nb_eval_name_regex = "basic", "inline", "^.*$"
citations_title = "Where the rain comes from"
exclude_patterns = ["_build"]
