"""Bytes to a reading, in the process that may die of them: see `process`."""

from .readings import Reading
from .refusals import Refused
from .sniffing import sniff
from .texts import decode

MAXIMUM_TEXT = 1_000_000


def parse(content: bytes, maximum_pages: int, *, text_of_invoices: bool = True) -> Reading:
    """Read one file. Raises Refused."""
    file_type = sniff(content)
    if file_type is None:
        raise Refused("unsupported", "neither PDF, XML, image nor text")
    match file_type.kind:
        case "pdf":
            from .pdf import read_pdf  # noqa: PLC0415

            return read_pdf(content, maximum_pages, text_of_invoices=text_of_invoices)
        case "xml":
            from .structured import read_xml  # noqa: PLC0415

            return read_xml(content, MAXIMUM_TEXT)
        case "image":
            return Reading("image", file_type.mime_type, 1)
        case "text":
            text = decode(content[: 4 * MAXIMUM_TEXT])
            return Reading("text", file_type.mime_type, 1, (text[:MAXIMUM_TEXT],), None, len(text) > MAXIMUM_TEXT)
