"""The secrets of a connection: sealed as one text, opened only for the organisation they are of."""

import json
from collections.abc import Mapping

from bivelio_core import sealing
from bivelio_core.store.codec import Item

PURPOSE = "connection"
MAXIMUM_BYTES = 4_096
"""What KMS encrypts itself; the models' limits stay below it."""


def sealed(secrets: Mapping[str, str], organisation: str) -> bytes:
    """The ciphertext of some secrets."""
    return sealing.seal(json.dumps(secrets, separators=(",", ":")), organisation=organisation, purpose=PURPOSE)


def opened(item: Item, organisation: str, name: str = "secrets") -> dict[str, str]:
    """The secrets in an attribute of a connection, {} when it has none. Those of an example are not sealed."""
    if isinstance(stored := item.get(name, {}), dict):
        return dict(stored)
    secrets: dict[str, str] = json.loads(sealing.unseal(bytes(stored), organisation=organisation, purpose=PURPOSE))
    return secrets
