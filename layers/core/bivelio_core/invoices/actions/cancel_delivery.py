"""Ask an administration to cancel an invoice that was handed in."""

from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.invoices.delivery import finding, states, work
from bivelio_core.invoices.delivery.models import CancelDelivery, InvoiceDelivery
from bivelio_core.invoices.delivery.show import show
from bivelio_core.invoices.errors import NO_CANCELLATION, NO_CANCELLATION_IN_PEPPOL
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, Source, revise


def cancel_delivery(request: CancelDelivery, ctx: Context) -> InvoiceDelivery:
    """Ask for the cancellation, once; the administration decides.

    Raises Unprocessable for a channel that takes no such request, Conflict for an invoice that is not there any more.
    """
    if request.channel != "face":
        reason = NO_CANCELLATION_IN_PEPPOL if request.channel == "peppol" else NO_CANCELLATION
        raise Unprocessable.of("channel", reason)

    def decide(item: Item) -> Change | None:
        if "cancellation" in item or "cancellation_due" in item:
            return None
        if item["status"] not in states.AT_THE_PLACE:
            raise Conflict(
                details={"reason": "status", "status": item["status"], "allowed": sorted(states.AT_THE_PLACE)}
            )
        return Change({**item, "cancellation_due": request.reason})

    source = Source(lambda store, public: finding.delivery(store, public, request.channel))
    item = revise(ctx.store, source, request.id, decide)
    if "cancellation_due" in item and "called_at" not in item:
        item = work.go_on(ctx.store, item) or finding.delivery(ctx.store, request.id, request.channel)
    return show(item, ctx.language)
