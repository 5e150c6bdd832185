"""The secret of a webhook as its owner wants it: refused when it is weak, made here when none is given."""

import base64
import os

from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register

from .secrets import PREFIX

RANDOM_BYTES = 24
STRONG_LENGTH, STRONG_DIFFERENT = 24, 8
"""A caller's own secret has at least so many characters, and so many different ones behind the prefix."""

WEAK_SECRET = register(
    "weak_secret",
    {
        "ca": "El camp '{field}' ha de tenir {limit} o més caràcters variats, sense repetir. Si l'omets, en fem un.",
        "es": "El campo '{field}' debe tener {limit} o más caracteres variados, sin repetir. Si se omite, creamos uno.",
        "en": "The field '{field}' must have {limit} or more varied characters, not repeated. Without it we make one.",
    },
)


def choose(wanted: str | None) -> str:
    """The caller's secret, or a fresh one: `whsec_` and 24 random bytes in base64. Raises Unprocessable for a weak one.

    A weak secret is never replaced: its sender would verify signatures with it, in vain.
    """
    if wanted is None:
        return PREFIX + base64.b64encode(os.urandom(RANDOM_BYTES)).decode()
    if not is_strong(wanted):
        raise Unprocessable.of("secret", WEAK_SECRET, limit=STRONG_LENGTH)
    return wanted


def is_strong(secret: str) -> bool:
    """Whether a secret is long, has many different characters, and is no shorter text that is repeated."""
    body = secret.removeprefix(PREFIX).strip()
    if len(secret) < STRONG_LENGTH or len(set(body)) < STRONG_DIFFERENT:
        return False
    return all(body[period:] != body[:-period] for period in range(1, len(body) // 2 + 1))
