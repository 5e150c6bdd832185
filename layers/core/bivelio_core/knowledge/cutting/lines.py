"""A file to lines, in the process that may die of it: headings as the format marks them, else as texts look."""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.analysis.sniffing import sniff
from bivelio_core.documents.analysis.texts import decode

from .line import BREAK, Line

MAXIMUM_TEXT = 1_000_000
"""Characters that are read of a file."""
MAXIMUM_PAGES = 300
ZIP = b"PK\x03\x04"
LONGEST_HEADING, LONGEST_TITLE = 90, 60
LEAST_CAPITALS = 4

_MARKDOWN = re.compile(r"^(#{1,6}) ++(\S.*)$")
_RULE = re.compile(r"^(=+|-{2,})$")
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,5}[.)]"
    r"|(?:article|artículo|art\.|secció|sección|capítol|capítulo|section|chapter) \d{1,3}[.:]?) +\S",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.,;:?!…]$")


def lines_of(content: bytes, name: str) -> tuple[str | None, list[Line]]:
    """The title of a file, if it has one, and its lines. Raises Refused."""
    extension = name.rpartition(".")[2].casefold()
    if content.startswith(ZIP):
        return _of_archive(content)
    file_type = sniff(content)
    if file_type is None or file_type.kind == "image":
        raise Refused("unsupported" if file_type is None else "no_text", "not a text")
    if file_type.kind == "pdf":
        return None, _cut(_of_pdf(content))
    if file_type.mime_type == "text/html" or extension in ("html", "htm", "xhtml"):
        from .html import lines_of_html  # noqa: PLC0415 - one format a file

        title, lines = lines_of_html(decode(content[: 4 * MAXIMUM_TEXT]))
        return title, _cut(lines)
    text = decode(content[: 4 * MAXIMUM_TEXT])
    if extension == "csv":
        from bivelio_core.documents.data.tables import of_csv  # noqa: PLC0415

        return None, _cut(rows_as_lines(of_csv(text)))
    return None, _cut(of_markdown(text) if extension in ("md", "markdown") else of_plain(text))


def _of_archive(content: bytes) -> tuple[str | None, list[Line]]:
    from bivelio_core.workbooks import NoWorkbook, Workbook  # noqa: PLC0415

    try:
        if b"word/" in content:
            from .docx import lines_of_docx  # noqa: PLC0415

            return None, _cut(lines_of_docx(content))
        book = Workbook(io.BytesIO(content))
        lines: list[Line] = []
        for sheet in book.sheets:
            lines += [Line(1, sheet), *_limited(rows_as_lines(row.cells for row in book.rows(sheet)))]
        return None, _cut(lines)
    except NoWorkbook as error:
        raise Refused(error.reason, str(error)) from error


def _of_pdf(content: bytes) -> Iterator[Line]:
    from bivelio_core.documents.analysis.pdf import read_pdf  # noqa: PLC0415

    reading = read_pdf(content, MAXIMUM_PAGES)
    for number, page in enumerate(reading.pages, start=1):
        for line in of_plain(page):
            yield line._replace(page=number)
        yield BREAK


def of_plain(text: str) -> Iterator[Line]:
    """The lines of a text without marks: a short line in capitals, numbered or before a paragraph is a heading."""
    lines = [line.strip() for line in text.split("\n")]
    for place, line in enumerate(lines):
        if not line:
            yield BREAK
        elif _is_heading(line, lines[place - 1] if place else "", lines[place + 1] if place + 1 < len(lines) else ""):
            yield Line(2, line)
        else:
            yield Line(0, line)


def _is_heading(line: str, before: str, after: str) -> bool:
    if len(line) > LONGEST_HEADING or _ENDS_SENTENCE.search(line) or not any(letter.isalpha() for letter in line):
        return False
    letters = [letter for letter in line if letter.isalpha()]
    if line.isupper() and len(letters) >= LEAST_CAPITALS:
        return True
    if _NUMBERED.match(line) and line[-1].isalpha() and not before:
        return True
    return not before and bool(after) and len(after) > len(line) and line[0].isupper() and len(line) <= LONGEST_TITLE


def of_markdown(text: str) -> Iterator[Line]:
    """The lines of a Markdown text; what is between fences is text."""
    lines, is_fenced = text.split("\n"), False
    for place, raw in enumerate(lines):
        line = raw.strip()
        if line.startswith(("```", "~~~")):
            is_fenced = not is_fenced
        elif is_fenced:
            yield Line(0, line)
        elif match := _MARKDOWN.match(line):
            yield Line(len(match[1]), _bare(_without_closing(match[2])))
        elif _RULE.match(line):
            yield BREAK
        elif place + 1 < len(lines) and line and re.fullmatch(r"=+|-{3,}", lines[place + 1].strip()):
            yield Line(1 if lines[place + 1].strip()[0] == "=" else 2, _bare(line))
        else:
            yield Line(0, _bare(line)) if line else BREAK


def _without_closing(heading: str) -> str:
    """A heading of Markdown without the number signs that may close it: `Horaris ##`."""
    text = heading.rstrip()
    bare = text.rstrip("#")
    return bare.rstrip() if bare.endswith(" ") else text


def _bare(line: str) -> str:
    """A line without the marks of Markdown that are no words."""
    line = re.sub(r"!?\[([^\]\[]*)\]\([^()\s]*\)", r"\1", line)
    return re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", line)


def rows_as_lines(rows: Iterable[list[Any]]) -> Iterator[Line]:
    """A table as lines that say of each cell which column it is of."""
    names: list[str] | None = None
    for row in rows:
        cells = ["" if cell is None else str(cell).strip() for cell in row]
        if names is None:
            names = cells
            yield Line(0, " | ".join(filter(None, cells)))
        else:
            named = [(names[place] if place < len(names) else "", cell) for place, cell in enumerate(cells) if cell]
            yield Line(0, "; ".join(f"{name}: {cell}" if name else cell for name, cell in named))
        yield BREAK


def _limited(lines: Iterable[Line]) -> Iterator[Line]:
    room = MAXIMUM_TEXT
    for line in lines:
        if room <= 0:
            return
        room -= len(line.text) + 1
        yield line


def _cut(lines: Iterable[Line]) -> list[Line]:
    """The lines as far as they are read."""
    return list(_limited(lines))
