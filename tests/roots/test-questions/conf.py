"""A book that leaves questions open, in English and in Chinese."""

from computedbook import GENERAL

project, version, extensions = "A well", "1", [f"computedbook.{part}" for part in GENERAL]
extensions.append("myst_nb")
html_theme, nb_execution_mode, nb_eval_name_regex = "basic", "inline", "^.*$"
exclude_patterns, myst_enable_extensions = ["_build"], ["colon_fence"]
locale_dirs, gettext_compact = ["locale"], False
gettext_location = gettext_uuid = False
ask_about = {"water": "Water", "last year": "Last year", "nothing": "Nothing"}
ask_where = {"2022 register": "the register of 2022", "owner": "the owner"}
editions = {
    "zh": {
        "language": "zh_CN",
        "ask_about": {"water": "水", "last year": "去年"},
        "ask_where": {"2022 register": "2022年的登记簿", "owner": "井主"},
        "ask_words": {"all": "全部", "download": "下载", "from": "出自{}", "where": "答案在：{}"},
    }
}
