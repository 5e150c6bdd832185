"""The operations on the forms of an invoice: export one, and tell what each still needs."""

import base64
from collections.abc import Callable
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.keys import CONTACT

from . import channels, items, rules, settings, storage, stored
from .export_models import ChannelState, ExportInvoice, InvoiceExport, InvoiceValidation, MissingField, ValidateInvoice
from .exports import facturae, ubl
from .expressible import CHANNELS, Channel, NotExpressible
from .paper import PaperInvoice
from .papers import paper_of
from .stored import Stored

LARGEST_IN_ANSWER = 256_000
"""Bytes. A larger file is kept for an hour's download: with it, an answer would exceed what Lambda may return."""
TRANSFERS = "transfers"
"""The bucket's lifecycle rule names it: its files are deleted after 35 days."""
TYPES = {
    "pdf": ("pdf", "application/pdf"),
    "ubl": ("xml", "application/xml"),
    "facturae": ("xml", "application/xml"),
}


def export(request: ExportInvoice, ctx: Context) -> InvoiceExport:
    """Return an invoice as PDF, UBL or Facturae: within the answer, or at a signed URL when it is large.

    Raises Unprocessable for what the format cannot say, or needs and does not find.
    """
    found = stored.load(ctx.store, request.id)
    rules.require_ours(found.main)
    content = _made(request.format, paper(found, ctx, with_logo=request.format == "pdf"))
    extension, media_type = TYPES[request.format]
    name = f"{found.main['number']}.{extension}"
    answer = InvoiceExport(
        id=request.id,
        number=found.main["number"],
        format=request.format,
        filename=name,
        mime_type=media_type,
        size_bytes=len(content),
    )
    if len(content) <= LARGEST_IN_ANSWER:
        return answer.model_copy(update={"content_base64": base64.b64encode(content).decode()})
    files = TenantFiles.of(ctx.tenant, TRANSFERS)
    key = f"invoices/{ctx.tenant.day or 'live'}/{found.main['SK']}-{found.main['version']}-{request.format}.{extension}"
    files.put(key, content, media_type)
    expires_at = clock.timestamp(clock.now() + timedelta(seconds=storage.DOWNLOAD_SECONDS))
    url = files.download_url(key, name, storage.DOWNLOAD_SECONDS, content_type=media_type)
    return answer.model_copy(update={"url": url, "url_expires_at": expires_at})


def validate(request: ValidateInvoice, ctx: Context) -> InvoiceValidation:
    """Tell for each form whether it can be made, and if not, what is missing and which call adds it."""
    found = stored.load(ctx.store, request.id)
    rules.require_ours(found.main)
    chosen = settings.load(ctx.store)
    made = paper_of(ctx.tenant, found.main, _content_now(found, ctx), chosen)
    return InvoiceValidation(
        id=request.id,
        number=found.main["number"],
        status=found.main["status"],
        channels=[_state(made, channel, ctx) for channel in request.channels or CHANNELS],
    )


def _content_now(found: Stored, ctx: Context) -> Item:
    """What issuing would make of it: a draft has its client as it is now, an issued invoice as it was."""
    contact_id = found.main.get("client", {}).get("id")
    if found.main["status"] != "draft" or contact_id is None:
        return found.content
    try:
        contact = ctx.store.find(CONTACT, contact_id)
    except (ResourceNotFound, ResourceForbidden):
        return found.content
    return {**found.content, "buyer": items.buyer_of(contact)}


def _state(made: PaperInvoice, channel: Channel, ctx: Context) -> ChannelState:
    found = channels.missing(made, channel)
    return ChannelState(
        channel=channel,
        ready=not found,
        missing=[
            MissingField(code=each.code, field=each.field, message=channels.message(each, ctx.language), call=each.call)
            for each in found
        ],
    )


def paper(found: Stored, ctx: Context, *, with_logo: bool) -> PaperInvoice:
    """The finished invoice of what is stored, with the logo if it is to be shown."""
    chosen = settings.load(ctx.store)
    name = found.content.get("logo") if found.main["status"] != "draft" else chosen.logo
    logo = b"".join(storage.files_of(ctx.tenant).read(storage.logo_name(name))) if with_logo and name else None
    return paper_of(ctx.tenant, found.main, found.content, chosen, logo)


def _made(wanted: str, made: PaperInvoice) -> bytes:
    """Return the bytes of a form. Raises Unprocessable."""
    try:
        return _writer(wanted)(made)
    except NotExpressible as refused:
        raise Unprocessable(channels.faults(refused.missing)) from refused


def _writer(wanted: str) -> Callable[[PaperInvoice], bytes]:
    if wanted == "pdf":
        from .pdf import rendering  # noqa: PLC0415 - the layer with typst is for the functions that render

        return rendering.render
    return {"ubl": ubl.write, "facturae": facturae.write}[wanted]
