"""How nbconvert runs the chapters of this book and shows their figures: computedbook/convert.py."""

from computedbook.settings import nbconvert

nbconvert(get_config())  # noqa: F821
