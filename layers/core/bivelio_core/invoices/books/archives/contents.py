"""What an archive has of an issued invoice: its PDF, and its XML as far as it can be made."""

from typing import NamedTuple

from bivelio_core.context import Context
from bivelio_core.invoices import storage
from bivelio_core.invoices.exports import facturae, ubl
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.stored import Stored


class Document(NamedTuple):
    """A file of an archive; without content when it cannot be made."""

    name: str
    form: str
    content: bytes | None


def documents_of(invoice: Stored, formats: list[str], settings: Settings, ctx: Context) -> list[Document]:
    """Return the documents of an invoice."""
    paper = paper_of(ctx.tenant, invoice.main, invoice.content, settings)
    number = invoice.main["number"]
    return [
        Document(f"{form}/{number}.{'pdf' if form == 'pdf' else 'xml'}", form, _content(form, invoice, paper, ctx))
        for form in formats
    ]


def _content(form: str, invoice: Stored, paper: PaperInvoice, ctx: Context) -> bytes | None:
    if form == "pdf":
        return _pdf(invoice, paper, ctx)
    try:
        return ubl.write(paper) if form == "ubl" else facturae.write(paper)
    except NotExpressible:
        return None


def _pdf(invoice: Stored, paper: PaperInvoice, ctx: Context) -> bytes:
    """Return the PDF that is kept, or, while that is being made, a new one."""
    main = invoice.main
    if "pdf" in main:
        return b"".join(storage.files_of(ctx.tenant).read(storage.pdf_name(ctx.tenant, main["SK"], main["pdf"])))
    from bivelio_core.invoices.pdf.rendering import render  # noqa: PLC0415 - typst, only where a PDF is made

    return render(paper)
