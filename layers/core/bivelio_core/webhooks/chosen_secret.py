"""Choose the secret of a webhook: the owner's own unless it is weak, or a generated one if the owner gave none."""

import base64
import os

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register

from .secrets import PREFIX

RANDOM_BYTES = 24
STRONG_LENGTH, STRONG_DIFFERENT = 24, 8
"""The fewest characters of a caller's own secret, and the fewest distinct ones after the prefix."""

WEAK_SECRET = register("webhooks", "weak_secret")


def choose(secret: str | None) -> str:
    """The caller's secret, or a new one: `whsec_` and 24 random bytes in base64. Raises Unprocessable for a weak one.

    A weak secret is refused, not replaced: the owner would verify signatures with it, and they would not match.
    """
    if secret is None:
        return PREFIX + base64.b64encode(os.urandom(RANDOM_BYTES)).decode()
    if not is_strong(secret):
        raise Unprocessable.of("secret", WEAK_SECRET, limit=STRONG_LENGTH)
    return secret


def is_strong(secret: str) -> bool:
    """Whether a secret is long, has many distinct characters, and is not a shorter text repeated."""
    body = secret.removeprefix(PREFIX).strip()
    if len(secret) < STRONG_LENGTH or len(set(body)) < STRONG_DIFFERENT:
        return False
    return all(body[period:] != body[:-period] for period in range(1, len(body) // 2 + 1))
