"""A book in English and in Chinese."""

from computedbook import GENERAL

project, extensions = "A well", [f"computedbook.{part}" for part in GENERAL]
extensions.append("myst_nb")
html_theme, nb_execution_mode, nb_eval_name_regex = "basic", "inline", "^.*$"
exclude_patterns, templates_path = ["_build"], ["_templates"]
locale_dirs, gettext_compact = ["locale"], False
gettext_location = gettext_uuid = False
twin = {"folder": "zh", "language": "zh-CN", "name": "中文版"}
editions = {
    "zh": {
        "language": "zh_CN",
        "html_title": "一口井",
        "citations_title": "数字从哪里来",
        "twin": {"folder": "..", "language": "en", "name": "English"},
    }
}
