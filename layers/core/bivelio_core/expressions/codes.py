"""The codes of `hmac_sha256`: made when it is evaluated, or with a secret when a request is sent."""

import base64
import hmac


def hmac_of(key: str, text: str, encoding: str) -> str:
    """The HMAC with SHA-256 (RFC 2104) of a text, as hexadecimal digits (`hex`) or in `base64` (RFC 4648)."""
    code = hmac.digest(key.encode(), text.encode(), "sha256")
    return code.hex() if encoding == "hex" else base64.b64encode(code).decode()
