"""What pages of the documentation weigh, and when a phone shows them: `python -m benchmarks.site_weight`.

It builds the site, serves it compressed, and opens each page in Chromium with an empty cache under the figures of
Lighthouse's mobile profile: 1.6 Mbit/s, 150 ms, a processor four times slower. First paint is that of the first text or
image, largest that of the largest one which the browser reports. The median of several loads is written.

    --write    keeps the figures in benchmarks/site_weight.md;    --loads 5    how often each page is opened
"""

import argparse
import gzip
import mimetypes
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.chromium import chromium
from tools.site.build import build
from tools.site.pages import BASE

RESULTS = Path(__file__).with_suffix(".md")
PAGES = {
    "home": "",
    "a guide": "webhooks/",
    "a reference page": "reference/contacts/create/",
    "an error page": "errors/validation-error/",
    "the changelog": "changelog/",
}
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Image": "images"}
"""What the browser calls each kind of file, and what the table calls it; all else is `other`."""

BYTES_A_SECOND = 1_638_400 // 8
LATENCY_MS = 150
SLOWDOWN = 4
COMPRESSED = (".html", ".css", ".js", ".json", ".svg")
PHONE = {"width": 412, "height": 823}
QUIET_MS = 1_500
"""How long after the last file a larger paint is waited for."""

PAINTS = """
window.paints = {};
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (one.name === 'first-contentful-paint') window.paints.first = one.startTime;
}).observe({type: 'paint', buffered: true});
new PerformanceObserver(list => {
  for (const one of list.getEntries()) window.paints.largest = one.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
"""


@dataclass(frozen=True)
class Load:
    """One opening of a page: bytes as sent by kind of file, how many files, and milliseconds until it was painted."""

    sizes: dict[str, int]
    requests: int
    first: float
    largest: float


def main() -> None:
    """Measure, print, and with `--write` keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--loads", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with serving(build()) as url, chromium() as browser:
        rows = [
            row(name, [load(browser, url + address) for _ in range(arguments.loads)]) for name, address in PAGES.items()
        ]
    text = table(rows, arguments.loads)
    print(text)
    if arguments.write:
        RESULTS.write_text(text, encoding="utf-8")


def load(browser: Browser, url: str) -> Load:
    """Open a page once, as a phone that has never been there."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = defaultdict(int)

    def finished(event: dict[str, Any]) -> None:
        sizes[kinds.get(event["requestId"], "other")] += int(event["encodedDataLength"])

    devtools.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: named(event["type"])}))
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    limits = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", limits)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.add_init_script(PAINTS)
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(QUIET_MS)
    paints: dict[str, float] = page.evaluate("window.paints")
    context.close()
    return Load(dict(sizes), len(kinds), paints["first"], paints["largest"])


def named(kind: str) -> str:
    """Return what the table calls a kind of file."""
    return KINDS.get(kind, "other")


def row(name: str, loads: list[Load]) -> str:
    """Return a page's row: its sizes are the same at each load, its paints are the medians."""
    sizes = loads[0].sizes
    kilobytes = [f"{sizes.get(kind, 0) / 1000:.1f}" for kind in (*KINDS.values(), "other")]
    paints = [
        f"{statistics.median(paint) / 1000:.2f}" for paint in zip(*((x.first, x.largest) for x in loads), strict=True)
    ]
    return f"| {' | '.join([name, *kilobytes, f'{sum(sizes.values()) / 1000:.1f}', str(loads[0].requests), *paints])} |"


def table(rows: list[str], loads: int) -> str:
    """Return the page of the figures."""
    head = (
        "page",
        *(f"{kind}, kB" for kind in (*KINDS.values(), "other", "all")),
        "requests",
        "first paint, s",
        "largest, s",
    )
    about = (
        "Kilobytes as sent, and seconds until the first and the largest text or image is painted, in Chromium with an\n"
        "empty cache at 1.6 Mbit/s, 150 ms and a processor four times slower, Lighthouse's mobile profile\n"
        f"(`make bench-site`; the median of {loads} loads). The site is served compressed by this machine."
    )
    lines = [
        "# The weight of the documentation",
        "",
        about,
        "",
        f"| {' | '.join(head)} |",
        "|---" * len(head) + "|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The site at an address of this machine, compressed as CloudFront sends it."""

    @cache
    def sent(file: Path) -> bytes:
        content = file.read_bytes()
        return gzip.compress(content) if file.suffix in COMPRESSED else content

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            file = folder / urlsplit(self.path).path.removeprefix(BASE).strip("/")
            file = file / "index.html" if file.is_dir() else file
            is_found = file.is_file() and file.resolve().is_relative_to(folder.resolve())
            body = sent(file) if is_found else b""
            self.send_response(HTTPStatus.OK if is_found else HTTPStatus.NOT_FOUND)
            if is_found:
                self.send_header("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")
            if is_found and file.suffix in COMPRESSED:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{BASE}/"
        finally:
            server.shutdown()


if __name__ == "__main__":
    main()
