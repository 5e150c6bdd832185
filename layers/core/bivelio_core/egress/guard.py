"""Which addresses may be called, and a socket to one of them.

ssrfguard decides (its table is IANA's special-purpose registries) and its `connect` dials the very addresses that
`resolve` checked, so a name that resolves differently a moment later (DNS rebinding) gains nothing. This module adds
the policy, which no setting can loosen: https on ports 443 and 8443 to public addresses, and mail under TLS on ports
465 and 587. The one exception is the local runtime, where a URL that says `127.0.0.1` or `localhost` may reach
127.0.0.1 without TLS, on any port but the runtime's own, and nothing else: the AWS endpoint asks for no credentials.
Of its own ports the API may be called, below its stages' paths, as in the cloud; not the pages beside it, which tell
the keys of the demo organisations to whoever asks.
"""

import re
import socket
import ssl
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Any
from urllib.parse import unquote, urlsplit

from ssrfguard import Address, BlockedURLError, Policy, SSRFGuardError, Target, connect, resolve
from ssrfguard.resolvers import UdpResolver

from bivelio_core import config

from .failures import EgressFailed, EgressRefused

MAXIMUM_URL_LENGTH = 2048
HTTPS_PORT = 443
CHECK_TIMEOUT_SECONDS = 2.0
NOT_PUBLIC = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa"})
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # WHATWG URL, "ends in a number"

AMBIGUOUS = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")
"""Letters that IDNA 2003 and 2008 turn into different names (RFC 5894, section 7.2): `straße` would be `strasse`."""

IDEOGRAPHIC_STOP = "\u3002"
"""A dot between labels by IDNA 2003 (RFC 3490, section 3.1) that compatibility does not make a full stop."""

UNICAST = ip_network("2000::/3")
EMBEDDING = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))
"""Forms of an IPv4 address (mapped, NAT64) that ssrfguard judges by the address they carry."""

TUNNELS = (ip_network("2001::/32"), ip_network("2002::/16"))
"""Teredo and 6to4: retired forms of an IPv4 address; no receiver has one."""


URLS_KEPT = 1_000
"""Of webhooks that are called again and again; a refusal is not kept."""

LOCALHOST = IPv4Address("127.0.0.1")
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})
API_PATHS = ("/v1/", "/sandbox/v1/")
"""Where the stages are on the local runtime."""

PUBLIC = Policy(
    allowed_schemes=frozenset({"https"}),
    allowed_ports=frozenset({443, 8443}),
    max_redirects=0,
    max_connection_attempts=2,
    max_url_length=MAXIMUM_URL_LENGTH,
)


MAIL = Policy(
    allowed_schemes=frozenset({"https"}),
    allowed_ports=frozenset({465, 587}),
    max_redirects=0,
    max_connection_attempts=2,
    max_url_length=MAXIMUM_URL_LENGTH,
)
"""For the submission of mail (RFC 8314): with TLS from the first byte on port 465, after STARTTLS on port 587."""


@cache
def _loopback() -> Policy:
    return Policy(
        allowed_schemes=frozenset({"http", "https"}),
        allowed_ports=frozenset(range(1, 65_536)),
        allowed_networks=(ip_network("127.0.0.1/32"),),
        allowed_hosts=LOCAL_NAMES,
        max_redirects=0,
        max_connection_attempts=1,
        max_url_length=MAXIMUM_URL_LENGTH,
    )


@dataclass(frozen=True, slots=True)
class Route:
    """A checked URL: its origin, and the addresses to which a connection is allowed."""

    target: Target
    addresses: tuple[Address, ...]
    policy: Policy


def check(url: str) -> None:
    """Whether a URL may be registered. Raises EgressRefused.

    A name that does not resolve now is accepted: each delivery checks it again, and fails until it resolves.
    """
    try:
        route(url, time.monotonic() + CHECK_TIMEOUT_SECONDS)
    except EgressFailed as failure:
        if failure.kind != "dns":
            raise
    _check_spelling(url)


