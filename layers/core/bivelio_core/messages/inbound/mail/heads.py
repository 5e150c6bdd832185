"""The head of a mail, taken apart in one pass: what is too long is cut before anything looks into it.

The header parsers of Python's email package take the square of a header's length, so none of them sees more than
`LONGEST_VALUE` characters. Lines that are no header are left out as long as headers follow them: a mail is not lost for
one broken line.
"""

import re
from dataclasses import dataclass, field

from .words import raw

MAXIMUM_BYTES = 262_144
"""Of a head. Gmail takes 500 kB of headers in all, Postfix 100 kB (header_size_limit) of each."""
LONGEST_VALUE = 5_000
_END = re.compile(rb"\r\n\r?\n|\n\r?\n|\r\r")
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_BLANK = re.compile(rb"[\r\n]*")
NEWEST_LAST = frozenset({"references"})
"""Headers whose end says more than their beginning."""


class NoMail(Exception):
    """The bytes cannot be stored as a mail. The text gives the reason and repeats nothing of them."""


@dataclass(frozen=True, slots=True)
class MailHead:
    """The headers of a mail, by their names in lower case, each unfolded and cut; and where its body begins."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    body_at: int = 0

    def all(self, name: str) -> list[str]:
        """Every value of a header, the topmost first, as it is written: encoded words are not decoded."""
        return self.fields.get(name.lower(), [])

    def first(self, name: str) -> str:
        """The topmost value of a header; "" without one."""
        return next(iter(self.all(name)), "")


def head_of(content: bytes) -> MailHead:
    """The head of a mail, of which at least `MAXIMUM_BYTES` and a line are given. Raises NoMail."""
    start = _BLANK.match(content).end()  # type: ignore[union-attr]  # matches anywhere
    end = _END.search(content, start, start + MAXIMUM_BYTES + 4)
    if end is None and len(content) - start > MAXIMUM_BYTES:
        raise NoMail("its headers are larger than 256 kB")
    block = content[start : end.start() if end else len(content)]
    if not block.strip():
        raise NoMail("it is empty")
    fields, length = _fields(block)
    if not fields:
        raise NoMail("it has no headers")
    return MailHead(fields, start + length if length < len(block) else end.end() if end else len(content))


def _fields(block: bytes) -> tuple[dict[str, list[str]], int]:
    """The headers, and where the first line after the last of them begins."""
    fields: dict[str, list[str]] = {}
    name, lines, end = "", [], 0
    for line_match in _LINE.finditer(block):
        line = line_match[1]
        if line[:1] in (b" ", b"\t"):
            lines.append(line)
            end = line_match.end() if name else end
            continue
        _add(fields, name, lines)
        field_match = _FIELD.match(line)
        name, lines = (field_match[1].decode("ascii").lower(), [line[field_match.end() :]]) if field_match else ("", [])
        end = line_match.end() if field_match else end
    _add(fields, name, lines)
    return fields, end


def _add(fields: dict[str, list[str]], name: str, lines: list[bytes]) -> None:
    if name:
        value = b" ".join(lines)
        longest = 4 * LONGEST_VALUE  # of bytes: a letter has at most four
        text = " ".join(raw(value[-longest:] if name in NEWEST_LAST else value[:longest]).split())
        fields.setdefault(name, []).append(text[-LONGEST_VALUE:] if name in NEWEST_LAST else text[:LONGEST_VALUE])
