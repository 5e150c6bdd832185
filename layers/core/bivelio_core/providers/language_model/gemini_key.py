"""Gemini's key, which every adapter that asks it reads from Secrets Manager."""

from bivelio_core import clients
from bivelio_core.ttl_cache import TtlCache

KEY_SECONDS = 300
"""How long a process knows the key."""

_keys: TtlCache[str] = TtlCache(KEY_SECONDS, 4)
"""By the name of the secret."""


def key_of(secret: str) -> str:
    """The key in a secret."""
    return _keys.get(
        secret, lambda: str(clients.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"])
    )


def forget() -> None:
    """Forget the keys; for tests."""
    _keys.clear()
