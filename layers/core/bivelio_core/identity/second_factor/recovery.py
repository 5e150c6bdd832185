"""Recovery codes: ten single-use codes for users who lost the authenticator app. The table stores their SHA-256."""

from bivelio_core import ids
from bivelio_core.identity.key_text import digest

COUNT, LENGTH = 10, 10
"""A code has ten characters of 32: 50 bits, beyond guessing at the pace that attempts allow."""


def new_codes() -> list[str]:
    """New codes as they are shown: `7k3m9-qx2vd`."""
    texts = [ids.random_text(LENGTH) for _ in range(COUNT)]
    return [f"{text[: LENGTH // 2]}-{text[LENGTH // 2 :]}" for text in texts]


def hashed(code: str, user: str) -> str:
    """Return the stored form of a code, independent of letter case and hyphen, and different for each user."""
    letters = "".join(each for each in code.lower() if each.isalnum())
    return digest(f"{user}:{letters}")
