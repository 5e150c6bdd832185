"""Decides who may send requests to the runtime: this machine's programs and pages, but no page of another site.

A browser lets every web page send requests to this machine, and the AWS endpoint asks for no credentials. What such a
page cannot forge are three headers: `Origin`, `Sec-Fetch-Site`, and `Host`, which carries the page's own name when that
name has been pointed at this machine (DNS rebinding). The AWS endpoint is for programs alone: it answers no page, of
whatever project on this machine, but for signed files.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CONTAINERS = ("host.docker.internal", "host.containers.internal")
"""Names by which containers call their host; no web page can have these names."""

_SIGNATURE, _COMMAND = re.compile(rb"(?:^|&)X-Amz-Signature="), re.compile(rb"(?:^|&)Action=", re.IGNORECASE)
_HEADERS = (b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest")
_FILE_METHODS = ("GET", "HEAD", "PUT", "OPTIONS")
_TARGET = b"x-amz-target"
_ADDRESSES = 1_000


class Visitors:
    """Decides from a request's headers whether it comes from this machine."""

    def __init__(self, configured: Iterable[str] = ()) -> None:
        self._names = frozenset((*LOOPBACK, *CONTAINERS, *configured))
        self.knows = lru_cache(_ADDRESSES)(self._knows)
        """Whether a URL's host is this machine, a configured name, or a subdomain of one of these."""

    def refusal(
        self, headers: Iterable[tuple[bytes, bytes]], *, only_reads: bool, is_for_pages: bool = True
    ) -> str | None:
        """Return why a request is refused, or None when it may pass.

        Args:
            headers: the request's headers, names in lower case.
            only_reads: whether it changes nothing, so that a link on any web page may lead to it.
            is_for_pages: whether pages of this machine may send it.
        """
        values_by_header: dict[bytes, list[str]] = {name: [] for name in _HEADERS}
        for name, value in headers:
            if name in values_by_header:
                values_by_header[name].append(value.decode("latin-1").strip())
        if len(values_by_header[b"host"]) != 1 or not self.knows(f"//{values_by_header[b'host'][0]}"):
            return f"The host {_as_text(values_by_header[b'host'])} is not this machine."
        if not is_for_pages and (
            values_by_header[b"origin"] or values_by_header[b"sec-fetch-site"] not in ([], ["none"])
        ):
            return "The AWS endpoint is for programs, and a page sends this request."
        if any(not self.knows(origin) for origin in values_by_header[b"origin"]):
            return f"The origin {_as_text(values_by_header[b'origin'])} is not this machine."
        if not values_by_header[b"origin"] and "cross-site" in values_by_header[b"sec-fetch-site"]:
            is_link = (values_by_header[b"sec-fetch-mode"], values_by_header[b"sec-fetch-dest"]) == (
                ["navigate"],
                ["document"],
            )
            if not (only_reads and is_link):
                return "A page of another site sends this request."
        return None

    def _knows(self, address: str) -> bool:
        try:
            host = (urlsplit(address).hostname or "").removesuffix(".")
        except ValueError:
            return False
        return any(host == name or host.endswith(f".{name}") for name in self._names)


def is_file_link(method: str, query: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request uses a presigned file URL: links may lead there, and the bucket's CORS rule applies.

    What also names a command, in the query, a header or the form that a POST sends, is none: the emulator would obey.
    """
    is_signed = bool(_SIGNATURE.search(query)) and not _COMMAND.search(query)
    return is_signed and method in _FILE_METHODS and all(name != _TARGET for name, _ in headers)


def _as_text(values: list[str]) -> str:
    return repr(", ".join(values))[:100] if values else "(none)"
