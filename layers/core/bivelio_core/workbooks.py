"""The rows of an Excel workbook (ECMA-376, SpreadsheetML), read from its parts as they come.

Cells have the values that the program stored: of formulas their last result, of dates ISO 8601. A workbook is a zip of
XML, so that a small one may grow without end: its parts are read in pieces by expat, no further than the limits below,
and never with a document type, without which there are no entities.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, NamedTuple

from bivelio_core.workbook_parts import NoWorkbook, parsed, tags

__all__ = ["Cell", "NoWorkbook", "Row", "Workbook"]

Cell = str | int | float | bool | None
MOST_COLUMNS = 16_384
MOST_SHARED = 1_000_000
"""How many texts the cells of a workbook share at most."""
MOST_SHEETS = 1_000
MOST_STYLES = 65_536
LONGEST_CELL = 32_767
DAY_SECONDS = 86_400
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone
LEAP_BUG = 60
"""The 29 February 1900, which spreadsheets believe in: days before it are one later."""
LAST_SERIAL = 2_958_466
DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
TIMES = frozenset({18, 19, 20, 21, 45, 46, 47})
"""The built-in formats of dates and times (ECMA-376 part 1, 18.8.30)."""
EXACT = 10**15
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")


class Row(NamedTuple):
    """A row that has a value: its number, counted from 1, and its cells."""

    number: int
    cells: list[Cell]


class Workbook:
    """A workbook: the names of its sheets, in their order, and the rows of each. Raises NoWorkbook."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise NoWorkbook("unreadable", "it is no workbook") from error
        targets = dict[str, str]()
        sheets, is_1904 = dict[str, str](), False
        for name, about in tags(self._archive, "xl/_rels/workbook.xml.rels"):
            if name == "Relationship":
                targets[about.get("Id", "")] = about.get("Target", "")
        for name, about in tags(self._archive, "xl/workbook.xml"):
            if name == "sheet" and len(sheets) < MOST_SHEETS:
                relation = next((value for key, value in about.items() if key.endswith(" id")), "")
                target = posixpath.join("xl", targets.get(relation, ""))
                sheets[about.get("name", "")] = posixpath.normpath(target).lstrip("/")
            elif name == "workbookPr":
                is_1904 = about.get("date1904") in ("1", "true")
        self._sheets, self._epoch = sheets, EPOCH_1904 if is_1904 else EPOCH

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets."""
        return list(self._sheets)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yield the rows of a sheet that have a value. Raises NoWorkbook, KeyError for another sheet's name."""
        place = self._sheets[sheet]
        reader = _Rows(_shared(self._archive), _formats(self._archive), self._epoch)
        for _ in parsed(self._archive, place, reader.start, reader.end, reader.text):
            yield from reader.pop()


class _Texts:
    """Collects the text of the elements that have some, without the reading aids (`rPh`), no longer than a cell."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size, self.depth, self.is_open = 0, 0, False

    def clear(self) -> None:
        """Begin another text."""
        self.pieces, self.size = [], 0

    def add(self, text: str) -> None:
        """Add a piece, where an element of text is open."""
        if self.is_open and not self.depth and self.size < LONGEST_CELL:
            self.pieces.append(text)
            self.size += len(text)

    def whole(self) -> str:
        """The text so far."""
        return "".join(self.pieces)[:LONGEST_CELL]


class _Shared:
    """Collects the texts that cells share."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.collected = _Texts()

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        if name == "si":
            self.collected.clear()
        elif name == "t":
            self.collected.is_open = True
        elif name == "rPh":
            self.collected.depth += 1

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "si":
            self.texts.append(self.collected.whole())
            if len(self.texts) > MOST_SHARED:
                raise NoWorkbook("too_complex", f"more than {MOST_SHARED} texts")
        elif name == "t":
            self.collected.is_open = False
        elif name == "rPh":
            self.collected.depth -= 1


