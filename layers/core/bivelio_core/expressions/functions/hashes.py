"""Hashes of texts, and codes by which a receiver knows that a text is from who has the key."""

import hashlib

from bivelio_core.expressions.values import ExpressionError, SecretText

from .costs import units
from .declared import STRING, Evaluation, Parameter
from .texts import TEXT, VALUE

ENCODINGS = ("hex", "base64")


def _known_encoding(name: str) -> None:
    if name not in ENCODINGS:
        raise ExpressionError("one_of", name=name, known=", ".join(ENCODINGS))


@TEXT.declare(
    STRING,
    VALUE,
    examples={"hash_sha256('abc')": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
)
def hash_sha256(evaluation: Evaluation, text: str) -> str:
    """The SHA-256 of the UTF-8 bytes of the text, in 64 hexadecimal digits."""
    evaluation.pay(units(text))
    return hashlib.sha256(text.encode()).hexdigest()


@TEXT.declare(
    STRING,
    VALUE,
    Parameter("key", STRING),
    Parameter("encoding", STRING, is_optional=True, check=_known_encoding),
    examples={
        "hmac_sha256('what do ya want for nothing?', 'Jefe')": (
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        "hmac_sha256('abc', 'key', 'base64')": "nBluMtwBdfhvSxy4konWYZ3mvuaZ5MN45oMJ7Zehpqs=",
    },
)
def hmac_sha256(evaluation: Evaluation, text: str, key: str, encoding: str = "hex") -> str:
    """The HMAC with SHA-256 (RFC 2104) of the UTF-8 bytes of text and key, in `hex` digits or in `base64`.

    The key may be a secret, `hmac_sha256(to_json(input), secrets.shop_key)`, where a step takes secrets, and when the
    call is the whole expression: no function sees a code made with a secret, and records show it as `********`.
    """
    from bivelio_core.expressions.codes import hmac_of  # noqa: PLC0415 - few expressions sign

    _known_encoding(encoding)
    evaluation.pay(units(text) + units(key))
    return key.signed(text, encoding) if isinstance(key, SecretText) else hmac_of(key, text, encoding)
