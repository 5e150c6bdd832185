"""The records of a CSV file, from the start of any of them on, so that an import can continue where it stopped.

Records are found in the bytes: a line break inside quotes belongs to the record. Both bytes are the same in UTF-8 and
in Windows-1252, which older spreadsheets write; a record that is not valid UTF-8 is read as the latter.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAXIMUM_RECORD_BYTES = 262_144
QUOTE, BREAK = b'"', b"\n"

csv.field_size_limit(MAXIMUM_RECORD_BYTES)


class RecordTooLong(ValueError):
    """A record does not end: most likely a quote was not closed."""


class NotText(ValueError):
    """The file is not CSV: a spreadsheet's own format, or UTF-16."""


class Record(NamedTuple):
    """A record's text, and the byte at which the next begins."""

    text: str
    end: int


def records(pieces: Iterable[bytes], start: int) -> Iterator[Record]:
    """The records in the pieces of a file that begin at the byte `start`. Raises RecordTooLong, NotText."""
    end = start
    for raw in _complete(_lines(pieces)):
        end += len(raw)
        yield Record(_decoded(raw), end)


def cells(record: str, delimiter: str) -> list[str]:
    """The cells of one record; none for an empty line. Raises csv.Error for one that breaks off or cannot be read."""
    return next(csv.reader([record], delimiter=delimiter), [])


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(BREAK)
        yield from (line + BREAK for line in lines)
        if len(rest) > MAXIMUM_RECORD_BYTES:
            raise RecordTooLong
    if rest:
        yield rest


def _complete(lines: Iterable[bytes]) -> Iterator[bytes]:
    record = b""
    for line in lines:
        record += line
        if len(record) > MAXIMUM_RECORD_BYTES:
            raise RecordTooLong
        if record.count(QUOTE) % 2 == 0:
            yield record
            record = b""
    if record:
        yield record


def _decoded(raw: bytes) -> str:
    if b"\0" in raw:
        raise NotText
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
