"""Pack a site for a USB stick.

    python -m computedbook.archive FOLDER ARCHIVE.zip

It unpacks into one folder, named as the archive. The same files give the same bytes.
"""

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PLAIN = 0o644 << 16  # a file that anyone may read
TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows


def pack(folder: str | Path, archive: str | Path) -> None:
    """Pack all files of a folder."""
    folder, archive = Path(folder), Path(archive)
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = {f"{archive.stem}/{path.relative_to(folder).as_posix()}": path for path in files}
    with ZipFile(archive, "w") as packed:
        for name in sorted(names):
            entry = ZipInfo(name, TIME)
            entry.external_attr = PLAIN
            packed.writestr(entry, names[name].read_bytes(), ZIP_DEFLATED, 9)


if __name__ == "__main__":
    pack(*sys.argv[1:])
