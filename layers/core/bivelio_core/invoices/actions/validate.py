"""Report what an invoice lacks for each format."""

from collections.abc import Sequence

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.invoices import channels, items, rules, settings, stored
from bivelio_core.invoices.export_models import ChannelState, InvoiceValidation, MissingField, ValidateInvoice
from bivelio_core.invoices.expressible import CHANNELS, Channel, Missing
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT


def validate(request: ValidateInvoice, ctx: Context) -> InvoiceValidation:
    """Tell for each format whether it can be made, and if not, what is missing and which call adds it."""
    invoice = stored.load(ctx.store, request.id)
    rules.require_ours(invoice.main)
    own_settings = settings.load(ctx.store)
    paper_invoice = paper_of(ctx.tenant, invoice.main, _content_now(invoice, ctx), own_settings)
    return InvoiceValidation(
        id=request.id,
        number=invoice.main["number"],
        status=invoice.main["status"],
        channels=[
            state_of(channel, channels.missing(paper_invoice, channel), ctx) for channel in request.channels or CHANNELS
        ],
    )


def _content_now(invoice: Stored, ctx: Context) -> Item:
    """Return the content to judge: a draft takes its client's current data, an issued invoice the data at issue."""
    contact_id = invoice.main.get("client", {}).get("id")
    if invoice.main["status"] != "draft" or contact_id is None:
        return invoice.content
    try:
        contact = ctx.store.find(CONTACT, contact_id)
    except (ResourceNotFound, ResourceForbidden):
        return invoice.content
    return {**invoice.content, "buyer": items.buyer_of(contact)}


def state_of(channel: Channel, needs: Sequence[Missing], ctx: Context) -> ChannelState:
    """Return what a format still needs, with the sentences for the caller."""
    return ChannelState(
        channel=channel,
        ready=not needs,
        missing=[
            MissingField(code=each.code, field=each.field, message=channels.message(each, ctx.language), call=each.call)
            for each in needs
        ],
    )
