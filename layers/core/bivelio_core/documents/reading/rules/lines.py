"""The lines of a reading, with their columns, and values found at labels."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bivelio_core.documents.reading.fields import Field
from bivelio_core.documents.reading.readings import Reading

COLUMNS = re.compile(r" {3,}|\t+")
EVIDENCE = 200
"""Characters of a line that are shown as evidence."""
MAXIMUM_LINES = 20_000
MAXIMUM_LINE = 1_000


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page, counted from 1, and its columns."""

    page: int
    text: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A value that a finder saw in a text."""

    value: Any
    start: int


Finder = Callable[[str], Iterator[Found]]


def lines_of(reading: Reading) -> list[TextLine]:
    """Return the lines of all pages that are not empty."""
    found: list[TextLine] = []
    for number, page in enumerate(reading.pages, start=1):
        for text in page.split("\n"):
            line = text.strip()[:MAXIMUM_LINE]
            if line and len(found) < MAXIMUM_LINES:
                found.append(TextLine(number, line, tuple(COLUMNS.split(line))))
    return found


def field(value: Any, confidence: float, *lines: TextLine) -> Field:
    """Return a field with the lines it was read from as evidence."""
    evidence = " / ".join(line.text for line in lines)[:EVIDENCE]
    return Field(value, round(confidence, 2), lines[0].page if lines else None, evidence or None)


def labelled(
    lines: Sequence[TextLine], label: re.Pattern[str], find: Finder, confidence: float, *, below: int = 1
) -> Iterator[Field]:
    """Return the values at a label: after it in its line, else below it, in its column when the columns agree.

    A value below is a little less sure than one beside.
    """
    for at, line in enumerate(lines):
        for hit in label.finditer(line.text):
            beside = next(find(line.text[hit.end() :]), None)
            if beside is not None:
                yield field(beside.value, confidence, line)
                continue
            under = value_below(lines, at, hit.start(), find, below)
            if under is not None:
                yield field(under[0], confidence - 0.1, line, under[1])


def value_below(
    lines: Sequence[TextLine], at: int, position: int, find: Finder, below: int
) -> tuple[Any, TextLine] | None:
    """Return the value under a label and its line. Nothing when the label's own line goes on without a value."""
    line = lines[at]
    column = len(COLUMNS.findall(line.text[:position]))
    for under in lines[at + 1 : at + 1 + below]:
        if under.page != line.page:
            return None
        same = len(under.cells) == len(line.cells)
        for text in [under.cells[column]] if same else under.cells:
            found = next(find(text), None)
            if found is not None and text[: found.start].strip(" :#") == "":
                return found.value, under
    return None


def best(*found: Iterator[Field] | Sequence[Field]) -> Field | None:
    """Return the surest field, the first of several that are equally sure."""
    every = [each for some in found for each in some]
    return max(every, key=lambda each: each.confidence) if every else None


def rest_of_cell(text: str) -> Iterator[Found]:
    """Return what is left of a column, without the colon before it."""
    rest = COLUMNS.split(text.strip(" :#\t"))[0].strip()
    if rest:
        yield Found(rest, 0)
