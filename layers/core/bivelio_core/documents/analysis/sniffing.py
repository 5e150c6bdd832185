"""What kind of file some bytes are, by the bytes alone: a name is what somebody claims."""

import re
from dataclasses import dataclass
from typing import Literal

Sniffed = Literal["pdf", "xml", "image", "text"]

PDF_WITHIN = 1024
"""Bytes before `%PDF-` that readers accept (ISO 32000-1, annex H, note 13)."""
IMAGES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|msf1|heim|heis)", re.DOTALL), "image/heic"),
)
MARKUP = re.compile(rb"\s*<[?!A-Za-z_]")
HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"
TEXT_CONTROLS = frozenset(b"\t\n\f\r\x1b")
MOST_CONTROLS = 0.01
"""The share of control characters above which bytes are not a text."""


@dataclass(frozen=True, slots=True)
class FileType:
    """The kind of a file and its media type."""

    kind: Sniffed
    mime_type: str


def sniff(content: bytes) -> FileType | None:
    """Return the type of a file by its first bytes, or None for one that is not read here (archives, programs)."""
    for pattern, mime_type in IMAGES:
        if pattern.match(content):
            return FileType("image", mime_type)
    if b"%PDF-" in content[: PDF_WITHIN + 5]:
        return FileType("pdf", "application/pdf")
    start = content[:4096].removeprefix(UTF_8_MARK)
    if start.startswith(UTF_16):
        start = start.decode("utf-16", "ignore").encode("utf-8", "ignore")
    elif b"\x00" in start or not is_text(start):
        return None
    if HTML.match(start):
        return FileType("text", "text/html")
    if MARKUP.match(start):
        return FileType("xml", "application/xml")
    return FileType("text", "text/plain")


def is_text(start: bytes) -> bool:
    """Whether bytes contain hardly any control characters."""
    controls = sum(byte < 32 and byte not in TEXT_CONTROLS for byte in start)
    return controls <= MOST_CONTROLS * len(start)
