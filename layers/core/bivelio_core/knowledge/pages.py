"""Pages by URL, and sitemaps: through the guard of outgoing requests (egress), which checks each hop."""

import gzip
import io
import zlib
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.parsers import expat  # no document type is read (`_doctype`)

from bivelio_core import egress

MAXIMUM_BYTES = 10_000_000
MAXIMUM_SITEMAP_BYTES = 50_000_000
MAXIMUM_SITEMAPS = 20
MAXIMUM_PAGES = 500
"""Of a sitemap with those that it names."""
REDIRECTS, FETCH_SECONDS = 3, 20.0
OK = 200
GONE = frozenset({404, 410})
HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "ca, es;q=0.8, en;q=0.6",
}


class NotRead(Exception):
    """A page that cannot be read: why, in a word, and whether it is gone or may come back."""

    def __init__(self, reason: str, *, is_gone: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_gone = reason, is_gone


class Page(NamedTuple):
    """A file that was fetched, with a name by which its format is judged where its bytes leave it open."""

    content: bytes
    name: str
    url: str


def fetched(url: str, maximum_bytes: int = MAXIMUM_BYTES) -> Page:
    """Fetch a page. Raises NotRead."""
    try:
        answer = egress.fetch(
            "GET", url, headers=HEADERS, timeout_seconds=FETCH_SECONDS, maximum_bytes=maximum_bytes, redirects=REDIRECTS
        )
    except egress.EgressRefused as refused:
        raise NotRead("url_not_allowed", is_gone=True) from refused
    except egress.EgressFailed as failure:
        raise NotRead(failure.kind, is_gone=failure.kind == "too_large") from failure
    if answer.status != OK:
        raise NotRead(f"status_{answer.status}", is_gone=answer.status in GONE)
    is_html = "html" in answer.headers.get("content-type", "").casefold()
    name = "page.html" if is_html else urlsplit(answer.url).path.rpartition("/")[2]
    return Page(answer.body, name, answer.url)


def pages_of(url: str) -> list[str]:
    """The addresses of the pages that a sitemap names, of its own host alone, each once. Raises NotRead."""
    sitemaps, pages, read = [url], dict[str, None](), 0
    host = urlsplit(url).netloc
    while sitemaps and read < MAXIMUM_SITEMAPS and len(pages) < MAXIMUM_PAGES:
        page = fetched(sitemaps.pop(0), MAXIMUM_BYTES)
        read += 1
        named, is_index = _locations(_unpacked(page.content))
        own = [each for each in named if urlsplit(each).netloc == host]
        if is_index:
            sitemaps += own
        else:
            pages.update(dict.fromkeys(own))
    return list(pages)[:MAXIMUM_PAGES]


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(MAXIMUM_SITEMAP_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise NotRead("unreadable", is_gone=False) from error


def _locations(content: bytes) -> tuple[list[str], bool]:
    """The addresses in a sitemap, and whether they are those of sitemaps (sitemaps.org, protocol 0.9)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    elements: list[str] = []
    texts: list[str] = []
    locations: list[str] = []
    root: list[str] = []

    def start(name: str, _about: dict[str, str]) -> None:
        elements.append(name.rpartition(" ")[2])
        root[:] = root or elements
        texts.clear()

    def end(_name: str) -> None:
        if elements.pop() == "loc" and elements[-1:] in (["url"], ["sitemap"]):
            locations.append("".join(texts).strip())
        texts.clear()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = _doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotRead("no_sitemap", is_gone=False) from error
    if root[0] not in ("urlset", "sitemapindex"):
        raise NotRead("no_sitemap", is_gone=False)
    return locations, root[0] == "sitemapindex"


def _doctype(*_: object) -> None:
    raise NotRead("hostile_xml", is_gone=True)
