"""Text that can be stored and sent: decoded, without lone surrogates and control characters."""

import codecs
import re

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff]")
LINE_ENDS = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def clean(text: str) -> str:
    """Return a text with line feeds as its only line ends, replacing lone surrogates and leaving out controls."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return CONTROLS.sub("", LINE_ENDS.sub("\n", whole))


def decode(content: bytes) -> str:
    """Decode a text file: by its byte order mark, else as UTF-8, else as Windows-1252, which reads any bytes."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return clean(content.decode(encoding, "replace"))
    try:
        return clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        return clean(content.decode("cp1252", "replace"))
