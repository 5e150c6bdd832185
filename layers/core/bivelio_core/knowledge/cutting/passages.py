"""Lines to passages: cut at headings, 200 to 400 words each, with the headings above them.

A paragraph is never cut unless it is longer than a passage. What is longer goes on in another passage, which repeats
the last sentences of the one before: what a question asks for may be at the seam.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .line import Line

LEAST_WORDS, MOST_WORDS, OVERLAP_WORDS = 200, 400, 40
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


class Cut(NamedTuple):
    """A passage: its text, the headings above it, the widest first, and the page on which it begins."""

    text: str
    headings: tuple[str, ...]
    page: int | None


class _Paragraph(NamedTuple):
    text: str
    page: int | None
    words: int


@dataclass(slots=True)
class _Heading:
    level: int
    text: str
    is_used: bool = False


def cut(lines: Iterable[Line]) -> list[Cut]:
    """The passages of a text, in order."""
    return [passage for headings, paragraphs in _sections(lines) for passage in _of_section(headings, paragraphs)]


def _sections(lines: Iterable[Line]) -> Iterator[tuple[tuple[str, ...], list[_Paragraph]]]:
    """The paragraphs below each heading. A heading that nothing follows is text of what comes next, lest it be lost."""
    path: list[_Heading] = []
    below: list[_Paragraph] = []
    gathered: list[str] = []
    page: int | None = None
    for line in lines:
        if line.level == 0:
            page = page if gathered else line.page
            gathered.append(line.text)
            continue
        _end_paragraph(gathered, below, page)
        if line.level < 0:
            continue
        if below:
            yield _used(path), list(below)
            below.clear()
        while path and path[-1].level >= line.level:
            heading = path.pop()
            if not heading.is_used:
                below.append(_Paragraph(heading.text, line.page, len(heading.text.split())))
        path.append(_Heading(line.level, line.text))
    _end_paragraph(gathered, below, page)
    if path and not below:
        heading = path.pop()
        below.append(_Paragraph(heading.text, None, len(heading.text.split())))
    if below:
        yield _used(path), below


def _end_paragraph(gathered: list[str], below: list[_Paragraph], page: int | None) -> None:
    text = " ".join(gathered).strip()
    gathered.clear()
    if text:
        below.append(_Paragraph(text, page, len(text.split())))


def _used(path: list[_Heading]) -> tuple[str, ...]:
    for heading in path:
        heading.is_used = True
    return tuple(heading.text for heading in path)


def _of_section(headings: tuple[str, ...], paragraphs: list[_Paragraph]) -> Iterator[Cut]:
    texts: list[str] = []
    words, page = 0, paragraphs[0].page
    for paragraph in _parts(paragraphs):
        if texts and words + paragraph.words > MOST_WORDS:
            yield Cut("\n".join(texts), headings, page)
            tail = _tail(texts[-1])
            texts, words, page = ([tail] if tail else []), len(tail.split()), paragraph.page
        texts.append(paragraph.text)
        words += paragraph.words
    if texts:
        yield Cut("\n".join(texts), headings, page)


def _parts(paragraphs: Iterable[_Paragraph]) -> Iterator[_Paragraph]:
    """The paragraphs, those that are longer than a passage in pieces that end with a sentence where there is one."""
    for paragraph in paragraphs:
        if paragraph.words <= MOST_WORDS:
            yield paragraph
            continue
        piece: list[str] = []
        for sentence in _SENTENCE.split(paragraph.text):
            for some in _at_most(sentence.split()):
                if piece and len(piece) + len(some) > LEAST_WORDS:
                    yield _Paragraph(" ".join(piece), paragraph.page, len(piece))
                    piece = []
                piece += some
        if piece:
            yield _Paragraph(" ".join(piece), paragraph.page, len(piece))


def _at_most(words: list[str]) -> Iterator[list[str]]:
    yield from (words[start : start + LEAST_WORDS] for start in range(0, len(words), LEAST_WORDS))


def _tail(text: str) -> str:
    """The last sentences of a text, as many as are repeated in the next passage."""
    tail: list[str] = []
    for sentence in reversed(_SENTENCE.split(text)):
        words = sentence.split()
        if len(tail) + len(words) > OVERLAP_WORDS:
            break
        tail = words + tail
    return " ".join(tail)
