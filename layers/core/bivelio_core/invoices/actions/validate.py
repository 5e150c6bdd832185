"""Report what an invoice lacks for each format."""

from collections.abc import Sequence
from dataclasses import replace

from bivelio_core.context import Context
from bivelio_core.invoices import channels, items, rules, settings, stored
from bivelio_core.invoices.delivery import offices
from bivelio_core.invoices.export_models import ChannelState, InvoiceValidation, MissingField, ValidateInvoice
from bivelio_core.invoices.expressible import ADMINISTRATIONS, CHANNELS, Channel, Missing
from bivelio_core.invoices.papers import paper_of
from bivelio_core.invoices.peppol import routing
from bivelio_core.invoices.peppol.routing import Parties
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.codec import Item


def validate(request: ValidateInvoice, ctx: Context) -> InvoiceValidation:
    """Tell for each format whether it can be made, and if not, what is missing and which call adds it."""
    invoice = stored.load(ctx.store, request.id)
    rules.require_ours(invoice.main)
    own_settings = settings.load(ctx.store)
    is_draft, for_peppol = invoice.main["status"] == "draft", "peppol" in (request.channels or ())
    contact = stored.client_now(ctx.store, invoice.main) if is_draft or for_peppol else None
    content = {**invoice.content, "buyer": items.buyer_of(contact)} if is_draft and contact else invoice.content
    paper_invoice = paper_of(ctx.tenant, invoice.main, content, own_settings)

    def needs_of(channel: Channel) -> tuple[Missing, ...]:
        needs = channels.missing(paper_invoice, channel)
        if channel == "peppol":
            parties = routing.parties(paper_invoice, contact)
            return needs if isinstance(parties, Parties) else (*needs, *parties)
        return (*needs, *_offices(invoice, content)) if channel in ADMINISTRATIONS else needs

    return InvoiceValidation(
        id=request.id,
        number=invoice.main["number"],
        status=invoice.main["status"],
        channels=[
            state_of(channel, needs_of(channel), ctx, _unknown(channel, content))
            for channel in request.channels or CHANNELS
        ],
    )


def _offices(invoice: Stored, content: Item) -> list[Missing]:
    """Return which offices of the client are missing; of an issued invoice only a rectification adds them."""
    needs = offices.missing(content.get("buyer", {}).get("dir3"))
    is_draft = invoice.main["status"] == "draft"
    return [need if is_draft else replace(need, call=channels.RECTIFY) for need in needs]


def _unknown(channel: Channel, content: Item) -> list[Missing]:
    """Return the offices of an administration that we have no name of."""
    return list(offices.unknown(content.get("buyer", {}).get("dir3"))) if channel in ADMINISTRATIONS else []


def state_of(
    channel: Channel, needs: Sequence[Missing], ctx: Context, warnings: Sequence[Missing] = ()
) -> ChannelState:
    """Return what a format still needs and what is worth a look, with the sentences for the caller."""

    def missing_field(each: Missing) -> MissingField:
        message = channels.message(each, ctx.language)
        return MissingField(code=each.code, field=each.field, message=message, call=each.call)

    return ChannelState(
        channel=channel,
        ready=not needs,
        missing=[missing_field(each) for each in needs],
        warnings=[missing_field(each) for each in warnings] or None,
    )
