"""How much does a reader load, against stock Jupyter Book?

    make bench-pages, or: python benchmarks/pages.py [BOOK_SITE STOCK_SITE]

Fresh copies of the book, both editions, and of the same notebooks under stock settings, in English
alone (see book.py), are built and served with gzip to Chromium: what a first visit to a page asks
for, and what another page asks for after the front page. Bytes are those of the answers' bodies.
Then how large the sites are, zipped, without PDFs. Where lighthouse is on the PATH, its scores for
phones follow, medians of three. Finished sites may be named, to measure them without building.
"""

import gzip
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from book import build, prepare
from playwright.sync_api import sync_playwright

PAGES = ("index.html", "chapters/tables/table-5.html", "chapters/checking/audit.html")
LIGHTHOUSE, CHROMIUM = shutil.which("lighthouse"), shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu")
SCORES = ("performance", "accessibility", "best-practices", "seo")
ROUNDS = 3


def main(sites: list[Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        book, stock = sites or [built(*each) for each in prepare(Path(folder), 1)]
        report_visits(book, stock)
        report_sizes(book, stock)
        report_scores(book)


def built(name: str, directory: Path, command: tuple) -> Path:
    build(directory, command)
    return directory / "_build" / "html"


# Serving


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder with gzip, and notes the bytes of each body in the server's `sent`."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = gzip.compress(path.read_bytes()) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)
        self.server.sent.append(len(body))

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path):
    """A server of the site, in a thread."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site)))
    server.sent = []
    server.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()


# Measuring


def visits(site: Path, pages: list[str]) -> dict[str, list[tuple[int, int]]]:
    """By page: bytes and requests of a first visit, and of one that comes from the front page."""
    with served(site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = {}
        for name in pages:
            front = name.replace(name.removeprefix("zh/"), "index.html")
            first, later = visit(browser, server, name), visit(browser, server, front, name)
            found[name] = [first[0], later[-1]]
        browser.close()
    return found


def visit(browser: object, server: ThreadingHTTPServer, *names: str) -> list[tuple[int, int]]:
    """Bytes and requests of each page, opened one after the other by the same reader."""
    context = browser.new_context()
    page, found = context.new_page(), []
    for name in names:
        server.sent.clear()
        page.goto(server.address + name, wait_until="networkidle")
        found.append((sum(server.sent), len(server.sent)))
    context.close()
    return found


def zipped(site: Path) -> tuple[int, int]:
    """How many files a site has, and the bytes of an archive of them, without PDFs."""
    out, number = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(site.rglob("*")):
            if path.is_file() and path.suffix != ".pdf":
                archive.write(path, path.relative_to(site))
                number += 1
    return number, len(out.getvalue())


def scores(address: str) -> list[float]:
    """Lighthouse's scores of a page on a phone."""
    command = [LIGHTHOUSE, address, "--quiet", "--output=json", f"--chrome-flags={' '.join(FLAGS)}"]
    found = json.loads(
        subprocess.check_output(command, env={**os.environ, "CHROME_PATH": CHROMIUM})
    )
    return [100 * (found["categories"][each]["score"] or 0) for each in SCORES]


# Reporting


def report_visits(book: Path, stock: Path) -> None:
    ours = visits(book, [edition + name for edition in ("", "zh/") for name in PAGES])
    theirs = visits(stock, list(PAGES))
    print(f"{'':36}{'book':>20}{'stock':>20}{'stock / book':>14}")
    for number, what in enumerate(("first visit", "next page, after the front page")):
        print(what)
        for name, found in ours.items():
            size, requests = found[number]
            line = f"  {name:34}{f'{size:,} B in {requests}':>20}"
            if name in theirs:
                other, requests = theirs[name][number]
                line += f"{f'{other:,} B in {requests}':>20}{other / max(size, 1):>14.1f}"
            if size:  # the front page after itself is there already
                print(line)


def report_sizes(book: Path, stock: Path) -> None:
    (files, size), (other_files, other) = zipped(book), zipped(stock)
    print(f"site, zipped: both editions {size:,} B, {files} files;", end=" ")
    print(f"stock, English alone: {other:,} B, {other_files} files; {other / size:.1f}")
    pages = {path: len(gzip.compress(path.read_bytes())) for path in book.rglob("*.html")}
    print(f"pages by themselves: median {statistics.median(pages.values()):,.0f} B;", end=" ")
    most = sorted(pages, key=pages.get, reverse=True)[:6]
    print("largest " + ", ".join(f"{path.relative_to(book)} {pages[path]:,} B" for path in most))


def report_scores(book: Path) -> None:
    if not LIGHTHOUSE:
        print("lighthouse is not installed")
        return
    print(f"lighthouse, {', '.join(SCORES)}:")
    with served(book) as server:
        for name in [edition + name for edition in ("", "zh/") for name in PAGES]:
            found = zip(*(scores(server.address + name) for _ in range(ROUNDS)), strict=True)
            print(f"  {name:34}", *(f"{statistics.median(each):.0f}" for each in found))


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
