"""Secrets at rest: encrypted with KMS, decrypted only for the same organisation and purpose.

The encryption context (KMS Developer Guide, "Encryption context") binds a ciphertext to what it was made for, so one
that is copied into another organisation's item does not open. A secret may have 4,096 bytes, which KMS encrypts itself.
"""

from bivelio_core import clients, config
from bivelio_core.ttl_cache import TtlCache

MEMORY_SECONDS, MEMORY_SIZE = 300, 1_000

_opened: TtlCache[str] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def seal(secret: str, *, organisation: str, purpose: str) -> bytes:
    """The ciphertext of a secret, for an organisation and a purpose (`webhook`, `connection`, ...)."""
    answer = clients.client("kms").encrypt(
        KeyId=config.kms_key_id(),
        Plaintext=secret.encode(),
        EncryptionContext={"organisation": organisation, "purpose": purpose},
    )
    return bytes(answer["CiphertextBlob"])


def unseal(sealed: bytes, *, organisation: str, purpose: str) -> str:
    """The secret of a ciphertext; cached in this process for five minutes."""

    def decrypt() -> str:
        answer = clients.client("kms").decrypt(
            CiphertextBlob=sealed, EncryptionContext={"organisation": organisation, "purpose": purpose}
        )
        return str(answer["Plaintext"].decode())

    return _opened.get((sealed, organisation, purpose), decrypt)


def forget() -> None:
    """Clear the cache of decrypted secrets; for tests."""
    _opened.clear()
