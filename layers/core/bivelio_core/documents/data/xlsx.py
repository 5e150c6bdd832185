"""The rows of an Excel workbook (ECMA-376, SpreadsheetML), read from its parts as they come.

Cells have the values that the program stored: of formulas their last result, of dates ISO 8601. A workbook is a zip of
XML, so that a small one may grow without end: it is read in a bounded process, piece by piece, without entities.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from lxml import etree

from bivelio_core.documents.analysis.refusals import Refused

from .tables import Cell

MOST_COLUMNS = 16_384
MOST_BYTES = 200_000_000
"""Bytes of one part when it is unpacked."""
MOST_SHARED = 1_000_000
"""How many texts the cells of a workbook share at most."""
LONGEST_CELL = 32_767
DAY_SECONDS = 86_400
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
LEAP_BUG = 60
"""The 29 February 1900, which spreadsheets believe in: days before it are one later."""
LAST_SERIAL = 2_958_466
DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
"""The built-in formats of dates and times (ECMA-376 part 1, 18.8.30)."""
WITH_TIME = frozenset({22})
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")


def table(content: bytes, sheet: str | None) -> tuple[str, list[str], Iterator[list[Cell]]]:
    """Return the name of a sheet, the first if none is named, those of all, and its rows. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        book = _root(archive, "xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError) as error:
        raise Refused("unreadable", "it is no workbook") from error
    targets = {each.get("Id"): each.get("Target") for each in _root(archive, "xl/_rels/workbook.xml.rels")}
    places = {
        str(each.get("name")): posixpath.normpath(posixpath.join("xl", str(targets.get(_relation(each))))).lstrip("/")
        for each in book.iter("{*}sheet")
    }
    name = next(iter(places), None) if sheet is None else sheet
    if name is None or name not in places:
        raise Refused("no_sheet", "it has no such sheet")
    settings = next(book.iter("{*}workbookPr"), None)
    is_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    return name, list(places), _rows(archive, places[name], EPOCH_1904 if is_1904 else EPOCH)


def _relation(sheet: Any) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _rows(archive: zipfile.ZipFile, place: str, epoch: datetime) -> Iterator[list[Cell]]:
    """Yield the rows that have a value."""
    shared, formats = _shared(archive), _formats(archive)
    for row in _elements(archive, place, "row"):
        cells: list[Cell] = []
        for at, cell in enumerate(each for each in row if etree.QName(each).localname == "c"):
            column = _column(cell.get("r"), max(at, len(cells)))
            if column >= MOST_COLUMNS:
                raise Refused("unreadable", "a column beyond the last")
            cells.extend([None] * (column - len(cells)))
            cells.append(_value(cell, shared, formats, epoch))
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield cells


def _value(cell: Any, shared: list[str], formats: list[str], epoch: datetime) -> Cell:
    kind, stored = cell.get("t", "n"), cell.find("{*}v")
    if kind == "inlineStr":
        return _text(cell.find("{*}is"))
    text = "" if stored is None else stored.text or ""
    if not text:
        return None
    try:
        match kind:
            case "s":
                return shared[int(text)]
            case "b":
                return text == "1"
            case "str" | "e" | "d":
                return text[:LONGEST_CELL]
        number = float(text)
        style = int(cell.get("s", "0"))
    except (ValueError, IndexError) as error:
        raise Refused("unreadable", "a cell without a value of its type") from error
    meaning = formats[style] if 0 <= style < len(formats) else ""
    if meaning and 0 <= number < LAST_SERIAL:
        return _moment(number, meaning, epoch)
    return int(number) if number.is_integer() and abs(number) < 10**15 else number


def _moment(serial: float, meaning: str, epoch: datetime) -> str:
    """A date, a time or both, as ISO 8601; rounded to the second, since days are stored as fractions."""
    later = 1 if epoch == EPOCH and 1 <= serial < LEAP_BUG else 0
    moment = epoch + timedelta(days=int(serial) + later, seconds=round((serial % 1) * DAY_SECONDS))
    if serial < 1 and meaning == "time":
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d") if meaning == "date" and serial % 1 == 0 else moment.isoformat()


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """What the number of a cell of each style means: `date`, `time` or nothing."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    root = _root(archive, "xl/styles.xml")
    own = {each.get("numFmtId"): _meaning(each.get("formatCode", "")) for each in root.iter("{*}numFmt")}
    styles = root.find("{*}cellXfs")
    return [] if styles is None else [own.get(each.get("numFmtId"), _built_in(each)) for each in styles]


def _built_in(style: Any) -> str:
    number = int(style.get("numFmtId") or 0)
    return "date" if number in DATES else "time" if number in TIMES else ""


def _meaning(code: str) -> str:
    plain = QUOTED.sub("", code.partition(";")[0]).lower()
    if any(letter in plain for letter in "yd"):
        return "date"
    return "time" if "h" in plain or "ss" in plain else ""


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    texts = []
    for each in _elements(archive, "xl/sharedStrings.xml", "si"):
        texts.append(_text(each) or "")
        if len(texts) > MOST_SHARED:
            raise Refused("too_complex", f"more than {MOST_SHARED} texts")
    return texts


def _text(element: Any) -> str | None:
    """The text of a cell, without its reading aids (`rPh`)."""
    if element is None:
        return None
    parts = (each.text or "" for each in element.iter("{*}t") if etree.QName(each.getparent()).localname != "rPh")
    return "".join(parts)[:LONGEST_CELL] or None


def _column(reference: str | None, otherwise: int) -> int:
    if (match := REFERENCE.fullmatch(reference or "")) is None:
        return otherwise
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _elements(archive: zipfile.ZipFile, place: str, name: str) -> Iterator[Any]:
    """Yield the elements of a name from a part, each forgotten after it."""
    with _part(archive, place) as part:
        try:
            reading = etree.iterparse(
                part, events=("end",), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False
            )
            for _, element in reading:
                if element.getroottree().docinfo.internalDTD is not None:
                    raise Refused("hostile_xml", "it declares a document type")
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as error:
            raise Refused("unreadable", "a part of it is no XML") from error


def _root(archive: zipfile.ZipFile, place: str) -> Any:
    with _part(archive, place) as part:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            root = etree.parse(part, parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as error:
            raise Refused("unreadable", "a part of it is no XML") from error
    if root.docinfo.internalDTD is not None:
        raise Refused("hostile_xml", "it declares a document type")
    return root.getroot()


def _part(archive: zipfile.ZipFile, place: str) -> BinaryIO:
    try:
        about = archive.getinfo(place)
    except KeyError as error:
        raise Refused("unreadable", "a part of it is missing") from error
    if about.flag_bits & 1:
        raise Refused("encrypted", "a part of it is encrypted")
    if about.file_size > MOST_BYTES:
        raise Refused("too_complex", f"a part of more than {MOST_BYTES} bytes")
    return archive.open(about)  # type: ignore[return-value]  # it is a BinaryIO, and typed as IO[bytes]