def check_written(url: str) -> None:
    """Raise EgressRefused for a URL that could never be called, whatever its host's name resolves to."""
    policy, target = _judged(url)
    _check_spelling(url)
    if target.is_literal_address:
        _resolved(url, policy, target, time.monotonic())


def _check_spelling(url: str) -> None:
    """Raise EgressRefused for a host that only looks like what is called: a call reads it, people would not."""
    written = urlsplit(url).netloc
    if written.isascii():
        return
    from unicodedata import normalize  # noqa: PLC0415 - most names are ASCII

    if IDEOGRAPHIC_STOP in written or normalize("NFKC", written) != normalize("NFC", written):
        raise EgressRefused("not_plain_letters")


def authority(url: str) -> str:
    """The host that a URL names, with its port unless it is 443. Raises EgressRefused for one that may not be called.

    It is what `route` would connect to, so that nobody can write a URL that two parsers read differently.
    """
    target = _judged(url)[1]
    host = target.host.rstrip(".").lower()
    return host if target.port == HTTPS_PORT else f"{host}:{target.port}"


def route(url: str, deadline: float, public: Policy = PUBLIC) -> Route:
    """Resolve a URL's host, once, and check every answer. Raises EgressRefused, or EgressFailed when there is none."""
    policy, target = _judged(url, public)
    return Route(target, _resolved(url, policy, target, deadline), policy)


def is_local(way: Route) -> bool:
    """Whether a route leads to 127.0.0.1, which only the local runtime may call."""
    return way.policy is _loopback()


def _judged(url: str, public: Policy = PUBLIC) -> tuple[Policy, Target]:
    """The policy for a URL, and the origin that it names."""
    return _judgement(url, public, is_local=config.is_local())


@lru_cache(URLS_KEPT)
def _judgement(url: str, public: Policy, *, is_local: bool) -> tuple[Policy, Target]:
    """Judge how a URL is written, which asks no name server: the same each time, while a name is resolved anew."""
    try:
        policy = _policy(url, public) if is_local else public
        target = policy.check_url(url)
    except BlockedURLError:
        raise _url_refusal(url, public) from None
    except SSRFGuardError:
        raise EgressRefused("not_public_address") from None
    if policy is public and not target.is_literal_address:
        _check_name(target.host, urlsplit(url).netloc)
    return policy, target


def _resolved(url: str, policy: Policy, target: Target, deadline: float) -> tuple[Address, ...]:
    """The addresses of an origin to which a connection is allowed."""
    try:
        resolver = _ipv4 if policy is _loopback() else _resolver(max(0.05, deadline - time.monotonic()))
        addresses = resolve(target, policy=policy, resolver=resolver)
    except BlockedURLError:
        raise _url_refusal(url, policy) from None
    except SSRFGuardError:
        raise EgressRefused("not_public_address") from None
    except OSError:
        raise EgressFailed("dns", "the host name has no answer from the name servers") from None
    if policy is not _loopback():
        _check_addresses(addresses)
    else:
        addresses = tuple(address for address in addresses if address.ip == LOCALHOST)
        if not addresses:
            raise EgressRefused("not_this_machine")
        if target.port in config.local_ports() and not _is_own_api(url, target):
            raise EgressRefused("port_of_runtime")
    return addresses


def _is_own_api(url: str, target: Target) -> bool:
    """Whether a URL is in the local runtime's own API, however its path is read."""
    path = urlsplit(url).path
    names = {*unquote(unquote(path)).replace("\\", "/").split("/")}
    is_below = path.startswith(API_PATHS) and not {".", ".."} & names
    return is_below and target.scheme == "http" and target.port == config.local_api_port()


def dial(way: Route, deadline: float) -> socket.socket:
    """A connected socket, with TLS verified against the name for https. Raises EgressRefused or EgressFailed."""
    raw = connected(way, deadline)
    return secured(raw, way, deadline) if way.target.scheme == "https" else raw


