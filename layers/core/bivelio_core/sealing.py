"""Secrets at rest: sealed with KMS, openable only for the same organisation and purpose.

The encryption context (KMS Developer Guide, "Encryption context") binds a ciphertext to what it was made for, so one
that is copied into another organisation's item does not open. KMS encrypts up to 4,096 bytes directly.
"""

import time

from bivelio_core import clients, config

MAXIMUM_SECRET_BYTES = 4096
REMEMBERED_SECONDS = 300
REMEMBERED = 1000

_opened: dict[tuple[bytes, str, str], tuple[str, float]] = {}


def seal(secret: str, *, organisation: str, purpose: str) -> bytes:
    """The ciphertext of a secret, for an organisation and a purpose (`webhook`, `connection`, ...)."""
    answer = clients.client("kms").encrypt(
        KeyId=config.kms_key_id(),
        Plaintext=secret.encode(),
        EncryptionContext={"organisation": organisation, "purpose": purpose},
    )
    return bytes(answer["CiphertextBlob"])


def unseal(sealed: bytes, *, organisation: str, purpose: str) -> str:
    """The secret of a ciphertext; remembered in this process for five minutes."""
    key, now = (sealed, organisation, purpose), time.monotonic()
    if (known := _opened.get(key)) and known[1] > now:
        return known[0]
    answer = clients.client("kms").decrypt(
        CiphertextBlob=sealed, EncryptionContext={"organisation": organisation, "purpose": purpose}
    )
    secret: str = answer["Plaintext"].decode()
    if len(_opened) >= REMEMBERED:
        _opened.clear()
    _opened[key] = (secret, now + REMEMBERED_SECONDS)
    return secret


def forget() -> None:
    """Forget what was opened; for tests."""
    _opened.clear()
