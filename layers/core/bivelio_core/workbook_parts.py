"""The parts of a workbook, which are XML in a zip: read in pieces by expat, within limits, without a document type."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Literal
from xml.parsers import expat  # no document type is read (`_doctype`)

MOST_BYTES = 200_000_000
"""Bytes of one part when it is unpacked."""
PIECE_BYTES = 65_536

Reason = Literal["unreadable", "too_complex", "hostile_xml", "encrypted"]


class NoWorkbook(ValueError):
    """It is no workbook, or none that is read."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(text)
        self.reason: Reason = reason


def tags(archive: zipfile.ZipFile, place: str, ends: tuple[str, ...] = ()) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a part as they begin, and `/name` where one of these ends."""
    elements: list[tuple[str, dict[str, str]]] = []

    def end(name: str) -> None:
        if name in ends:
            elements.append((f"/{name}", {}))

    for _ in parsed(archive, place, lambda name, about: elements.append((name, about)), end, None):
        yield from elements
        elements.clear()


def parsed(
    archive: zipfile.ZipFile,
    place: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None,
) -> Iterator[None]:
    """Read a part, yielding after each piece. Names are without their namespaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, about: start(name[name.rfind(" ") + 1 :], about)
    parser.EndElementHandler = lambda name: end(name[name.rfind(" ") + 1 :])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _doctype
    try:
        with _part(archive, place) as part:
            while piece := part.read(PIECE_BYTES):
                parser.Parse(piece, False)
                yield
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError) as error:
        raise NoWorkbook("unreadable", "a part of it is no XML") from error
    yield


def _doctype(*_: object) -> None:
    raise NoWorkbook("hostile_xml", "it declares a document type")


def _part(archive: zipfile.ZipFile, place: str) -> IO[bytes]:
    try:
        about = archive.getinfo(place)
    except KeyError as error:
        raise NoWorkbook("unreadable", "a part of it is missing") from error
    if about.flag_bits & 1:
        raise NoWorkbook("encrypted", "a part of it is encrypted")
    if about.file_size > MOST_BYTES:
        raise NoWorkbook("too_complex", f"a part of more than {MOST_BYTES} bytes")
    return archive.open(about)
