"""Pages printed to PDFs, by the Chromium or the Chrome that the machine has."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
BROWSERS += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
OPTIONS = ["--headless", "--disable-gpu", "--disable-background-networking"]
OPTIONS += ["--no-pdf-header-footer", "--generate-pdf-document-outline"]


def found() -> str | None:
    """The browser's path; None if there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_page(page: Path, pdf: Path, folder: Path) -> None:
    """Print a file to another one; the browser keeps its things in a folder.

    Raises RuntimeError if there is no browser, or it cannot.
    """
    browser = found()
    if not browser:
        raise RuntimeError("Chromium or Chrome is needed to print")
    options = [*OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={pdf}"]
    options += ["--no-sandbox"] if getattr(os, "geteuid", int)() == 0 else []  # root can have none
    command = [browser, *options, page.resolve().as_uri()]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not pdf.exists():
        raise RuntimeError(f"{browser} could not print {page}\n{done.stderr}")


def pdf_of(html: str) -> bytes:
    """The PDF of a page that is given as text."""
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, "utf8")
        print_page(page, pdf, Path(folder))
        return pdf.read_bytes()
