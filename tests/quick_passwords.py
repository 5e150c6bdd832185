"""A password is hashed once in a process, and a hash compared with a text once: argon2 takes 50 ms and more each time.

Both always have the same outcome, but for the salt: here each hash of a password has the first one's. The hashes are
real, by the real parameters, and so is every comparison.
"""

from functools import cache
from typing import Any

from argon2 import _password_hasher as argon2
from argon2 import low_level
from argon2.exceptions import VerificationError

_hash, _verify = low_level.hash_secret, low_level.verify_secret
_first_salts: dict[bytes, bytes] = {}


def _hash_with_the_first_salt(secret: bytes, salt: bytes, *parameters: Any, **named: Any) -> bytes:
    return _hashed(secret, _first_salts.setdefault(secret, salt), *parameters, **named)


_hashed = cache(_hash)


@cache
def _outcome(*arguments: Any, **named: Any) -> bool | VerificationError:
    try:
        return _verify(*arguments, **named)
    except VerificationError as refusal:
        return refusal


def _verify_once(*arguments: Any, **named: Any) -> bool:
    found = _outcome(*arguments, **named)
    if isinstance(found, VerificationError):
        raise type(found)(*found.args)
    return found


def hash_once() -> None:
    """Change argon2, for all tests of this process."""
    vars(argon2).update(hash_secret=_hash_with_the_first_salt, verify_secret=_verify_once)
