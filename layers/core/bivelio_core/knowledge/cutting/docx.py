"""The lines of a Word document (ECMA-376, WordprocessingML): paragraphs, headings by the names of styles, tables."""

import io
import zipfile
from collections.abc import Iterator

from bivelio_core.workbook_parts import NoWorkbook, parsed, tags

from .line import BREAK, Line

DOCUMENT, STYLES = "word/document.xml", "word/styles.xml"
HEADING = "heading "
TITLE = "title"


def lines_of_docx(content: bytes) -> Iterator[Line]:
    """Yield the lines of a document. Raises NoWorkbook for a broken, hostile or encrypted one."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise NoWorkbook("unreadable", "it is no document") from error
    reader = _Reader(_levels(archive))
    for _ in parsed(archive, DOCUMENT, reader.start, reader.end, reader.text):
        yield from reader.pop()
    yield from reader.pop()


def _levels(archive: zipfile.ZipFile) -> dict[str, int]:
    """The levels of the styles that are headings, whatever the language of their ids."""
    if STYLES not in archive.namelist():
        return {}
    levels, style = dict[str, int](), ""
    for name, about in tags(archive, STYLES):
        if name == "style":
            style = _value(about, "styleId")
        elif name == "name":
            name_of_style = _value(about, "val").casefold()
            if name_of_style.startswith(HEADING) and name_of_style.removeprefix(HEADING).isdecimal():
                levels[style] = min(6, int(name_of_style.removeprefix(HEADING)))
            elif name_of_style == TITLE:
                levels[style] = 1
    return levels


def _value(about: dict[str, str], name: str) -> str:
    return next((value for key, value in about.items() if key.rpartition(" ")[2] == name), "")


class _Reader:
    """Makes lines of the elements as they come; the cells of a row are one line."""

    def __init__(self, levels: dict[str, int]) -> None:
        self._levels = levels
        self._lines: list[Line] = []
        self._text: list[str] = []
        self._cells: list[str] = []
        self._level, self._is_text, self._row = 0, False, 0

    def start(self, name: str, about: dict[str, str]) -> None:
        if name == "t":
            self._is_text = True
        elif name in ("tab", "br", "cr"):
            self._text.append(" ")
        elif name == "pStyle":
            self._level = self._levels.get(_value(about, "val"), 0)
        elif name == "outlineLvl" and _value(about, "val") in "012345":
            self._level = self._level or int(_value(about, "val") or 0) + 1
        elif name == "tr":
            self._row += 1
            self._cells = []

    def end(self, name: str) -> None:
        if name == "t":
            self._is_text = False
        elif name == "p":
            self._paragraph()
        elif name == "tr":
            self._row -= 1
            if cells := " | ".join(filter(None, self._cells)):
                self._lines += [Line(0, cells), BREAK]
            self._cells = []

    def text(self, data: str) -> None:
        if self._is_text:
            self._text.append(data)

    def pop(self) -> list[Line]:
        """The lines that have come since the last time."""
        lines, self._lines = self._lines, []
        return lines

    def _paragraph(self) -> None:
        text = " ".join("".join(self._text).split())
        if text and self._row:
            self._cells.append(text)
        elif text:
            self._lines.append(Line(self._level, text))
            if not self._level:
                self._lines.append(BREAK)
        self._text, self._level = [], 0
