"""One HTTP request through the guard: a total deadline, a byte cap, and no redirects unless allowed."""

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urljoin, urlsplit

from ssrfguard import Target

from bivelio_core import clock

from . import guard
from .deadline import DeadlineSocket
from .failures import EgressFailed, EgressRefused

USER_AGENT = "BiVelio/1.0 (+https://docs.bivelio.com)"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
FRAMING_HEADERS = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "upgrade", "te"}
)
"""Headers that determine how the request is read: a caller cannot set them."""

SAFE_ELSEWHERE = frozenset({"accept", "accept-language", "content-type", "user-agent"})
"""Headers that may follow a redirect to another origin: none of them can carry a credential."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SAME_METHOD_REDIRECTS = frozenset({307, 308})
CHUNK = 65_536
SAFE_IN_TARGET = "/?&=+:;,@!$'()*~%-._[]|"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What the receiver answered. Header names are lower case; `is_truncated` when the body was cut at the cap."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed_ms: int
    url: str
    is_truncated: bool = False


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    timeout_seconds: float = 10.0,
    maximum_bytes: int = 1_048_576,
    redirects: int = 0,
    truncate: bool = False,
) -> FetchResult:
    """Send one request and read its answer, all within `timeout_seconds` (resolution and redirects included).

    A 3xx is returned as it is unless `redirects`, the number of hops allowed, is above 0; each hop is checked like the
    first, and headers that could carry a credential are not sent to another origin. A body above `maximum_bytes` is a
    failure, or is cut there with `truncate`.

    Raises EgressRefused when the guard forbids the request, EgressFailed when no usable answer came in time.
    """
    started = time.monotonic()
    deadline = started + timeout_seconds
    sent = _checked_headers(headers or {})
    if method not in METHODS:
        raise EgressRefused("method", method=repr(method), known=", ".join(sorted(METHODS)))
    for _ in range(redirects + 1):
        try:
            answer, is_truncated, content = _exchange(method, url, sent, body, deadline, maximum_bytes, truncate)
            location = answer.headers.get("location")
            if redirects == 0 or answer.status not in REDIRECTS or location is None:
                answer_headers = {name.lower(): value for name, value in answer.headers.items()}
                return FetchResult(answer.status, answer_headers, content, _milliseconds(started), url, is_truncated)
            following = _redirect_target(url, location)
        except EgressFailed as failure:
            failure.elapsed_ms = _milliseconds(started)
            raise
        if urlsplit(following)[:2] != urlsplit(url)[:2]:
            sent = {name: value for name, value in sent.items() if name.lower() in SAFE_ELSEWHERE}
        if answer.status not in SAME_METHOD_REDIRECTS and method != "HEAD":
            method, body = "GET", b""
        url = following
    too_many = f"more than {redirects} redirects"
    raise EgressFailed("too_many_redirects", too_many, _milliseconds(started), may_have_arrived=True)


def _exchange(
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    deadline: float,
    maximum_bytes: int,
    truncate: bool,  # noqa: FBT001 - handed on from `fetch`
) -> tuple[http.client.HTTPResponse, bool, bytes]:
    way = guard.route(url, deadline)
    connected = guard.dial(way, deadline)
    sock = DeadlineSocket(connected, deadline)
    try:
        sock.sendall(_head(method, url, way.target, headers, len(body)) + body)
        answer, content = _receive(sock, method, maximum_bytes, truncate=truncate)
    except TimeoutError as error:
        raise EgressFailed("timeout", "no complete answer in time", may_have_arrived=True) from error
    except OSError as error:
        raise EgressFailed("connection", guard.error_text(error), may_have_arrived=True) from error
    finally:
        connected.close()
    return answer, len(content) > maximum_bytes, content[:maximum_bytes]


def _head(method: str, url: str, target: Target, headers: Mapping[str, str], length: int) -> bytes:
    """The head of a request, whose headers are checked, so that it leaves with the body in one packet."""
    lines = [
        f"{method} {_target(url)} HTTP/1.1",
        f"Host: {_authority(target.host, target.port, target.scheme)}",
        *(f"{name}: {value}" for name, value in headers.items()),
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    if length or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def _receive(
    sock: DeadlineSocket, method: str, maximum_bytes: int, *, truncate: bool
) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer and its body. Raises EgressFailed for bytes that are not HTTP, OSError for a broken connection."""
    try:
        answer = _Answer(sock, method=method)  # type: ignore[arg-type] # the part of a socket that it uses
        answer.begin()
        return answer, _read(answer, maximum_bytes, truncate=truncate)
    except (http.client.HTTPException, ValueError, OverflowError) as error:  # a number that http.client did not check
        raise EgressFailed("protocol", f"{type(error).__name__}: {error}"[:200], may_have_arrived=True) from error


def _read(answer: http.client.HTTPResponse, maximum_bytes: int, *, truncate: bool) -> bytes:
    content = bytearray()
    while len(content) <= maximum_bytes:
        chunk = answer.read(min(CHUNK, maximum_bytes + 1 - len(content)))
        if not chunk:
            return bytes(content)
        content += chunk
    if not truncate:
        raise EgressFailed("too_large", f"the answer is larger than {maximum_bytes} bytes", may_have_arrived=True)
    return bytes(content)


def _redirect_target(url: str, location: str) -> str:
    """The absolute URL a Location header names. Raises EgressFailed for an invalid URL."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise EgressFailed("protocol", "the redirect's Location is not a URL", may_have_arrived=True) from error


def _checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers to send, with our User-Agent unless the caller has one. Raises EgressRefused.

    Header names are case-insensitive (RFC 9110, section 5.1): of two that differ only in case, the last one is sent.
    """
    checked: dict[str, tuple[str, str]] = {}
    for name, value in {"User-Agent": USER_AGENT, **headers}.items():
        if not _TOKEN.fullmatch(name) or name.lower() in FRAMING_HEADERS:
            raise EgressRefused("header", header=repr(name))
        if any(character in value for character in "\r\n\0"):
            raise EgressRefused("header_lines", header=repr(name))
        checked[name.lower()] = (name, value)
    return dict(checked.values())


def _target(url: str) -> str:
    parts = urlsplit(url)
    return quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=SAFE_IN_TARGET)


def _authority(host: str, port: int, scheme: str) -> str:
    host_text = f"[{host}]" if ":" in host else host.rstrip(".")
    return host_text if port == {"http": 80, "https": 443}[scheme] else f"{host_text}:{port}"


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


class _Answer(http.client.HTTPResponse):
    """An answer whose chunks have sizes: http.client reads `-5` as a number, and then to the end of the stream."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise http.client.HTTPException("a chunk of a negative size")
        return size


def retry_after_seconds(headers: Mapping[str, str]) -> float:
    """The wait that a Retry-After header asks for (RFC 9110, section 10.2.3), 0 when it is absent or malformed.

    The header comes from the receiver, so it may be malformed: a date with a year of twenty digits is ignored.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - clock.real_now()).total_seconds())
