"""The lines of a reading, with their columns, and values found at labels."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from bivelio_core.documents.analysis.fields import Field
from bivelio_core.documents.analysis.readings import Reading

COLUMNS = re.compile(r" {3,}|\t+")
EVIDENCE = 200
"""Characters of a line that are shown as evidence."""
FIRST_CHARACTERS, LAST_CHARACTERS = 200_000, 100_000
"""What rules read of a long text: about a hundred pages, the end among them, where totals and signatures are."""
MAXIMUM_LINE = 1_000
ROOM = 40
"""Characters to the right of a line's last column that still belong to it."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page, counted from 1, and its columns."""

    page: int
    text: str
    cells: tuple[str, ...]
    starts: tuple[int, ...] = (0,)
    """Where each column begins, in characters from the left of the page."""

    def column_at(self, position: int) -> int:
        """Return the column of a position in the text."""
        return len(COLUMNS.findall(self.text[:position]))


EMPTY = TextLine(1, "", ("",))
"""Before the first line and after the last."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A value that a finder saw in a text."""

    value: Any
    start: int


Finder = Callable[[str], Iterator[Hit]]


def lines_of(reading: Reading) -> list[TextLine]:
    """Return the lines of all pages that are not empty; of a very long text the first and the last ones."""
    texts = [
        (number, piece)
        for number, page in enumerate(reading.pages, start=1)
        for text in page.split("\n")
        for piece in pieces(text)
        if piece.strip()
    ]
    if sum(len(text) for _, text in texts) > FIRST_CHARACTERS + LAST_CHARACTERS:
        first = within(texts, FIRST_CHARACTERS)
        last = within(texts[len(first) :][::-1], LAST_CHARACTERS)
        texts = [*first, *reversed(last)]
    return [line_of(number, text) for number, text in texts]


def pieces(text: str) -> Iterator[str]:
    """Return a line in pieces of a bearable length, parted at spaces: a paragraph of a text file is one line."""
    while len(text) > MAXIMUM_LINE:
        end = text.rfind(" ", 1, MAXIMUM_LINE)
        end = MAXIMUM_LINE if end < 0 else end
        yield text[:end]
        text = text[end:]
    yield text


def within(texts: Sequence[tuple[int, str]], characters: int) -> list[tuple[int, str]]:
    """Return the texts up to a number of characters."""
    lengths = accumulate(len(text) for _, text in texts)
    return [text for text, length in zip(texts, lengths, strict=True) if length <= characters]


def line_of(page: int, text: str) -> TextLine:
    """Return a line with its columns; its text has three spaces between them."""
    indent = len(text) - len(text.lstrip())
    stripped = text.strip()
    starts = [indent, *(indent + gap.end() for gap in COLUMNS.finditer(stripped))]
    cells = tuple(COLUMNS.split(stripped))
    return TextLine(page, "   ".join(cells), cells, tuple(starts))


def field(value: Any, confidence: float, *lines: TextLine) -> Field:
    """Return a field with the lines it was read from as evidence."""
    evidence = " / ".join(line.text for line in lines)[:EVIDENCE]
    return Field(value, round(confidence, 2), lines[0].page if lines else None, evidence or None)


def labelled(
    lines: Sequence[TextLine],
    label: re.Pattern[str],
    find: Finder,
    confidence: float,
    *,
    below: int = 1,
    whole_line: bool = False,
) -> Iterator[Field]:
    """Return the values at a label: after it in its column or the next, else below it, in its column.

    With `whole_line` it may be in any column after the label. A value below is a little less sure than one beside.
    """
    for at, line in enumerate(lines):
        for hit in label.finditer(line.text):
            rest = line.text[hit.end() :]
            beside = next(find(rest if whole_line else "   ".join(COLUMNS.split(rest)[:2])), None)
            if beside is not None:
                yield field(beside.value, confidence, line)
                continue
            gaps = [gap.end() for gap in COLUMNS.finditer(line.text, hit.start(), hit.start() + len(hit[0].rstrip()))]
            under = value_below(lines, at, gaps[-1] if gaps else hit.start(), find, below)
            if under is not None:
                yield field(under[0], confidence - 0.1, line, under[1])


def value_below(
    lines: Sequence[TextLine], at: int, position: int, find: Finder, below: int
) -> tuple[Any, TextLine] | None:
    """Return the value under a label and its line: what its column has there and nothing else."""
    line = lines[at]
    for under in lines[at + 1 : at + 1 + below]:
        if under.page != line.page:
            return None
        text = cell_below(line, line.column_at(position), under)
        hit = next(find(text), None) if text is not None else None
        if hit is not None and text is not None and text[: hit.start].strip(" :#€$") == "":
            return hit.value, under
    return None


def cell_below(line: TextLine, column: int, under: TextLine) -> str | None:
    """Return the cell of another line that stands under (or over) a column, None when none overlaps it."""
    index = column_below(line, column, under)
    return None if index is None else under.cells[index]


def column_below(line: TextLine, column: int, under: TextLine) -> int | None:
    """Return the column of another line that stands under (or over) a column, None when none overlaps it.

    Labels stand left, amounts right: a cell belongs to a column as far as the next column's beginning.
    """
    start = line.starts[column]
    end = (
        line.starts[column + 1] if column + 1 < len(line.starts) else max(start + len(line.cells[column]), start) + ROOM
    )
    overlapping = [
        (max(0, min(begin + len(cell), end) - max(begin, start)), index)
        for index, (begin, cell) in enumerate(zip(under.starts, under.cells, strict=True))
        if begin < end and begin + len(cell) > start
    ]
    return max(overlapping, key=lambda pair: pair[0])[1] if overlapping else None


def best(*candidates: Iterator[Field] | Sequence[Field]) -> Field | None:
    """Return the surest field, the first of several that are equally sure."""
    every = [each for some in candidates for each in some]
    return max(every, key=lambda each: each.confidence) if every else None


def rest_of_cell(text: str) -> Iterator[Hit]:
    """Return what is left of a column, without the colon before it."""
    rest = COLUMNS.split(text.strip(" :#\t"))[0].strip()
    if rest:
        yield Hit(rest, 0)
