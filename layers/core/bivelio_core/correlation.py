"""The id of the API's request that is served, or that caused what is in hand.

All log lines have it as `correlation_id` (entrypoints/logs.py), and so do the messages that are sent meanwhile. The
items from which events are derived carry it as an attribute of their own (MARK), so that it goes on through the table's
stream: to the events, their deliveries, and the runs that they start. It differs with every write: a later one for no
request leaves it as it is, one for the same request does not, and the stream's images show which, as they do for
chains (store/chains.py).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any

NAME = "correlation_id"
MARK = "_q"
"""The attribute of an item: the id's 16 bytes when it is a UUID, as API Gateway's are, and two of the write. Decoding
leaves it out."""

_UUID_LENGTH = 36
_PARTS = (8, 12, 16, 20)
"""Where the groups of a UUID end, in its hexadecimal digits."""

_DIGITS = 32
_WRITE_BYTES = 2
_WRITE_SEPARATOR = "#"
"""Between an id that is no UUID and what is of the write."""

_current: ContextVar[str | None] = ContextVar(NAME, default=None)


def name(request_id: str | None) -> str | None:
    """Say what this thread works for from now on; answers what it worked for before."""
    before = _current.get()
    _current.set(request_id)
    return before


def current() -> str | None:
    """What this thread works for."""
    return _current.get()


@contextmanager
def working_for(request_id: str | None) -> Iterator[None]:
    """Have this thread work for a request meanwhile."""
    before = name(request_id)
    try:
        yield
    finally:
        name(before)


def attributes() -> dict[str, Any]:
    """The `MessageAttributes` of a message to SQS that is sent now."""
    request_id = _current.get()
    return {NAME: {"DataType": "String", "StringValue": request_id}} if request_id else {}


def of_message(record: Mapping[str, Any]) -> str | None:
    """The id that a message brings, a record of Lambda's event from SQS."""
    correlation_id: str | None = record.get("messageAttributes", {}).get(NAME, {}).get("stringValue")
    return correlation_id


def mark() -> dict[str, Any]:
    """The attribute of an item that is written now; none while nothing is served."""
    request_id = _current.get()
    return {MARK: _packed(request_id)} if request_id else {}


def of_images(before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """The request that made a change, from the item's images with decoded marks; None for a change without one."""
    packed = after.get(MARK)
    return None if packed is None or packed == before.get(MARK) else _unpacked(packed)


def _packed(request_id: str) -> bytes | str:
    write = os.urandom(_WRITE_BYTES)
    digits = request_id.replace("-", "")
    try:
        packed = bytes.fromhex(digits) if len(request_id) == _UUID_LENGTH else b""
    except ValueError:
        packed = b""
    if packed and _unpacked(packed) == request_id:
        return packed + write
    return f"{request_id}{_WRITE_SEPARATOR}{write.hex()}"


def _unpacked(packed: bytes | str) -> str:
    if isinstance(packed, str):
        return packed.rpartition(_WRITE_SEPARATOR)[0] or packed
    digits = packed.hex()[:_DIGITS]
    edges = (0, *_PARTS, len(digits))
    return "-".join(digits[start:end] for start, end in pairwise(edges))
