"""Decode a file's content from strict base64, and determine its type by its bytes, whatever its name claims."""

import base64
import binascii
import re

from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import register

from .analysis.sniffing import sniff

MAXIMUM_INLINE_BYTES = 4_000_000
"""The largest file in a request: its base64 must fit into what Lambda is invoked with, 6 MB."""

MAXIMUM_BYTES = 20_000_000
"""The largest file by any way."""

HEAD_BYTES = 4_096
"""How much of a file its type is judged by."""

TEXT, CSV, RTF = "text/plain", "text/csv", "application/rtf"

NOT_BASE64 = register("documents", "base64")
UNKNOWN_TYPE = register("documents", "file_type")

_OLE, _ZIP, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"{\\rtf"
_OLE_BY_EXTENSION = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
_OPEN_XML = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OPEN_XML_BY_EXTENSION = {"docx": b"word/", "xlsx": b"xl/", "pptx": b"ppt/"}
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation))")


def decoded(text: str) -> bytes:
    """The bytes of a base64 text. Raises ValidationError for any other text, and for more than the limit.

    Text that decodes but is not what those bytes encode to (bits that no decoder reads) is refused too.
    """
    if len(text) > -(-MAXIMUM_INLINE_BYTES // 3) * 4:
        raise ValidationError.of("content_base64", "max_bytes", limit=MAXIMUM_INLINE_BYTES)
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValidationError.of("content_base64", NOT_BASE64) from error
    if base64.b64encode(content).decode() != text:
        raise ValidationError.of("content_base64", NOT_BASE64)
    if len(content) > MAXIMUM_INLINE_BYTES:
        raise ValidationError.of("content_base64", "max_bytes", limit=MAXIMUM_INLINE_BYTES)
    return content


def type_of(content: bytes, file_name: str, field: str) -> str:
    """The media type of a file by its first bytes. Raises Unprocessable, naming the field, for an unknown one.

    The name only decides between types that the bytes cannot tell apart: the formats of one container, and tables as
    text.
    """
    head, extension = content[:HEAD_BYTES], file_name.rpartition(".")[2].casefold()
    mime_type = _office(head, extension) if head.startswith((_OLE, _ZIP, _RTF)) else _read(head, extension)
    if not content or mime_type is None:
        raise Unprocessable.of(field, UNKNOWN_TYPE)
    return mime_type


def _office(head: bytes, extension: str) -> str | None:
    """The type of an office document. An archive of any other content is no document."""
    if head.startswith(_RTF):
        return RTF
    if head.startswith(_OLE):
        return _OLE_BY_EXTENSION.get(extension, "application/x-ole-storage")
    if match := _OPEN_DOCUMENT.search(head):
        return match[1].decode()
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        folder = next((each for each in _OPEN_XML if each in head), _OPEN_XML_BY_EXTENSION.get(extension, b""))
        return _OPEN_XML.get(folder)
    return None


def _read(head: bytes, extension: str) -> str | None:
    """The type of a file that data can be extracted from. HTML is shown as text: nothing in it may run."""
    file_type = sniff(head)
    if file_type is None:
        return None
    if file_type.kind == "text":
        return CSV if extension == "csv" else TEXT
    return file_type.mime_type
