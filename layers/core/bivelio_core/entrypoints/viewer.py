"""The address of the person behind a request that came through our own CloudFront distribution.

There everybody has the address of the same edge, so what is counted by network would lock all who share it. The
distribution names the viewer in a header, which is believed only beside a secret that it adds to its requests
(template.yaml, EdgeSecret): whoever calls the API itself has the address of the connection, whatever the headers say.
Source: CloudFront Developer Guide, "Add CloudFront request headers" (`CloudFront-Viewer-Address` is `<address>:<port>`)
and "Event structure" of functions (`viewer.ip`).
"""

import hmac
import ipaddress
from collections.abc import Mapping
from typing import Any

from bivelio_core import config

SECRET, VIEWER, VIEWER_AND_PORT = "x-bivelio-edge", "x-bivelio-viewer", "cloudfront-viewer-address"
"""Lower case: the secret; the viewer as our function at the edge says it; as CloudFront itself says it."""


def address_of(headers: Mapping[str, str], context: Mapping[str, Any]) -> str:
    """The address that a request comes from: the viewer's where our distribution says so, else the connection's."""
    connection = str((context.get("identity") or {}).get("sourceIp") or "")
    secret = config.edge_secret()
    if not secret or not hmac.compare_digest(headers.get(SECRET, "").encode(), secret.encode()):
        return connection
    written = headers.get(VIEWER) or headers.get(VIEWER_AND_PORT, "").rpartition(":")[0]
    try:
        return str(ipaddress.ip_address(written.strip().removeprefix("[").removesuffix("]")))
    except ValueError:
        return connection
