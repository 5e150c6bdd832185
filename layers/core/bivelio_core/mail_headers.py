"""Headers of mails that go out, written by us: what people typed is never taken for an encoded word.

The email package decodes what looks like one (`=?utf-8?q?=0D=0ABcc:...?=`) when a header is set, line ends and all, and
versions of it differ in what they do with these. So such a header is written here, as encoded words of its own
(RFC 2047), and reaches the package as a value that it neither parses nor changes.
"""

from collections.abc import Sequence
from email.header import Header
from email.policy import Policy
from typing import Self

_BEGINNING = "=?"
"""How an encoded word begins."""
LONGEST_LINE = 76


class Written(str):
    """The value of a header as it is to be read, with `name`, and `words`, how it is sent."""

    __slots__ = ("name", "words")
    name: str
    words: str

    def __new__(cls, name: str, value: str, words: str) -> Self:
        """A header's value, which is sent in these words."""
        written = super().__new__(cls, value)
        written.name, written.words = name, words
        return written

    def fold(self, *, policy: Policy) -> str:
        """The whole header, for the writer of the mail."""
        return f"{self.name}: {self.words}{policy.linesep}"


def subject(text: str) -> Written:
    """A subject that reads as the text, on one line."""
    line = " ".join(text.split())
    return Written("Subject", line, _words(line, "Subject"))


def plain(ids: Sequence[str]) -> list[str]:
    """Those of Message-IDs, which others have chosen, that a header can have."""
    return [each for each in ids if each.isascii() and each.isprintable()]


def message_ids(header: str, ids: Sequence[str]) -> Written:
    """A header of such Message-IDs."""
    return Written(header, " ".join(ids), "\r\n ".join(ids))


def links(header: str, urls: Sequence[str]) -> Written:
    """A header of links of ours, each whole on a line (RFC 2369, section 2)."""
    enclosed = [f"<{each}>" for each in urls]
    return Written(header, ", ".join(enclosed), ",\r\n ".join(enclosed))


def name(text: str) -> str:
    """The name of a sender or of a file: `__` where it looks like the beginning of an encoded word."""
    return text.replace(_BEGINNING, "__")


def _words(text: str, header: str) -> str:
    is_plain = text.isascii() and _BEGINNING not in text
    return Header(text, "us-ascii" if is_plain else "utf-8", LONGEST_LINE, header).encode(linesep="\r\n")
