"""Keep what a party of an invoice reports of it: a rejection, a payment, and the others."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.invoices import days, reading
from bivelio_core.invoices.b2b import statuses
from bivelio_core.invoices.b2b.models import InvoiceStatuses, ReadStatuses, ReportState
from bivelio_core.invoices.b2b.reported import load
from bivelio_core.invoices.errors import IN_THE_FUTURE
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.revise import Change, Source, revise


def report_state(request: ReportState, ctx: Context) -> InvoiceStatuses:
    """Keep a status, once for its Idempotency-Key; the one that was reported last is not repeated.

    Raises Conflict for a status that does not follow from those that hold, Unprocessable for a rejection without a
    reason and for a day to come.
    """
    if request.status == "rejection" and request.reason is None:
        raise Unprocessable.of("reason", "required")
    today = days.today(days.zone_of(ctx.store))
    on = request.date or today
    if on > today:
        raise Unprocessable.of("date", IN_THE_FUTURE, limit=today.isoformat())

    if ctx.store.find(INVOICE, request.id)["status"] == "draft":
        raise Conflict(details={"reason": "status", "status": "draft"})

    def decide(item: Item) -> Change | None:
        reported = item["reported"]
        if reported and reported[-1]["status"] == request.status:
            return None
        if not statuses.is_allowed(request.status, statuses.in_force(reported)):
            raise Conflict(details={"reason": "status_order", "allowed": statuses.allowed(reported)})
        status = {"status": request.status, "date": on.isoformat(), "reported_at": clock.timestamp()}
        if request.reason:
            status["reason"] = request.reason
        return Change({**item, "reported": [*reported, status]})

    key = EffectKey.of("invoices.report_state", ctx.idempotency_key, request)
    revise(ctx.store, Source(load), request.id, decide, key=key)
    state = reading.business_status(ReadStatuses(id=request.id), ctx)
    return state.model_copy(update={"document_base64": None})  # it has the time of the report