def connected(way: Route, deadline: float) -> socket.socket:
    """A socket connected to an address that was checked, still without TLS. Raises EgressRefused or EgressFailed."""
    attempts = min(len(way.addresses), way.policy.max_connection_attempts)
    try:
        return connect(way.addresses, policy=way.policy, timeout=max(0.05, (deadline - time.monotonic()) / attempts))
    except SSRFGuardError:
        raise EgressRefused("not_public_address") from None
    except TimeoutError:
        raise EgressFailed("timeout", "the receiver did not accept the connection") from None
    except OSError as error:
        raise EgressFailed("connection", error_text(error.__cause__ or error)) from None


def secured(raw: socket.socket, way: Route, deadline: float) -> socket.socket:
    """The socket under TLS, verified against the route's name; closed when that fails. Raises EgressFailed."""
    try:
        raw.settimeout(max(0.05, deadline - time.monotonic()))
        return _tls().wrap_socket(raw, server_hostname=way.target.host.rstrip("."))
    except TimeoutError as error:
        raw.close()
        raise EgressFailed("timeout", "the TLS handshake took too long") from error
    except OSError as error:
        raw.close()
        raise EgressFailed("tls", str(error)) from error


def _check_addresses(addresses: tuple[Address, ...]) -> None:
    """Beyond ssrfguard: require a global unicast IPv6 address that embeds none that ssrfguard does not unpack."""
    for ip in (address.ip for address in addresses):
        if not isinstance(ip, IPv6Address) or any(ip in network for network in EMBEDDING):
            continue
        if ip not in UNICAST or any(ip in network for network in TUNNELS):
            raise EgressRefused("not_public_address")


def _check_name(host: str, written: str) -> None:
    if match := AMBIGUOUS.search(written):
        raise EgressRefused("two_standards", letter=repr(match.group()))
    labels = host.rstrip(".").split(".")
    if len(labels) == 1 or labels[-1] in NOT_PUBLIC:
        raise EgressRefused("not_public_name")
    if _NUMBER.fullmatch(labels[-1]):
        raise EgressRefused("ends_in_number")


def _url_refusal(url: str, public: Policy) -> EgressRefused:
    """The refusal with the rule that a URL refused by ssrfguard breaks; ssrfguard's own messages quote the URL."""
    if len(url) > MAXIMUM_URL_LENGTH:
        return EgressRefused("too_long", limit=MAXIMUM_URL_LENGTH)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return EgressRefused("malformed")
    if parts.scheme not in PUBLIC.allowed_schemes:
        return EgressRefused("not_https")
    if "@" in parts.netloc:
        return EgressRefused("user_name")
    if port is not None and port not in public.allowed_ports:
        first, second = sorted(public.allowed_ports)
        return EgressRefused("port", first=first, second=second)
    return EgressRefused("not_public")


def error_text(error: BaseException) -> str:
    """The message of an operating system error without the address it concerns."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


def _policy(url: str, public: Policy) -> Policy:
    try:
        is_here = _loopback().check_url(url).host in LOCAL_NAMES
    except SSRFGuardError:
        is_here = False
    return _loopback() if is_here else public


def _resolver(timeout_seconds: float) -> UdpResolver:
    """A resolver with a deadline, which getaddrinfo lacks: a slow name server must not hold up a worker."""
    families = (socket.AF_INET, socket.AF_INET6)
    try:
        if nameserver := config.local_nameserver():
            host, port = nameserver
            return UdpResolver((host,), timeout_seconds, families=families, nameserver_port=port)
        return UdpResolver(timeout=timeout_seconds, families=families)
    except ValueError as error:
        raise EgressFailed("dns", "there is no name server") from error


def _ipv4(host: str, port: int, _family: int, *rest: int) -> Any:
    return socket.getaddrinfo(host, port, socket.AF_INET, *rest)


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
