"""The parts of a mail (MIME), by the standard library's parser, whose headers are cut before it looks into them.

Attached mails and reports are not parsed: they are files like any others, with the bytes that they came in.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32
from email.utils import unquote
from typing import Any, cast

from bivelio_core import file_names

from .heads import LONGEST_VALUE, MailHead, NoMail
from .words import decoded, raw, unescaped

MAXIMUM_PARTS, MAXIMUM_PARSED = 200, 2_000
"""Parts that are looked at, and that a mail may have: each takes five bytes to send and a kilobyte to hold."""
TOO_MANY = "it has too many parts"
TOO_DEEP = "its parts are nested too deeply"
_OF_THE_LIBRARY = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the library raises for headers and encodings that are broken in ways it does not expect."""
_MIME = ("content-type", "content-transfer-encoding", "content-disposition")
_BOUNDARY = re.compile(
    rb"^--(-{0,100}[^\s-][^\r\n]{0,200}?)[ \t]{0,20}\r?\n(?=content-[a-z]{1,40}:)", re.IGNORECASE | re.MULTILINE
)
"""A line that separates parts, whatever the head calls it: the head of a part follows."""
_LOOKED_THROUGH = 1_000_000
"""Bytes in which it is looked for."""


class _Cut(Compat32):
    """Headers as they are written, cut; nothing parses them before they are asked for."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A name, and at most `LONGEST_VALUE` characters of its value."""
        name, _, value = "".join(sourcelines)[: LONGEST_VALUE + 200].partition(":")
        text = raw(value.encode("utf-8", "surrogateescape"))
        return name, " ".join(text.split())[:LONGEST_VALUE]

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002
        """The value."""
        return value


class Part(Message):
    """A part of a mail. The library is told that attached mails are files, so that it leaves their bytes alone."""

    @property
    def kind(self) -> str:
        """The content type, such as `text/plain`."""
        return super().get_content_type()

    def get_content_type(self) -> str:
        """The content type for the library."""
        return f"application/{self.kind.partition('/')[2]}" if self.kind.startswith("message/") else self.kind

    def get_content_maintype(self) -> str:
        """The first half of it."""
        return self.get_content_type().partition("/")[0]


def parts_of(head: MailHead, content: bytes) -> list[Part]:
    """The parts that have content of their own, at most `MAXIMUM_PARTS`. Raises NoMail."""
    mime = "".join(f"{name}: {head.first(name)}\n" for name in _MIME if head.first(name))
    try:
        root = _parsed(mime.encode(), content[head.body_at :])
        return list(_leaves(root))
    except RecursionError as error:
        raise NoMail(TOO_DEEP) from error


def _parsed(head: bytes, body: bytes) -> Part:
    count = itertools.count(1)

    def new_part(policy: Any = None) -> Part:
        if next(count) > MAXIMUM_PARSED:
            raise NoMail(TOO_MANY)
        return Part(policy)

    parser = BytesFeedParser(new_part, policy=_Cut())
    parser.feed(head + b"\n")
    parser.feed(body)
    return cast("Part", parser.close())


def _leaves(root: Part) -> Iterator[Part]:
    pending: list[Part] = [root]
    for _ in range(MAXIMUM_PARTS):
        if not pending:
            return
        part = pending.pop(0)
        if part.is_multipart():
            pending = [*_inside(part), *pending]
        elif part.get_content_maintype() == "multipart" and (whole := _with_its_boundary(part)) is not None:
            pending = [*_inside(whole), *pending]
        else:
            yield part


def _inside(part: Part) -> Sequence[Part]:
    payload: Any = part.get_payload()
    return payload if isinstance(payload, list) else []


def _with_its_boundary(part: Part) -> Part | None:
    """A part whose boundary is missing, unusable or another than the one that is used, parsed by that; None without."""
    body = bytes_of(part)
    if (match := _BOUNDARY.search(body, 0, _LOOKED_THROUGH)) is None:
        return None
    boundary = match[1].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    reparsed = _parsed(b'content-type: multipart/mixed; boundary="' + boundary + b'"\n', body)
    return reparsed if reparsed.is_multipart() else None


def bytes_of(part: Part) -> bytes:
    """The content of a part, in whatever encoding it claims, or has."""
    try:
        payload = part.get_payload(decode=True)
    except _OF_THE_LIBRARY:
        payload = None
    if isinstance(payload, bytes):
        return payload
    return str(part.get_payload() or "").encode("utf-8", "surrogateescape")


def text_of(part: Part) -> str:
    """The text of a part; its lines end as lines of texts do."""
    text = decoded(bytes_of(part), parameter(part, "charset"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_text(part: Part, subtype: str) -> bool:
    """Whether a part is text that is meant to be read in the mail, not a file."""
    return kind_of(part) == f"text/{subtype}" and disposition(part) != "attachment" and not name_of(part)


def kind_of(part: Part) -> str:
    """The content type. A multipart that has no parts is the text that somebody wrote."""
    return "text/plain" if part.kind.startswith("multipart/") else part.kind


def disposition(part: Part) -> str:
    """`attachment`, `inline`, or "" where the part does not say."""
    return str(part.get("content-disposition") or "").partition(";")[0].strip().lower()


def name_of(part: Part) -> str:
    """The name of the file that a part is; "" without one."""
    name = parameter(part, "filename", "content-disposition") or parameter(part, "name")
    return file_names.cleaned(unescaped(name))


def parameter(part: Part, name: str, header: str = "content-type") -> str:
    """A parameter of a header; "" without one."""
    try:
        value = part.get_param(name, "", header)
    except _OF_THE_LIBRARY:
        return ""
    if isinstance(value, tuple):  # RFC 2231: the character set, the language, and bytes as letters
        return decoded(value[2].encode("latin-1", "replace"), value[0] or "")
    return unquote(value)
