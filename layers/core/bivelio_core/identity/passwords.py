"""Passwords: argon2id with OWASP's minimum (19 MiB, two passes, one lane), 50 ms and no more memory than a Lambda has.

Source: OWASP Password Storage Cheat Sheet. For an unknown account the password is checked against a hash that no
password matches, so that it takes as long as a wrong password.
"""

import unicodedata
from functools import cache
from typing import Any

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$ZZ/GYPVRzNPqS1ntMbKZAw$49TejTOEe5Zyf7HbLg7f95Ls3mmC5nVB+1kLjr7EdnM"
"""The hash of discarded random bytes, for accounts that do not exist. A constant: making it on first use would take
longer, which would reveal to the first caller that there is no such account."""


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher  # noqa: PLC0415 - only who signs in needs it

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def hash_password(password: str) -> str:
    """The encoded hash, with its salt and parameters."""
    return str(_hasher().hash(_normal(password)))


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one; as slow for an account that does not exist (None)."""
    from argon2.exceptions import VerificationError  # noqa: PLC0415

    try:
        _hasher().verify(stored or DUMMY_HASH, _normal(password))
    except VerificationError:
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with outdated parameters and should be replaced."""
    return bool(_hasher().check_needs_rehash(stored))


def _normal(password: str) -> str:
    """Return the one form of texts that keyboards encode differently (RFC 8265, section 4.2: NFC)."""
    return unicodedata.normalize("NFC", password)