class _Rows:
    """Makes rows of the elements of a sheet."""

    def __init__(self, shared: list[str], formats: list[str], epoch: datetime) -> None:
        self._shared, self._formats, self._epoch = shared, formats, epoch
        self._rows: list[Row] = []
        self._cells: list[Cell] = []
        self._number, self._column, self._kind, self._style = 0, 0, "n", "0"
        self._texts = _Texts()

    def pop(self) -> list[Row]:
        """The rows since the last time."""
        rows, self._rows = self._rows, list[Row]()
        return rows

    def start(self, name: str, about: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._column = _column(about.get("r"), len(self._cells))
            if self._column >= MOST_COLUMNS:
                raise NoWorkbook("unreadable", "a column beyond the last")
            self._kind, self._style = about.get("t", "n"), about.get("s", "0")
            self._texts.clear()
        elif name == ("t" if self._kind == "inlineStr" else "v"):
            self._texts.is_open = True
        elif name == "rPh":
            self._texts.depth += 1
        elif name == "row":
            number = about.get("r", "")
            self._number = int(number) if number.isdecimal() else self._number + 1
            self._cells = []

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "c":
            value = self._value(self._texts.whole())
            if value is not None:
                missing = self._column + 1 - len(self._cells)
                self._cells.extend([None] * missing)
                self._cells[self._column] = value
            self._kind = "n"
        elif name in ("v", "t"):
            self._texts.is_open = False
        elif name == "rPh":
            self._texts.depth -= 1
        elif name == "row" and self._cells:
            self._rows.append(Row(self._number, self._cells))

    def text(self, text: str) -> None:
        """A piece of text."""
        self._texts.add(text)

    def _value(self, text: str) -> Cell:
        if not text:
            return None
        try:
            match self._kind:
                case "s":
                    return self._shared[int(text)] or None
                case "b":
                    return text == "1"
                case "str" | "e" | "d" | "inlineStr":
                    return text
            number, style = float(text), int(self._style)
        except (ValueError, IndexError) as error:
            raise NoWorkbook("unreadable", "a cell without a value of its type") from error
        meaning = self._formats[style] if 0 <= style < len(self._formats) else ""
        if meaning and 0 <= number < LAST_SERIAL:
            return _moment(number, meaning, self._epoch)
        return int(number) if number.is_integer() and abs(number) < EXACT else number


def _moment(serial: float, meaning: str, epoch: datetime) -> str:
    """A date, a time or both, as ISO 8601; rounded to the second, since days are stored as fractions."""
    later = 1 if epoch == EPOCH and 1 <= serial < LEAP_BUG else 0
    moment = epoch + timedelta(days=int(serial) + later, seconds=round((serial % 1) * DAY_SECONDS))
    if serial < 1 and meaning == "time":
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d") if meaning == "date" and serial % 1 == 0 else moment.isoformat()


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """What the number of a cell of each style means: `date`, `time` or nothing."""
    own: dict[str, str] = {}
    styles: list[str] = []
    is_inside = False
    if "xl/styles.xml" not in archive.namelist():
        return []
    for name, about in tags(archive, "xl/styles.xml", ends=("cellXfs",)):
        if name == "numFmt":
            own[about.get("numFmtId", "")] = _meaning(about.get("formatCode", ""))
        elif name in ("cellXfs", "/cellXfs"):
            is_inside = name == "cellXfs"
        elif name == "xf" and is_inside and len(styles) < MOST_STYLES:
            styles.append(about.get("numFmtId", "0"))
    return [own.get(each, _built_in(each)) for each in styles]


def _built_in(text: str) -> str:
    number = int(text) if text.isdecimal() else 0
    return "date" if number in DATES else "time" if number in TIMES else ""


def _meaning(code: str) -> str:
    plain = QUOTED.sub("", code.partition(";")[0]).lower()
    if any(letter in plain for letter in "yd"):
        return "date"
    return "time" if "h" in plain or "ss" in plain else ""


def _shared(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells share."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    reader = _Shared()
    for _ in parsed(archive, "xl/sharedStrings.xml", reader.start, reader.end, reader.collected.add):
        pass
    return reader.texts


def _column(reference: str | None, otherwise: int) -> int:
    if (match := REFERENCE.fullmatch(reference or "")) is None:
        return otherwise
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
