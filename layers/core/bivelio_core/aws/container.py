"""Credentials of a function that has none in its environment but an address that tells them.

So are functions that start from a snapshot (SnapStart), and containers: botocore, which the first request would import
for that, takes seventy times as long as the request itself. Credentials are kept until shortly before they end; who
comes then fetches new ones, while others go on with those that still hold.
Source: AWS SDKs and Tools Reference Guide, "Container credential provider"; Lambda Developer Guide, "SnapStart".
"""

import json
import os
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from .connection import Connections
from .parties import Credentials, Endpoint
from .refusals import NotConfigured, TryAgain

FULL, RELATIVE = "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
TOKEN, TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
OF_RELATIVE = "http://169.254.170.2"
WITHOUT_TLS = frozenset({"169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"})
"""Hosts beside loopback addresses that may be asked without TLS: the container's own agents."""

EARLY_SECONDS, AGAIN_SECONDS = 300, 15
"""New credentials are fetched so long before the old ones end, and so long after a try that failed."""
CONNECT_SECONDS, READ_SECONDS = 1.0, 2.0
AGENT = "bivelio-api"


class Lease(NamedTuple):
    """Credentials, the moment from which new ones are fetched, and that of their end (seconds of Unix)."""

    keys: Credentials
    renewed_from: float
    ends: float


_leases: dict[str, Lease] = {}
_fetching = threading.Lock()


def address() -> str | None:
    """Where the environment says that credentials are, if it does; the relative address counts first, as in SDKs."""
    if relative := os.environ.get(RELATIVE):
        return OF_RELATIVE + relative
    return os.environ.get(FULL) or None


def credentials(url: str) -> Credentials:
    """The credentials of an address. Raises NotConfigured, and TryAgain when it does not answer."""
    lease, now = _leases.get(url), time.time()
    if lease and now < lease.renewed_from:
        return lease.keys
    holding = lease if lease and now < lease.ends else None
    if holding is None:
        _fetching.acquire()
    elif not _fetching.acquire(blocking=False):
        return holding.keys  # another thread is fetching
    try:
        if (lease := _leases.get(url)) and time.time() < lease.renewed_from:
            return lease.keys  # another thread has
        _leases[url] = _renewed(url, holding)
        return _leases[url].keys
    finally:
        _fetching.release()


def forget() -> None:
    """Have credentials fetched again: AWS says that their time is over."""
    _leases.clear()


def _renewed(url: str, holding: Lease | None) -> Lease:
    try:
        return _fetched(url)
    except TryAgain:
        if holding is None:
            raise
        return holding._replace(renewed_from=min(time.time() + AGAIN_SECONDS, holding.ends))


def _fetched(url: str) -> Lease:
    endpoint, path = _server(url)
    headers = {"Host": endpoint.authority, "Accept": "application/json", **_authorization()}
    connections = Connections(endpoint, AGENT, CONNECT_SECONDS, READ_SECONDS)
    try:
        answer = connections("GET", path, headers, b"")
    finally:
        connections.close()
    if answer.status != 200:  # noqa: PLR2004
        why = f"the address of the container's credentials answers {answer.status}"
        raise TryAgain(why) if answer.status >= 500 or answer.status == 429 else NotConfigured(why)  # noqa: PLR2004
    return _lease(answer.body)


def _lease(body: bytes) -> Lease:
    try:
        document = json.loads(body)
        ends = datetime.fromisoformat(document["Expiration"]).timestamp()
        keys = Credentials(document["AccessKeyId"], document["SecretAccessKey"], document["Token"])
    except (ValueError, KeyError, TypeError) as failure:
        raise TryAgain(f"no credentials in the container's answer: {type(failure).__name__}") from failure
    return Lease(keys, ends - EARLY_SECONDS, ends)


def _authorization() -> dict[str, str]:
    """The header by which the agent knows its container; a file is read anew, since its token changes."""
    if path := os.environ.get(TOKEN_FILE):
        try:
            token = Path(path).read_text(encoding="utf-8")
        except OSError as failure:
            raise NotConfigured(f"{TOKEN_FILE} names a file that cannot be read") from failure
    else:
        token = os.environ.get(TOKEN, "")
    if not (token.isascii() and token.isprintable()):
        raise NotConfigured("the token of the container's credentials has characters that no header may have")
    return {"Authorization": token} if token else {}


def _server(url: str) -> tuple[Endpoint, str]:
    """The server of an address, and the path with its query. Raises NotConfigured where a secret must not travel."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - once in some hours

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    is_secure = parts.scheme == "https"
    if not host or parts.scheme not in {"http", "https"}:
        raise NotConfigured(f"{FULL} is no address: it has to be http(s)://host[:port]/path")
    if not is_secure and host not in WITHOUT_TLS and not _is_loopback(host):
        raise NotConfigured(f"{FULL} asks for credentials without TLS of a host that is not the container's own")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    authority = parts.netloc.rpartition("@")[2]
    return Endpoint("", "", authority, host, port or (443 if is_secure else 80), is_secure), path


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - as above

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
