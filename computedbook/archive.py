"""Archives: a site for a USB stick, what runs the chapters, what a class is given.

    python -m computedbook.archive FOLDER ARCHIVE.zip

packs a folder. An archive unpacks into one folder, named as the archive if not otherwise. The same
files give the same bytes.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PLAIN = 0o644 << 16  # a file that anyone may read
TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


def pack(folder: str | Path, archive: str | Path) -> None:
    """Pack all files of a folder."""
    folder = Path(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    write(archive, {path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def write(archive: str | Path, files: Mapping[str, bytes], folder: str = "") -> None:
    """Write files, by their names, into an archive."""
    folder = folder or Path(archive).stem
    with ZipFile(archive, "w") as packed:
        for name in sorted(files):
            entry = ZipInfo(f"{folder}/{name}", TIME)
            entry.external_attr = PLAIN
            packed.writestr(entry, files[name], ZIP_DEFLATED, 9)


def matching(root: Path, patterns: Iterable[str]) -> dict[str, bytes]:
    """The files in a folder that any of the patterns matches; none that is hidden."""
    files = {}
    for pattern in patterns:
        for path in root.glob(pattern):
            name = path.relative_to(root).as_posix()
            left = "/." in name or ".nbconvert." in name  # by JupyterLab, by nbconvert
            if path.is_file() and not left:
                files[name] = path.read_bytes()
    return files


if __name__ == "__main__":
    pack(*sys.argv[1:])
