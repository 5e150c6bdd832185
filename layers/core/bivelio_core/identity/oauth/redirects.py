"""Where an app may be sent back to: what it has declared, to the letter, but for the port of a program's own host."""

from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST = 500
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
EDITORS = frozenset({"cursor", "vscode", "vscode-insiders", "windsurf", "zed"})
"""Schemes of programs whose names have no dot, which RFC 8252 (section 7.1) asks for."""


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: str
    rest: str


def is_allowed(uri: str) -> bool:
    """Whether an app may declare an address: `https`, loopback `http`, or a program's own scheme."""
    parts = _split(uri)
    if parts is None or not parts.host:
        return False
    if parts.scheme == "http":
        return parts.host in LOOPBACK
    return parts.scheme == "https" or parts.scheme in EDITORS or "." in parts.scheme


def is_loopback(uri: str) -> bool:
    """Whether it leads to a program on the person's own computer, which anybody's program may pretend to be."""
    parts = _split(uri)
    return parts is not None and parts.scheme == "http" and parts.host in LOOPBACK


def matches(uri: str, declared: str) -> bool:
    """Whether an address is the declared one; on the person's own computer any port is the same (RFC 8252, 7.3)."""
    if uri == declared:
        return True
    if not (is_loopback(uri) and is_loopback(declared)):
        return False
    one, other = _split(uri), _split(declared)
    return one is not None and other is not None and one._replace(port="") == other._replace(port="")


def host_of(uri: str) -> str:
    """The host that a person is shown; of a program's own scheme the scheme."""
    parts = _split(uri)
    if parts is None:
        return ""
    return parts.host if parts.scheme in ("http", "https") else f"{parts.scheme}://"


def _split(uri: str) -> _Parts | None:
    """The parts of an address in plain ASCII, without credentials or fragment; None for any other text."""
    if not uri or len(uri) > LONGEST or not all("!" <= each <= "~" for each in uri):
        return None
    if any(each in uri for each in '\\<>"`{}|^#'):
        return None
    scheme, separator, after = uri.partition("://")
    if not separator or not scheme or scheme != scheme.lower():
        return None
    authority = after.partition("/")[0].partition("?")[0]
    if "@" in authority:
        return None
    try:
        split = urlsplit(uri)
        port = split.port
    except ValueError:
        return None
    host = authority if port is None else authority.rpartition(":")[0]
    return _Parts(scheme, host, "" if port is None else str(port), after[len(authority) :])
