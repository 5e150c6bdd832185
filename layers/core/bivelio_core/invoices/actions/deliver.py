"""Hand an invoice in to a public administration, or to Peppol: make the file, keep it, and make the first call."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Unprocessable
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.invoices import rules, storage, stored
from bivelio_core.invoices.actions import export
from bivelio_core.invoices.delivery import items, preparing, states, work
from bivelio_core.invoices.delivery.models import DeliverInvoice, InvoiceDelivery
from bivelio_core.invoices.delivery.preparing import Prepared
from bivelio_core.invoices.delivery.show import show
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.stored import Stored
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.keys import INVOICE, INVOICE_DELIVERY
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import absent, equals

XML = "application/xml"


def deliver(request: DeliverInvoice, ctx: Context) -> InvoiceDelivery:
    """Hand an issued invoice in. One that is there already, or under way, is answered as it is.

    After a failure, a rejection or a cancellation it is handed in again. Raises Unprocessable for what the
    administration would refuse, IntegrationError where the deployment hands nothing in.
    """
    invoice = stored.load(ctx.store, request.id)
    rules.require_ours(invoice.main)
    rules.require("deliver", invoice.main["status"])
    key = EffectKey.of("invoices.deliver", ctx.idempotency_key, request)
    former = ctx.store.get(INVOICE_DELIVERY, items.sk_of(invoice.main["SK"], request.channel))
    if former and (former["status"] not in states.ENDED or effect_target(ctx.store, key) is not None):
        return show(former, ctx.language)
    paper = export.paper(invoice, ctx, with_logo=False)
    prepare = preparing.for_peppol if request.channel == "peppol" else preparing.for_administration
    item = _new_item(request, invoice, paper, prepare(invoice, paper, ctx), former, ctx)
    return show(_handed_in(item, former, key, ctx), ctx.language)


def _new_item(
    request: DeliverInvoice,
    invoice: Stored,
    paper: PaperInvoice,
    prepared: Prepared,
    former: Item | None,
    ctx: Context,
) -> Item:
    """Return the item, with the file in the bucket: what is sent again is the same file."""
    email = request.email or paper.seller.email
    if email is None and request.channel != "peppol":
        raise Unprocessable.of("email", "required")
    about = {"id": resources.public_id(INVOICE, ctx.organisation, invoice.main), "number": invoice.main["number"]}
    attributes = items.new_delivery(about, request.channel, email, former) | prepared.about
    sk = items.sk_of(invoice.main["SK"], request.channel)
    try:
        work.place_of(ctx.store, {**attributes, "SK": sk})
    except Refused as refused:
        raise IntegrationError(refused.reason, channel=request.channel) from refused
    name = f"{sk.replace('#', '-')}-{attributes['version']}.{prepared.extension}"
    attributes["file"] = f"delivery/{ctx.tenant.day or 'live'}/{name}"
    storage.files_of(ctx.tenant).put(attributes["file"], prepared.write(), XML)
    attributes |= items.mark(sk, clock.real_now() + items.CALL_MAY_TAKE)
    return ctx.store.item(INVOICE_DELIVERY, sk, attributes)


def _handed_in(item: Item, former: Item | None, key: EffectKey, ctx: Context) -> Item:
    """Write the item and make its first call; another function that was first has made it."""
    condition = equals("version", former["version"]) if former else absent()
    put = ctx.store.put_write(INVOICE_DELIVERY, item["SK"], item, condition=condition)
    try:
        ctx.store.transact([put, *effect_marker(ctx.store, key, item["SK"])])
    except TransactionFailed as failed:
        effect_target(ctx.store, key)  # the key may be another request's
        current = ctx.store.get(INVOICE_DELIVERY, item["SK"])
        if current is None:
            raise ChangedMeanwhile from failed
        return current
    return work.go_on(ctx.store, put.item) or ctx.store.get(INVOICE_DELIVERY, item["SK"]) or put.item
