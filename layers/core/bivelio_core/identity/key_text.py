"""The text of an API key: its format, checked before anything is read.

`bv_live_sk_` + 30 random base62 characters + the CRC-32 of all before it in 6 base62 characters. The checksum is no
secret: with it we refuse invalid text without a read, and secret scanners recognise a leaked key. Only the SHA-256 of
the whole text is stored. Source: the reference, "API Key Authentication".
"""

import hashlib
import re
import zlib
from typing import Literal, NamedTuple

from bivelio_core.tenancy import Environment

KeyType = Literal["secret", "publishable"]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_LENGTH, CHECKSUM_LENGTH = 30, 6
SHOWN_CHARACTERS = 4
_WORDS = {"live": "live", "sandbox": "test", "secret": "sk", "publishable": "pk"}
_PATTERN = re.compile(r"bv_(live|test)_(sk|pk)_[0-9A-Za-z]{36}")


class KeyText(NamedTuple):
    """The parts of a well-formed key."""

    environment: Environment
    type: KeyType


def prefix(environment: Environment, kind: KeyType) -> str:
    """The prefix of the keys of a kind, e.g. `bv_test_sk_`."""
    return f"bv_{_WORDS[environment]}_{_WORDS[kind]}_"


def new_key(environment: Environment, kind: KeyType) -> str:
    """A new key: about 178 random bits."""
    body = prefix(environment, kind) + random_text(RANDOM_LENGTH)
    return body + _checksum(body)


def random_text(length: int) -> str:
    """Random base62 characters, almost six bits each."""
    import secrets  # noqa: PLC0415 - who makes a key or a link alone needs it

    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def parse(text: str) -> KeyText | None:
    """The parts of a key; None for any text that is not a key of ours, even by one mistyped character."""
    import hmac  # noqa: PLC0415 - who judges keys has it, who lists them does not need it

    match = _PATTERN.fullmatch(text)
    if match is None or not hmac.compare_digest(_checksum(text[:-CHECKSUM_LENGTH]), text[-CHECKSUM_LENGTH:]):
        return None
    return KeyText("live" if match[1] == "live" else "sandbox", "secret" if match[2] == "sk" else "publishable")


def digest(text: str) -> str:
    """The SHA-256 by which a key or a refresh token is stored and found."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(body: str) -> str:
    number = zlib.crc32(body.encode())
    characters = []
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))
