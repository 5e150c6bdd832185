"""Deliveries signed as the platform signs them: Standard Webhooks, and `X-BiVelio-Signature`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time

from .. import webhooks
from . import profiles


def headers_of(body: bytes, event_id: str, secret: str, moment: int | None = None) -> dict[str, str]:
    """Return the headers of a delivery; `moment` is its Unix time in seconds, by default now."""
    at = str(int(time.time()) if moment is None else moment)
    signed = f"{event_id}.{at}.".encode() + body
    standard = base64.b64encode(hmac.new(webhooks._key(secret), signed, hashlib.sha256).digest()).decode()  # noqa: SLF001 - the same key as verify
    return {
        "Content-Type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{standard}",
        "X-BiVelio-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }


def own_secret() -> str:
    """Return the secret that `listen` signs with: made once on this machine, and the same ever after."""
    kept = profiles.read().get("listen_secret")
    if kept is None:
        with profiles.changing() as content:  # another process may have been quicker
            made = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
            kept = content.setdefault("listen_secret", made)
    return str(kept)
