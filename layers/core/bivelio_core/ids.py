"""Public ids: their prefixes, how they are made, and what an id contains without a look-up.

An id is `<prefix>_<body><tag>`. The body of a listed resource is its sequence number (7 characters of Crockford's
base32, so that id -> key needs no look-up) and 5 random ones (an id cannot be guessed); other resources have 12 random
characters. The tag (4 characters, 20 bits of a hash over the organisation and the body) identifies the owner: an id
with a foreign tag is answered 403 without reading anything, and that answer is the same whether the resource exists
or not. What is in the partition of another resource has a longer body, with the place of both. Ids imported from
another system have any other shape and are found through alias items.
"""

import hashlib
import os
from functools import lru_cache
from typing import NamedTuple

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SEQUENCE_LENGTH, RANDOM_LENGTH, TAG_LENGTH = 7, 5, 4
BODY_LENGTH = SEQUENCE_LENGTH + RANDOM_LENGTH
LONGER_BODIES = {"note": SEQUENCE_LENGTH + 14}
"""The lengths of bodies that contain two keys: of a note, its contact's sequence number and its own sort key."""

MAXIMUM_SEQUENCE = 32**SEQUENCE_LENGTH - 1
TAGS_KEPT = 64
"""An id is judged, read and shown in one request: its tag is hashed once."""

_LETTERS = frozenset(ALPHABET)
_LETTER_OF_BYTE = (ALPHABET * 8).encode()
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
"""Ten bits as two characters: a page of a list encodes some hundred numbers."""

PREFIXES = {
    "contact": "ct",
    "workflow": "wf",
    "instance": "wfi",
    "agent": "ag",
    "execution": "age",
    "agent_conversation": "acv",
    "agent_test_run": "atr",
    "message": "msg",
    "document": "doc",
    "extraction": "ext",
    "calendar_event": "evt",
    "invoice": "inv",
    "product": "prd",
    "invoice_books": "bks",
    "invoice_archive": "arc",
    "mcp_execution": "mcp",
    "webhook": "wh",
    "case": "cs",
    "deal": "dl",
    "pipeline": "pln",
    "event": "evn",
    "delivery": "dlv",
    "api_key": "key",
    "organisation": "org",
    "user": "usr",
    "session": "ses",
    "invitation": "ivt",
    "request": "req",
    "connection": "cn",
    "import": "imp",
    "export": "exp",
    "data_export": "dex",
    "credit_entry": "cre",
    "generation": "gen",
    "audit_entry": "aud",
    "note": "nt",
    "task": "tsk",
    "booking_service": "svc",
    "booking_hold": "hld",
    "view": "vw",
    "list_view": "lv",
    "merge": "mrg",
    "erasure": "ers",
    "knowledge_source": "src",
}
"""The one table of prefixes, by kind of resource."""


class SequencedId(NamedTuple):
    """The parts of a well-formed id of a listed resource."""

    sequence: int
    random: str


def encode_sequence(number: int) -> str:
    """A sequence number as 7 characters that sort like the number."""
    if not 0 <= number <= MAXIMUM_SEQUENCE:
        raise ValueError(f"sequence number out of range: {number}")
    return f"{ALPHABET[number >> 30]}{_PAIRS[number >> 20 & 1023]}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}"


def decode_sequence(text: str) -> int:
    """The number that `encode_sequence` wrote."""
    number = 0
    for character in text:
        number = number * 32 + ALPHABET.index(character)
    return number


def random_text(length: int) -> str:
    """Random characters of the id alphabet, from the system's secure source."""
    return os.urandom(length).translate(_LETTER_OF_BYTE).decode()


@lru_cache(TAGS_KEPT)
def _tag(organisation: str, body: str) -> str:
    digest = hashlib.sha256(f"{organisation}:{body}".encode()).digest()
    number = int.from_bytes(digest[:3], "big") >> 4
    return _PAIRS[number >> 10] + _PAIRS[number & 1023]


def new_id(kind: str, organisation: str) -> str:
    """A new id of a resource that is not listed by sequence."""
    return tagged_id(kind, organisation, random_text(LONGER_BODIES.get(kind, BODY_LENGTH)))


def id_for_key(kind: str, organisation: str, idempotency_key: str | None) -> str:
    """A new id, or the one derived from an Idempotency-Key: a resource is made once under it."""
    if idempotency_key is None:
        return new_id(kind, organisation)
    return tagged_id(kind, organisation, derived_body(kind, organisation, idempotency_key))


def tagged_id(kind: str, organisation: str, body: str) -> str:
    """The id with a body chosen by the caller, 12 characters of most kinds, e.g. one derived from a stream record."""
    return f"{PREFIXES[kind]}_{body}{_tag(organisation, body)}"


def derived_body(*parts: str) -> str:
    """A 12-character body that is always the same for the same parts."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big") >> 4
    return encode_sequence(number >> 25)[-SEQUENCE_LENGTH:] + encode_sequence(number & (32**5 - 1))[-RANDOM_LENGTH:]


def sequenced_id(kind: str, organisation: str, sequence: int, random: str | None = None) -> str:
    """The id of the `sequence`-th resource of its kind."""
    body = encode_sequence(sequence) + (random_text(RANDOM_LENGTH) if random is None else random)
    return tagged_id(kind, organisation, body)


def unowned_id(kind: str) -> str:
    """An id that belongs to no organisation: organisations themselves, users, sessions, requests."""
    return f"{PREFIXES[kind]}_{random_text(BODY_LENGTH + TAG_LENGTH)}"


def is_well_formed(kind: str, text: str) -> bool:
    """Whether the text has the shape of an id we make for this kind of resource."""
    prefix = PREFIXES[kind] + "_"
    body = text[len(prefix) :]
    length = LONGER_BODIES.get(kind, BODY_LENGTH) + TAG_LENGTH
    return text.startswith(prefix) and len(body) == length and _LETTERS.issuperset(body)


def keyed_id(kind: str, organisation: str, sort_key: str, random: str) -> str:
    """The id of a resource whose sort key is its encoded sequence number: `sequenced_id` without decoding that."""
    return tagged_id(kind, organisation, sort_key + random)


def is_foreign(kind: str, text: str, organisation: str) -> bool:
    """Whether a well-formed id was made for another organisation."""
    if not is_well_formed(kind, text):
        return False
    return text[-TAG_LENGTH:] != _tag(organisation, text[len(PREFIXES[kind]) + 1 : -TAG_LENGTH])


def parse_sequenced(kind: str, text: str) -> SequencedId | None:
    """The sequence number and random part of a well-formed id, None for any other text (an alias, perhaps)."""
    if not is_well_formed(kind, text):
        return None
    body = text[len(PREFIXES[kind]) + 1 :]
    return SequencedId(decode_sequence(body[:SEQUENCE_LENGTH]), body[SEQUENCE_LENGTH:BODY_LENGTH])
