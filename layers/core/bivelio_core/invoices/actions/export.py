"""Export an invoice in one of its formats, and report what each format still needs."""

import base64
from collections.abc import Callable
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import channels, rules, settings, storage, stored
from bivelio_core.invoices.b2b import profile
from bivelio_core.invoices.errors import NO_RECEIPT
from bivelio_core.invoices.export_models import ExportInvoice, InvoiceExport
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.files import TenantFiles

LARGEST_IN_ANSWER = 256_000
"""Bytes. A larger file is kept for an hour's download: with it, an answer would exceed what Lambda may return."""

TRANSFERS = "transfers"
"""The bucket's lifecycle rule names it: its files are deleted after 35 days."""

TYPES = {
    "pdf": ("pdf", "application/pdf"),
    "receipt": ("pdf", "application/pdf"),
    "facturx": ("pdf", "application/pdf"),
    "ubl": ("xml", "application/xml"),
    "cii": ("xml", "application/xml"),
    "ubl_spfe": ("xml", "application/xml"),
    "facturae": ("xml", "application/xml"),
    "facturae_signed": ("xsig", "application/xml"),
}


RENDERED = frozenset({"pdf", "receipt", "facturx"})
"""The formats that have pages."""


def export(request: ExportInvoice, ctx: Context) -> InvoiceExport:
    """Return an invoice as one of its formats: within the answer, or at a signed URL when it is large.

    Raises Unprocessable for content that the format cannot express, and for missing content that it needs.
    """
    invoice = stored.load(ctx.store, request.id)
    rules.require_ours(invoice.main)
    if request.format == "receipt" and not _is_simplified(invoice):
        raise Unprocessable.of("format", NO_RECEIPT)
    content = _written(request.format, paper(invoice, ctx, with_logo=request.format in RENDERED), ctx)
    extension, media_type = TYPES[request.format]
    name = f"{invoice.main['number']}.{extension}"
    answer = InvoiceExport(
        id=request.id,
        number=invoice.main["number"],
        format=request.format,
        filename=name,
        mime_type=media_type,
        size_bytes=len(content),
    )
    if len(content) <= LARGEST_IN_ANSWER:
        return answer.model_copy(update={"content_base64": base64.b64encode(content).decode()})
    files = TenantFiles.of(ctx.tenant, TRANSFERS)
    name = f"{invoice.main['SK']}-{invoice.main['version']}-{request.format}.{extension}"
    key = f"invoices/{ctx.tenant.day or 'live'}/{name}"
    files.put(key, content, media_type)
    expires_at = clock.timestamp(clock.real_now() + timedelta(seconds=storage.DOWNLOAD_SECONDS))
    url = files.download_url(key, name, storage.DOWNLOAD_SECONDS, content_type=media_type)
    return answer.model_copy(update={"url": url, "url_expires_at": expires_at})


def _is_simplified(invoice: Stored) -> bool:
    """Tell whether it is a simplified invoice, or the rectification of one."""
    main, content = invoice
    kinds = ("simplified", "qualified_simplified")
    return main["document_type"] in kinds or content.get("rectification", {}).get("code") == "R5"


def paper(invoice: Stored, ctx: Context, *, with_logo: bool) -> PaperInvoice:
    """Return the finished invoice from the stored one, with the logo if it is to be shown."""
    own_settings = settings.load(ctx.store)
    name = invoice.content.get("logo") if invoice.main["status"] != "draft" else own_settings.logo
    logo = storage.logo(ctx.tenant, name) if with_logo else None
    return paper_of(ctx.tenant, invoice.main, invoice.content, own_settings, logo)


def _written(form: str, paper_invoice: PaperInvoice, ctx: Context) -> bytes:
    """Return the bytes of a form. Raises Unprocessable."""
    try:
        return _writer(form, ctx)(paper_invoice)
    except NotExpressible as refused:
        raise Unprocessable(channels.faults(refused.missing)) from refused


def _writer(form: str, ctx: Context) -> Callable[[PaperInvoice], bytes]:
    if form in RENDERED:
        from bivelio_core.invoices.pdf import facturx, rendering  # noqa: PLC0415 - the layer with typst is for the functions that render

        return {"pdf": rendering.render, "receipt": rendering.render_receipt, "facturx": facturx.write}[form]
    if form == "facturae_signed":
        from bivelio_core.invoices.signing import signed  # noqa: PLC0415 - the layer that signs, on first use

        return lambda paper_invoice: signed.signed_facturae(paper_invoice, ctx.store)
    return {"ubl": ubl.write, "ubl_spfe": profile.write, "cii": cii.write, "facturae": facturae.write}[form]
