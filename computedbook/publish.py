"""Put a finished build of both editions, made light, in the place of the last one, in one step."""

import ctypes
import os
import shutil
from pathlib import Path

from computedbook.light import lighten

EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2
HERE = -100  # AT_FDCWD: paths are taken as they are


def publish(site: str | Path, english: str | Path, chinese: str | Path) -> None:
    """Make `site` a light copy of the English edition with the Chinese one in its folder ``zh``.

    A crash leaves it old or new, never mixed. Where the system cannot swap two folders at once, a
    crash in between leaves the old one aside, and the next call puts it back first.
    """
    site = Path(site)
    fresh, aside = site.with_name(site.name + ".new"), site.with_name(site.name + ".old")
    if aside.exists() and not site.exists():
        aside.rename(site)
    for remains in (fresh, aside):
        shutil.rmtree(remains, ignore_errors=True)
    shutil.copytree(english, fresh)
    shutil.copytree(chinese, fresh / "zh")
    lighten(fresh)
    if site.exists():
        exchange(fresh, site)
        shutil.rmtree(fresh)
    else:
        fresh.rename(site)


def exchange(first: Path, second: Path) -> None:
    """Swap two folders' names, atomically where the system can."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):  # the last on Windows
        call = None
    if call and call(HERE, os.fsencode(first), HERE, os.fsencode(second), EXCHANGE) == 0:
        return
    aside = second.with_name(second.name + ".old")
    second.rename(aside)
    first.rename(second)
    aside.rename(first)
