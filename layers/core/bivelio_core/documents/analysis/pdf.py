"""PDF documents by PDFium: pages, text layer, and the invoice in an attachment."""

import contextlib
from collections.abc import Iterator
from itertools import islice

import pypdfium2
from pypdfium2 import raw

from .invoices import Invoice
from .layout import rows
from .readings import Reading
from .refusals import Refused
from .structured import invoice_of
from .texts import clean

MAXIMUM_TEXT = 1_000_000
"""Characters of text read of one file."""
MAXIMUM_ATTACHMENTS = 50
MAXIMUM_ATTACHMENT_BYTES = 10_000_000
ORDER = "order-x.xml"
INVOICE_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", ORDER)
"""Attachments to read first (Factur-X 1.0, ZUGFeRD 1 and 2); after them any other XML."""
INVOICE_MARKS = (
    b"CrossIndustryInvoice",
    b"CrossIndustryDocument",
    b"schema:xsd:Invoice-2",
    b"CreditNote-2",
    b"Facturae",
)
"""What an attachment of another name has that was meant as an invoice."""


def read_pdf(content: bytes, maximum_pages: int, *, text_of_invoices: bool = True) -> Reading:
    """Read a document. Raises Refused: encrypted, truncated, unreadable, too_many_pages."""
    if content.rfind(b"%%EOF") < content.rfind(b"endobj"):
        raise Refused("truncated", "PDF: the last object is not followed by an end of file")
    with contextlib.closing(opened(content)) as document:
        count = len(document)
        if count == 0:
            raise Refused("unreadable", "PDF: no pages")
        invoice, broken = embedded_invoice(document)
        if count > maximum_pages and invoice is None:
            raise Refused("too_many_pages", f"PDF: {count} pages, at most {maximum_pages}")
        if invoice is not None and not text_of_invoices:
            return Reading("pdf", "application/pdf", count, (), invoice)
        pages, cut = texts(document, min(count, maximum_pages), in_rows=invoice is None)
        return Reading("pdf", "application/pdf", count, pages, invoice, cut or count > maximum_pages, broken)


def opened(content: bytes) -> pypdfium2.PdfDocument:
    """Open a document that needs no password. Raises Refused: encrypted, unreadable."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        raise Refused("encrypted" if locked else "unreadable", f"PDF: {error}") from error


def texts(document: pypdfium2.PdfDocument, count: int, *, in_rows: bool) -> tuple[tuple[str, ...], bool]:
    """Return the text of the first pages, and whether some was left out. A page that cannot be read has none.

    Rows cost ten times as much as the order of the file, so only rules get them.
    """
    pages, characters_left, cut = [], MAXIMUM_TEXT, False
    for index in range(count):
        try:
            with contextlib.closing(document[index]) as page, contextlib.closing(page.get_textpage()) as text:
                length = text.count_chars()
                cut = cut or length > characters_left
                characters = min(length, characters_left)
                pages.append(
                    clean(rows(text, characters) if in_rows else text.get_text_range(0, characters))
                    if characters
                    else ""
                )
                characters_left -= characters
        except pypdfium2.PdfiumError:
            pages.append("")
    return tuple(pages), cut


def embedded_invoice(document: pypdfium2.PdfDocument) -> tuple[Invoice | None, str | None]:
    """Return the invoice in the first attachment that is one; without one, the name of an attachment that should be.

    A broken attachment leaves the page's text to read: whoever reads that has to tell the reader of it.
    """
    broken = None
    for name, content in xml_attachments(document):
        try:
            invoice = invoice_of(content)
        except Refused:
            is_meant = name in INVOICE_NAMES or any(mark in content for mark in INVOICE_MARKS)
            broken = broken or (name if is_meant else None)
            continue
        if invoice is not None:
            return invoice, None
        broken = broken or (name if name in INVOICE_NAMES and name != ORDER else None)
    return None, broken


def xml_attachments(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, bytes]]:
    """Return the names and contents of XML attachments, those with a name of the standards first."""
    candidates = []
    for index in range(min(document.count_attachments(), MAXIMUM_ATTACHMENTS)):
        with contextlib.suppress(pypdfium2.PdfiumError):
            attachment = document.get_attachment(index)
            name = attachment.get_name().lower()
            if name.endswith((".xml", ".xsig")):
                candidates.append((name not in INVOICE_NAMES, index, name, attachment))
    for _, _, name, attachment in islice(sorted(candidates, key=lambda each: each[:2]), 5):
        with contextlib.suppress(pypdfium2.PdfiumError):
            content = bytes(attachment.get_data())
            if len(content) <= MAXIMUM_ATTACHMENT_BYTES:
                yield name, content
