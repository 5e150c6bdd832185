"""Read a body of multipart/form-data (RFC 7578, RFC 2046), of whoever sends one: the fields of a form, and its files.

The cost is bounded for the worst body: each byte is looked at a few times by functions of the interpreter itself, parts
and the headers of each are limited before they are read, and nothing is nested. What is not well formed is refused.
"""

import re
from typing import NamedTuple

from bivelio_core.errors import ValidationError

KIND = "multipart/form-data"
MAXIMUM_PARTS, MAXIMUM_FILES = 1_000, 20
MAXIMUM_HEADER_BYTES = 4_096
LONGEST_TYPE = 100

_BOUNDARY = re.compile(r"""[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]""")
"""A boundary of RFC 2046, section 5.1.1."""

_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9*_-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))')
_ESCAPES = {'\\"': '"', "%22": '"', "%0D": "\r", "%0A": "\n"}
"""How browsers write what a name in quotes cannot have (WHATWG HTML, "Multipart form data")."""

_ESCAPED = re.compile("|".join(map(re.escape, _ESCAPES)))
_UNCHANGED = frozenset({"", "7bit", "8bit", "binary"})
CRLF = b"\r\n"


class Part(NamedTuple):
    """A field of a form; a file when it has a `filename`, which may be empty."""

    name: str
    content: bytes
    filename: str | None
    content_type: str


def parse(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body, in order. Raises ValidationError for one that is not well formed, or has too many."""
    boundary = _parameters(content_type).get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise ValidationError.of("Content-Type", "boundary")
    pieces = (CRLF + body).split(CRLF + b"--" + boundary.encode(), MAXIMUM_PARTS + 2)
    if len(pieces) > MAXIMUM_PARTS + 2:
        raise ValidationError.of("body", "max_items", limit=MAXIMUM_PARTS)
    if len(pieces) < 2 or not _is_end(pieces[-1]):  # noqa: PLR2004 - what stands before the first part, and the end
        raise ValidationError.of("body", "multipart")
    return [_part(piece) for piece in pieces[1:-1]]


def _is_end(piece: bytes) -> bool:
    """Whether what stands behind the last boundary says that it is the last one."""
    return piece[:2] == b"--" and not piece[2:].partition(CRLF)[0].strip(b" \t")


def _part(piece: bytes) -> Part:
    """The part between two boundaries. Raises ValidationError."""
    padding, _, rest = piece.partition(CRLF)
    head, blank_line, _ = rest[: MAXIMUM_HEADER_BYTES + 4].partition(CRLF + CRLF)
    if not blank_line and rest.endswith(CRLF):  # a part without content needs no empty line
        head, blank_line = rest[:-2], CRLF
    if padding.strip(b" \t") or not blank_line or len(head) > MAXIMUM_HEADER_BYTES:
        raise ValidationError.of("body", "multipart")
    headers = _headers(head)
    disposition = headers.get("content-disposition", "")
    about = _parameters(disposition)
    is_field = disposition.partition(";")[0].strip().lower() == "form-data" and "name" in about
    if not is_field or headers.get("content-transfer-encoding", "").lower() not in _UNCHANGED:
        raise ValidationError.of("body", "multipart")
    return Part(
        about["name"],
        rest[len(head) + 4 :],
        about.get("filename"),
        headers.get("content-type", "")[:LONGEST_TYPE],
    )


def _headers(head: bytes) -> dict[str, str]:
    """The headers of a part. Raises ValidationError for a line that is none, and for one that is there twice."""
    headers: dict[str, str] = {}
    for line in _text(head).split("\r\n"):
        name, colon, value = line.partition(":")
        name = name.lower()
        if not colon or not name or name != name.strip() or name in headers:
            raise ValidationError.of("body", "multipart")
        headers[name] = value.strip()
    return headers


def _parameters(value: str) -> dict[str, str]:
    """The parameters of a header, by their names in lower case; of those that are there twice the first."""
    parameters: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        parameters.setdefault(name.lower(), _ESCAPED.sub(lambda escape: _ESCAPES[escape[0]], quoted) or plain)
    return parameters


def _text(content: bytes) -> str:
    """The characters of a field. Raises ValidationError for anything that is not UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ValidationError.of("body", "encoding") from error


def text_of(part: Part) -> str:
    """The text of a field that is no file. Raises ValidationError for anything that is not UTF-8."""
    return _text(part.content)
