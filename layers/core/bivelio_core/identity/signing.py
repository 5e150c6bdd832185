"""The keys that sign access tokens: in Secrets Manager, several valid at once, so a rotation invalidates no token.

The secret is JSON: `{"current": "k2", "previous": "k1", "current_from": 1712505600, "keys": {"k1": "<base64>", ...}}`;
`{"current": "k1", "k1": "<base64>"}` is what a new deployment has. A new key verifies at once and signs only from
`current_from` on, when every process has loaded it.
"""

import base64
import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import clients, clock, config

MEMORY_SECONDS = 300
UNKNOWN_KEY_SECONDS = 60
ACTIVATION_SECONDS = 2 * MEMORY_SECONDS
KEY_BYTES = 48
MINIMUM_KEY_BYTES = 32


class Keyring(NamedTuple):
    """The signing keys by `kid`, and which of them signs."""

    current: str
    keys: Mapping[str, bytes]
    previous: str | None = None
    current_from: int = 0

    def signing_kid(self) -> str:
        """The key that signs now."""
        is_due = clock.epoch() >= self.current_from or self.previous not in self.keys
        return self.current if is_due or self.previous is None else self.previous


def parse(text: str) -> Keyring:
    """The keyring that a secret holds. Raises ValueError for an invalid one."""
    document: dict[str, Any] = json.loads(text)
    about = ("current", "previous", "current_from")
    stored = document.get("keys") or {kid: value for kid, value in document.items() if kid not in about}
    keyring = Keyring(
        current=document["current"],
        keys={kid: base64.b64decode(value, validate=True) for kid, value in stored.items()},
        previous=document.get("previous"),
        current_from=int(document.get("current_from", 0)),
    )
    if keyring.current not in keyring.keys or any(len(key) < MINIMUM_KEY_BYTES for key in keyring.keys.values()):
        raise ValueError("the signing secret lacks its current key, or a key is too short")
    return keyring


def render(keyring: Keyring) -> str:
    """The secret that holds a keyring."""
    document = {
        "current": keyring.current,
        **({"previous": keyring.previous, "current_from": keyring.current_from} if keyring.previous else {}),
        "keys": {kid: base64.b64encode(key).decode() for kid, key in keyring.keys.items()},
    }
    return json.dumps(document)


def read() -> Keyring:
    """The current keyring."""
    answer = clients.client("secretsmanager").get_secret_value(SecretId=config.signing_secret_id())
    return parse(answer["SecretString"])


def write(keyring: Keyring) -> None:
    """Replace the keyring."""
    clients.client("secretsmanager").put_secret_value(SecretId=config.signing_secret_id(), SecretString=render(keyring))


_remembered: list[tuple[float, Keyring]] = []


def keyring(kid: str | None = None) -> Keyring:
    """The keyring, cached for five minutes; read again when `kid` is unknown, once a minute at most."""
    now = clock.epoch()
    if _remembered:
        read_at, ring = _remembered[0]
        age = now - read_at
        lifetime = UNKNOWN_KEY_SECONDS if kid is not None and kid not in ring.keys else MEMORY_SECONDS
        if 0 <= age < lifetime:
            return ring
    _remembered[:] = [(now, read())]
    return _remembered[0][1]


def rotated(keyring: Keyring) -> Keyring:
    """The keyring with a new key that will sign; the current one still verifies, older ones are dropped."""
    signs_now = keyring.signing_kid()
    kid = f"k{clock.now():%Y%m%d%H%M%S}{os.urandom(2).hex()}"
    return Keyring(
        current=kid,
        keys={signs_now: keyring.keys[signs_now], kid: os.urandom(KEY_BYTES)},
        previous=signs_now,
        current_from=int(clock.epoch()) + ACTIVATION_SECONDS,
    )


def without(keyring: Keyring, kid: str) -> Keyring:
    """Return the keyring without a key. Its tokens fail within five minutes. Raises ValueError for the current key."""
    if kid == keyring.current or kid not in keyring.keys:
        raise ValueError(kid)
    return Keyring(current=keyring.current, keys={k: key for k, key in keyring.keys.items() if k != kid})


def forget() -> None:
    """Clear the cached keyring; for tests."""
    _remembered.clear()
