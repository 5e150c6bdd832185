"""The address of the person behind a request, also of one that came through our own CloudFront distribution.

There everybody has the address of the same edge, so what is counted by network would lock all who share it. The
distribution names the viewer in a header, which is believed only beside a secret that it adds to its requests
(template.yaml, OriginSecretA): whoever calls the API itself has the address of the connection, whatever the headers
say. Two secrets are valid at any time, so that one can be replaced while the edges still send the other.
Source: CloudFront Developer Guide, "Add CloudFront request headers" (`CloudFront-Viewer-Address` is `<address>:<port>`)
and "Event structure" of functions (`viewer.ip`).
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core import config

EDGE = "x-bivelio-edge"
"""The header, in lower case, by which our distribution proves itself."""

VIEWER, VIEWER_AND_PORT = "x-bivelio-viewer", "cloudfront-viewer-address"
"""The viewer as our function at the edge says it; as CloudFront itself says it."""


def address_of(headers: Mapping[str, str], context: Mapping[str, Any]) -> str:
    """Return the address that a request comes from: the viewer's where our distribution says so, else the connection's.

    Args:
        headers: of the request, with names in lower case.
        context: API Gateway's `requestContext`. What the authorizer has decided about the address holds for the
            endpoint behind it, which needs no secret of its own.
    """
    if address := (context.get("authorizer") or {}).get("address"):
        return str(address)
    connection = str((context.get("identity") or {}).get("sourceIp") or "")
    if EDGE not in headers or not _is_proof(headers[EDGE]):
        return connection
    return _viewer(headers) or connection


def _is_proof(sent: str) -> bool:
    """Whether it is one of the secrets; each is compared in constant time, and all of them always."""
    import hmac  # noqa: PLC0415 - only requests that come through the edge need it

    proof = sent.encode("utf-8", "surrogatepass")
    return sum(hmac.compare_digest(proof, secret.encode()) for secret in config.origin_secrets()) > 0


def _viewer(headers: Mapping[str, str]) -> str:
    """Return the viewer's address without its port, as it is usually written; empty where none is told."""
    import ipaddress  # noqa: PLC0415

    written = headers.get(VIEWER) or headers.get(VIEWER_AND_PORT, "").rpartition(":")[0]
    try:
        address = ipaddress.ip_address(written.strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
