"""Bodies of requests, sealed to their organisation: whoever has the public key seals, only the private one opens.

A sealed text is `<id of the key>:<base64>`, of a sealed box of NaCl (libsodium, "Sealed boxes": X25519 and
XSalsa20-Poly1305 under a key pair that is made for one message and thrown away). It names the request that it is of, so
that one copied to another request does not open. PyNaCl is imported with the first body: no other request needs it.
"""

import base64
import hashlib
import json
import re
import zlib
from typing import NamedTuple

from bivelio_core.json_text import to_json

FORM = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9+/]{1,65536}={0,2})")
MAXIMUM_TEXT = 65_536
"""More than the bytes of the two longest bodies and the client's name, as JSON."""


class NotOpened(Exception):
    """The text is not one that this key sealed for this request."""


class KeyPair(NamedTuple):
    """A new key pair, 32 bytes each."""

    public: bytes
    private: bytes


def new_pair() -> KeyPair:
    """Make the key pair of an organisation."""
    from nacl.public import PrivateKey  # noqa: PLC0415

    private = PrivateKey.generate()
    return KeyPair(bytes(private.public_key), bytes(private))


def key_id(public: bytes) -> str:
    """The id of a key: the first 64 bits of the SHA-256 of its public part, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()[:16]


def request_name(organisation: str, environment: str, request_id: str) -> str:
    """What sealed bodies say of which request they are."""
    return f"{organisation}#{environment}#{request_id}"


def seal(bodies: dict[str, str], request: str, public: bytes) -> str:
    """Seal what is kept of a request, by name; `request` is its `request_name`."""
    from nacl.public import PublicKey, SealedBox  # noqa: PLC0415

    text = zlib.compress(to_json({"request": request, **bodies}).encode())
    return f"{key_id(public)}:{base64.b64encode(SealedBox(PublicKey(public)).encrypt(text)).decode()}"


def key_of(sealed: str) -> str:
    """The id of the key that opens a sealed text."""
    return sealed.partition(":")[0]


def unseal(sealed: str, request: str, private: bytes) -> dict[str, str]:
    """The bodies of a sealed text, by their names. Raises NotOpened."""
    from nacl.exceptions import CryptoError  # noqa: PLC0415
    from nacl.public import PrivateKey, SealedBox  # noqa: PLC0415

    form = FORM.fullmatch(sealed)
    if form is None:
        raise NotOpened("the form")
    try:
        text = SealedBox(PrivateKey(private)).decrypt(base64.b64decode(form[2]))
    except (CryptoError, ValueError) as failure:
        raise NotOpened("the key") from failure
    bodies: dict[str, str] = json.loads(zlib.decompressobj().decompress(text, MAXIMUM_TEXT))
    if bodies.pop("request", "") != request:
        raise NotOpened("another request")
    return bodies
