"""Time-based one-time passwords (RFC 6238 on RFC 4226), with the parameters that every authenticator app assumes.

SHA-1, six digits, steps of 30 seconds. A code of the step before or after counts too: clocks differ, and people type.
"""

import base64
import hashlib
import hmac
import os
from urllib.parse import quote, urlencode

SECRET_BYTES = 20  # RFC 4226, section 4, R6: as long as the hash
STEP_SECONDS, DIGITS, DRIFT_STEPS = 30, 6, 1
ISSUER = "BiVelio"


def new_secret() -> str:
    """A new secret in base32, as apps take it."""
    return base64.b32encode(os.urandom(SECRET_BYTES)).decode()


def code(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a step: the number of 30 seconds since 1970 (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, typed_code: str, at: float) -> int | None:
    """Return the step of a code entered at an epoch second; None when the code fits none of the three valid steps.

    All three steps are compared in any case, so that the duration reveals nothing.
    """
    now, matching = int(at) // STEP_SECONDS, None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(code(secret, step).encode(), typed_code.encode()):
            matching = step
    return matching


def uri(secret: str, email: str) -> str:
    """What the QR code of an authenticator app has (Google Authenticator, "Key Uri Format")."""
    label = quote(f"{ISSUER}:{email}", safe="@:")
    about = {"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    return f"otpauth://totp/{label}?{urlencode(about)}"
