"""The text of a PDF page in rows, as somebody sees it: what stands side by side is one line.

Columns are three spaces apart.

PDFium returns text in the order in which the file draws it, which in an invoice puts labels and their values apart.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

COLUMN = "   "
COLUMN_GAP = 0.9
"""Of the height of the letters: a wider gap parts columns, a narrower one words."""
ROW_TOLERANCE = 0.45
"""Of the height: how far apart the base lines of one row may be."""
LINE_ENDS = frozenset("\r\n\ufffe")


@dataclass(slots=True)
class Word:
    """Letters without a space between them, in points: from `left` to `right`, standing on `base`."""

    text: str
    left: float
    right: float
    base: float
    height: float


def rows(page: pypdfium2.PdfTextPage, characters: int) -> str:
    """Return the first characters of a page as rows from the top, one a line."""
    lines: list[list[Word]] = []
    for word in sorted(words(page, characters), key=lambda word: -word.base):
        if lines and lines[-1][0].base - word.base <= ROW_TOLERANCE * min(lines[-1][0].height, word.height):
            lines[-1].append(word)
        else:
            lines.append([word])
    return "\n".join(line_of(sorted(line, key=lambda word: word.left)) for line in lines)


def line_of(row: list[Word]) -> str:
    """Return the words of a row with the gaps between them."""
    parts = [row[0].text]
    for before, word in pairwise(row):
        wide = word.left - before.right > COLUMN_GAP * max(before.height, word.height)
        parts += [COLUMN if wide else " ", word.text]
    return "".join(parts)


def words(page: pypdfium2.PdfTextPage, characters: int) -> Iterator[Word]:
    """Return the words in the order of the file; a wide gap ends one even where the file has no space."""
    current: Word | None = None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, base = ctypes.c_double(), ctypes.c_double()
    handle = page.raw
    for index in range(characters):
        letter = chr(raw.FPDFText_GetUnicode(handle, index))
        if letter.isspace() or letter in LINE_ENDS:
            if current is not None:
                yield current
            current = None
            continue
        raw.FPDFText_GetCharBox(handle, index, left, right, bottom, top)
        raw.FPDFText_GetCharOrigin(handle, index, x, base)
        height = max(raw.FPDFText_GetFontSize(handle, index), top.value - bottom.value, 1.0)
        if current is not None and follows(current, left.value, base.value):
            current.text += letter
            current.right = max(current.right, right.value)
            current.height = max(current.height, height)
        else:
            if current is not None:
                yield current
            current = Word(letter, left.value, right.value, base.value, height)
    if current is not None:
        yield current


def follows(word: Word, left: float, base: float) -> bool:
    """Whether a letter continues a word: on its base line (or a raised one), and near its end."""
    near = -word.height <= left - word.right <= COLUMN_GAP * word.height
    return near and abs(base - word.base) <= ROW_TOLERANCE * word.height
