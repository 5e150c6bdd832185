"""The two signatures of a delivery, over the exact bytes that are sent.

`X-BiVelio-Signature` is the reference's: bare hex HMAC-SHA256 of the body, the key is the whole text of the secret.
`webhook-id`, `webhook-timestamp` and `webhook-signature` are those of Standard Webhooks (standardwebhooks.com, v1):
base64 HMAC-SHA256 of `id.timestamp.body`, the key is the decoded base64 behind `whsec_`.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from .secrets import PREFIX


def headers(event_id: str, timestamp: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The signature headers under one or, while a rotation's overlap lasts, several secrets (the newest first).

    A receiver that knows only the old secret must still work during the overlap, and `X-BiVelio-Signature` holds one
    signature: so it is made with the second newest secret until the overlap ends, and `X-BiVelio-Signature-Next` has
    that of the newest. The Standard Webhooks header holds all of them.
    """
    content = f"{event_id}.{timestamp}.".encode() + body
    standard = (base64.b64encode(_hmac(standard_key(secret), content)).decode() for secret in secrets)
    following = {"X-BiVelio-Signature-Next": _hmac(secrets[0].encode(), body).hex()} if len(secrets) > 1 else {}
    return {
        "X-BiVelio-Signature": _hmac(secrets[:2][-1].encode(), body).hex(),
        **following,
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in standard),
    }


def standard_key(secret: str) -> bytes:
    """The key Standard Webhooks' libraries derive: decoded base64; the plain text where it is not base64.

    Their libraries accept such a text with their option for raw keys.
    """
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode()


def _hmac(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()
