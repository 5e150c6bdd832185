"""Arrange the text of a PDF page in rows as a reader sees it: adjacent texts form one line, and columns align.

PDFium returns text in the order in which the file draws it, which in an invoice puts labels and their values apart.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import pi
from statistics import median

import pypdfium2
from pypdfium2 import raw

COLUMN = "   "
"""The least that parts two columns of a line."""
COLUMN_GAP = 0.9
"""Of the height of the letters: a wider gap parts columns, a narrower one words."""
TIMES_USUAL = 2.2
"""A column's gap is so many times the page's usual gap between words, which wide letters make wide."""
ROW_TOLERANCE = 0.45
"""Of the height: how far apart the base lines of one row may be."""
LINE_ENDS = frozenset("\r\n\ufffe")
NARROWEST, WIDEST = 3.0, 8.0
"""Points that a character of a line stands for: the width of most letters, within these."""
MAXIMUM_INDENT = 250
UPRIGHT = 0.2
"""Radians that a letter may lean."""


@dataclass(slots=True)
class Word:
    """Letters without a space between them, in points: from `left` to `right`, standing on `base`."""

    text: str
    left: float
    right: float
    base: float
    height: float
    is_upright: bool = True
    previous: "Word | None" = None
    """The word that the file writes just before it, with one space between them."""


@dataclass(frozen=True, slots=True)
class PageShape:
    """The left margin, the points that a character stands for, and the gap of columns, of the height of letters."""

    margin: float
    unit: float
    column_gap: float


def rows(page: pypdfium2.PdfTextPage, characters: int) -> str:
    """Return the first characters of a page as rows from the top, one a line.

    Text that runs another way than most of the page, such as a note up the margin, comes after it.
    """
    page_words = list(words(page, characters))
    upright = [word for word in page_words if word.is_upright]
    other = [word for word in page_words if not word.is_upright]
    if len(other) > len(upright):
        upright, other = page_words, []
    lines = list(lines_of_words(upright))
    return "\n".join([*lines, " ".join(word.text for word in other)] if other else lines)


def lines_of_words(row_words: Iterable[Word]) -> Iterator[str]:
    """Return the lines of some words."""
    ordered = sorted(row_words, key=lambda word: -word.base)
    if not ordered:
        return
    unit = median((word.right - word.left) / len(word.text) for word in ordered)
    unit = min(max(unit, NARROWEST), WIDEST)
    page = PageShape(min(word.left for word in ordered), unit, max(COLUMN_GAP, TIMES_USUAL * usual_gap(ordered)))
    row: list[Word] = []
    for word in ordered:
        if row and row[0].base - word.base > ROW_TOLERANCE * min(row[0].height, word.height):
            yield line_of(sorted(row, key=lambda each: each.left), page)
            row = []
        row.append(word)
    yield line_of(sorted(row, key=lambda each: each.left), page)


def usual_gap(page_words: Iterable[Word]) -> float:
    """Return the gap, of the height, at which most words follow each other."""
    gaps = [(word.left - word.previous.right) / word.height for word in page_words if word.previous is not None]
    return max(0.0, median(gaps)) if gaps else 0.0


def line_of(row: list[Word], page: PageShape) -> str:
    """Return the words of a row; each column begins as far from the left as on the page, so that columns align."""
    line = " " * place(row[0], page) + row[0].text
    for before, word in pairwise(row):
        if word.left - before.right > page.column_gap * max(before.height, word.height):
            line = (line + COLUMN).ljust(place(word, page)) + word.text
        else:
            line = f"{line} {word.text}"
    return line


def place(word: Word, page: PageShape) -> int:
    """Return the character at which a word begins in its line."""
    return min(MAXIMUM_INDENT, max(0, round((word.left - page.margin) / page.unit)))


def words(page: pypdfium2.PdfTextPage, characters: int) -> Iterator[Word]:
    """Return the words in the order of the file; a wide gap ends one even where the file has no space."""
    current: Word | None = None
    last: Word | None = None
    spaces = 0
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, base = ctypes.c_double(), ctypes.c_double()
    handle = page.raw
    for index in range(characters):
        letter = chr(raw.FPDFText_GetUnicode(handle, index))
        if letter.isspace() or letter in LINE_ENDS:
            if current is not None:
                yield current
                last, current, spaces = current, None, 0
            spaces += 1 if raw.FPDFText_IsGenerated(handle, index) == 0 else 2
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, x, base)
        if current is not None and follows(current, left.value, base.value):
            current.text += letter
            current.right = max(current.right, right.value)
            continue
        if current is not None:
            yield current
            last, spaces = current, 0
        height = max(raw.FPDFText_GetFontSize(handle, index), top.value - bottom.value, 1.0)
        lean = abs((raw.FPDFText_GetCharAngle(handle, index) + pi) % (2 * pi) - pi)
        previous = last if spaces == 1 else None
        current = Word(letter, left.value, right.value, base.value, height, lean <= UPRIGHT, previous)
    if current is not None:
        yield current


def follows(word: Word, left: float, base: float) -> bool:
    """Whether a letter continues a word: on its base line (or a raised one), and near its end."""
    near = -word.height <= left - word.right <= COLUMN_GAP * word.height
    return near and abs(base - word.base) <= ROW_TOLERANCE * word.height
