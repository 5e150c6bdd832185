"""The content of a file: strict base64, and its type by the bytes themselves, whatever its name says."""

import base64
import binascii
import re

from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import register

MAXIMUM_INLINE_BYTES = 4_000_000
"""The largest file in a request: its base64 must fit into what Lambda is invoked with, 6 MB."""

MAXIMUM_BYTES = 20_000_000
"""The largest file by any way."""

HEAD_BYTES = 4_096
"""How much of a file its type is judged by."""

XML, TEXT, CSV = "application/xml", "text/plain", "text/csv"
PDF = "application/pdf"
IMAGES = ("image/png", "image/jpeg", "image/tiff", "image/webp")

NOT_BASE64 = register(
    "base64",
    {
        "ca": "El camp '{field}' no és base64 vàlid (RFC 4648, amb farciment i sense salts de línia).",
        "es": "El campo '{field}' no es base64 válido (RFC 4648, con relleno y sin saltos de línea).",
        "en": "The field '{field}' is not valid base64 (RFC 4648, padded, without line breaks).",
    },
)
UNKNOWN_TYPE = register(
    "file_type",
    {
        "ca": "El fitxer no és de cap tipus admès: PDF, XML, imatge, text o document ofimàtic.",
        "es": "El fichero no es de ningún tipo admitido: PDF, XML, imagen, texto o documento ofimático.",
        "en": "The file is of no accepted type: PDF, XML, image, text or office document.",
    },
)

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"{\\rtf", "application/rtf"),
)
_OLE, _ZIP, _RIFF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"RIFF"
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
_XML = re.compile(r"\s*<(?:\?xml\b|[A-Za-z_][\w.-]*:?[\w.-]*[\s>])")
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html\b)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_PDF_WITHIN = 1_024
"""Readers find the header of a PDF anywhere in its first 1,024 bytes (PDF Reference 1.7, appendix H, note 13)."""


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

    The name only tells apart what the bytes do not: the formats of one container, and text that is a table.
    """
    head, extension = content[:HEAD_BYTES], file_name.rpartition(".")[2].casefold()
    found = _by_magic(head, extension) or _by_text(head, extension)
    if not content or found is None:
        raise Unprocessable.of(field, UNKNOWN_TYPE)
    return found


def _by_magic(head: bytes, extension: str) -> str | None:
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return PDF
    if head.startswith(_RIFF) and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(_OLE):
        return _OLE_BY_EXTENSION.get(extension, "application/x-ole-storage")
    if head.startswith(_ZIP):
        return _in_zip(head, extension)
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def _in_zip(head: bytes, extension: str) -> str | None:
    """An office document's type. An archive of any other content is no document."""
    if found := _OPEN_DOCUMENT.search(head):
        return found[1].decode()
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        folder = next((each for each in _OPEN_XML if each in head), _OPEN_XML_BY_EXTENSION.get(extension, b""))
        return _OPEN_XML.get(folder)
    return None


def _by_text(head: bytes, extension: str) -> str | None:
    text = _text(head)
    if text is None or _UNPRINTABLE.search(text):
        return None
    if _HTML.match(text):
        return TEXT  # shown as text: nothing in it may run
    if _XML.match(text):
        return XML
    return CSV if extension == "csv" else TEXT


def _text(head: bytes) -> str | None:
    """The characters of the first bytes of a text, which may end in the middle of one."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "ignore")
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    return head.decode("cp1252", "ignore") if head.lstrip().startswith(b"<?xml") else None
