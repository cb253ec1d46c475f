"""Printing a page to a PDF with the Chromium, or the Chrome, that the machine has."""

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


def pdf_of(html: str) -> bytes:
    """The PDF of a page. Raises RuntimeError if the browser cannot print it."""
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, "utf8")
        print_page(page, pdf)
        return pdf.read_bytes()


def print_page(page: Path, pdf: Path) -> None:
    """Print a file to another one. Raises RuntimeError if the browser cannot."""
    pdf.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        options = [*OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}"]
        options += ["--no-sandbox"] if getattr(os, "geteuid", int)() == 0 else []  # root has none
        command = [found(), *options, page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not pdf.exists():
        raise RuntimeError(f"{found()} could not print the page\n{done.stderr}")
