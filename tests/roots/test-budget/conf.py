"""A book with the whole extension: its data are those of the repository."""

extensions = ["budgetbook.sphinx", "myst_nb"]
html_theme, nb_execution_mode, nb_eval_name_regex = "basic", "inline", "^.*$"
exclude_patterns, nitpicky = ["_build"], True
