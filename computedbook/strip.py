"""Notebooks as sources: without what a run, and JupyterLab, leave in them.

    python -m computedbook.strip NOTEBOOK...

strips them in place; without any, what comes in goes out stripped, as git's filters have it.
"""

import json
import sys
from pathlib import Path

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def stripped(text: str) -> str:
    """A notebook without outputs, counts and metadata, but for the tags of its cells."""
    notebook = json.loads(text)
    notebook["metadata"] = METADATA
    for cell in notebook["cells"]:
        cell["metadata"] = {key: tags for key, tags in cell["metadata"].items() if key == "tags"}
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(paths: list[str]) -> None:
    """Strip the notebooks at these paths, or the one that comes in."""
    for path in map(Path, paths):
        text = path.read_text("utf8")
        if stripped(text) != text:
            path.write_text(stripped(text), "utf8")
    if not paths:
        sys.stdout.buffer.write(stripped(sys.stdin.buffer.read().decode()).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
