"""Book a received invoice: from then on nothing of it changes but its payments."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import BookInvoice
from bivelio_core.invoices.revising import revise_main
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.revise import Change

from .correct import answer


def book(request: BookInvoice, ctx: Context) -> Invoice:
    """Book a received invoice. Booking it again changes nothing.

    Raises Conflict for an issued invoice, for one that still needs a review, and for another version.
    """
    key = EffectKey.of("invoices.book", ctx.idempotency_key, request)

    def decide(main: Item) -> Change | None:
        if main["type"] != "received":
            raise Conflict(details={"reason": "not_received"})
        if "booked_at" in main:
            return None
        if main.get("needs_review"):
            raise Conflict(details={"reason": "needs_review", "review_reasons": main.get("review_reasons", [])})
        by = f"{ctx.actor.kind}:{ctx.actor.id}"
        entry = audit.of(ctx, "invoice.booked", invoice=resources.public_id(INVOICE, ctx.organisation, main))
        return Change({**main, "booked_at": clock.timestamp(), "booked_by": by}, [entry])

    return answer(revise_main(ctx.store, request.id, decide, key, request.version), ctx)
