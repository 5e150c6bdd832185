"""The formats of files of contacts, all as the CSV that imports read: UTF-16, Excel workbooks, and vCards."""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Literal

from bivelio_core.workbooks import Cell, NoWorkbook, Workbook

from . import vcards
from .records import MAXIMUM_RECORD_BYTES, NotText

Format = Literal["csv", "utf-16", "xlsx", "vcard"]
HEAD_BYTES = 512
SPOOLED_BYTES = 20_000_000
MAXIMUM_WORKBOOK = 20_000_000
"""Bytes of a workbook: it is a zip, that must be there as a whole."""

LINES_AT_ONCE = 500
ZIP = b"PK\x03\x04"
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CARD = b"BEGIN:VCARD"


class TooLarge(ValueError):
    """A workbook of more bytes than are read at once."""


def as_csv(pieces: Iterable[bytes]) -> tuple[Format, Iterator[bytes]]:
    """The format of a file by its first bytes, and its content as CSV in UTF-8, or in Windows-1252 as it was.

    The content is read while it is taken. Raises NotText for what is no table, TooLarge.
    """
    remaining = iter(pieces)
    head = b""
    for piece in remaining:
        head += piece
        if len(head) >= HEAD_BYTES:
            break
    whole = chain([head], remaining)
    form = format_of(head)
    match form:
        case "csv":
            return form, whole
        case "utf-16":
            return form, _narrow(whole, head)
        case "xlsx":
            return form, _csv(_workbook_rows(whole))
        case "vcard":
            return form, _csv(chain([list(vcards.COLUMNS)], _card_rows(whole)))


def format_of(head: bytes) -> Format:
    """The format of a file that begins so."""
    if head.startswith(ZIP):
        return "xlsx"
    if head.startswith(WIDE) or _is_wide(head):
        return "utf-16"
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return "vcard" if start[: len(CARD)].upper() == CARD else "csv"


def _is_wide(head: bytes) -> bool:
    """Whether every second byte of the beginning is none, as of Latin letters in UTF-16."""
    return len(head) > 1 and (not any(head[1:40:2]) or not any(head[0:40:2]))


def _encoding(head: bytes) -> str:
    if head.startswith(WIDE):
        return "utf-16"
    return "utf-16-le" if not any(head[1:40:2]) else "utf-16-be"


def _narrow(pieces: Iterable[bytes], head: bytes) -> Iterator[bytes]:
    """The same text in UTF-8, with line breaks that are known."""
    decoder = codecs.getincrementaldecoder(_encoding(head))()
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise NotText from error


def _workbook_rows(pieces: Iterable[bytes]) -> Iterator[list[str]]:
    """The rows of a workbook's first sheet that has any, an empty one where a row is empty."""
    with tempfile.SpooledTemporaryFile(SPOOLED_BYTES) as file:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > MAXIMUM_WORKBOOK:
                raise TooLarge
            file.write(piece)
        file.seek(0)
        try:
            book = Workbook(file)
            for sheet in book.sheets:
                number = 0
                for row in book.rows(sheet):
                    yield from ([] for _ in range(number + 1, min(row.number, number + LINES_AT_ONCE)))
                    number = row.number
                    yield _texts(row.cells)
                if number:
                    return
        except NoWorkbook as error:
            raise NotText from error


def _texts(cells: list[Cell]) -> list[str]:
    """The cells of a row. Cells may share a long text: a row of too many of them is none."""
    texts, size = [], 0
    for cell in cells:
        texts.append(_text(cell))
        size += len(texts[-1])
        if size > MAXIMUM_RECORD_BYTES:
            raise NotText
    return texts


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return format(Decimal(repr(cell)), "f")
    return "" if cell is None else str(cell)


def _card_rows(pieces: Iterable[bytes]) -> Iterator[list[str]]:
    try:
        yield from vcards.rows(_lines(pieces))
    except vcards.TooLong as error:
        raise NotText from error


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(_decoded, lines)
    yield _decoded(rest)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Rows as lines, many at once."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(rows, start=1):
        writer.writerow(row)
        if number % LINES_AT_ONCE == 0 or number <= 2:  # noqa: PLR2004 - the first row without the rest
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
