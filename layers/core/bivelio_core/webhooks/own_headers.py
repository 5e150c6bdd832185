"""The headers that a webhook's owner adds to its deliveries: names checked, values sealed and never shown again."""

import json
from collections.abc import Mapping
from typing import Any

from bivelio_core import faults, sealing
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item

PURPOSE = "webhook_headers"
MAXIMUM_BYTES = 4_000
"""The most bytes of all names and values as JSON: KMS encrypts 4,096 itself (`sealing`)."""

RESERVED = frozenset(
    {
        # Hop-by-hop, and how the request is read (RFC 9110, section 7.6.1; RFC 9112).
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "expect",
        "host",
        "content-length",
        # About the body, which is ours.
        "content-type",
        "content-encoding",
        "accept-encoding",
        "user-agent",
    }
)
RESERVED_PREFIXES = ("webhook-", "x-bivelio-")
"""The signatures, and what may be added to them."""

HEADER_NAME = faults.register("webhooks", "header_reserved")
HEADERS_AGAIN = faults.register("webhooks", "headers_again")


def check(headers: Mapping[str, str]) -> None:
    """Raise ValidationError for a reserved or repeated name, and for too much text."""
    seen: set[str] = set()
    for name in headers:
        lower = name.lower()
        if lower in RESERVED or lower.startswith(RESERVED_PREFIXES) or lower in seen:
            raise ValidationError.of(f"headers{faults.path((name,))}", HEADER_NAME)
        seen.add(lower)
    if len(_text(headers).encode()) > MAXIMUM_BYTES:
        raise ValidationError.of("headers", "max_bytes", limit=MAXIMUM_BYTES)


def stored(headers: Mapping[str, str], organisation: str) -> dict[str, Any]:
    """Return the attributes that store a webhook's headers; empty when it has no headers."""
    if not headers:
        return {}
    sealed = sealing.seal(_text(headers), organisation=organisation, purpose=PURPOSE)
    return {"headers": sealed, "header_names": sorted(headers)}


def of(webhook: Item, organisation: str) -> dict[str, str]:
    """The headers that go with the deliveries of a webhook."""
    if "headers" not in webhook:
        return {}
    opened: dict[str, str] = json.loads(
        sealing.unseal(bytes(webhook["headers"]), organisation=organisation, purpose=PURPOSE)
    )
    return opened


def _text(headers: Mapping[str, str]) -> str:
    return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))
