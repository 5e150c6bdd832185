"""What an invoice lacks for each form."""

from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound
from bivelio_core.invoices import channels, items, rules, settings, stored
from bivelio_core.invoices.export_models import ChannelState, InvoiceValidation, MissingField, ValidateInvoice
from bivelio_core.invoices.expressible import CHANNELS, Channel
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT


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
