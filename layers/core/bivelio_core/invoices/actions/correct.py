"""Correct a received invoice before it is booked: it keeps who did it, when and why, and what was read at first."""

from datetime import date, tzinfo
from typing import Any

from bivelio_core import audit, clock
from bivelio_core.contacts.suppliers import plain_number
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.invoices import (
    corrections,
    days,
    figures,
    items,
    marks,
    received_numbers,
    review_reasons,
    rules,
    stored,
)
from bivelio_core.invoices.corrections import AMOUNTS, IDENTITY
from bivelio_core.invoices.errors import PAID_TOO_MUCH, TOO_MANY
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.received_models import CorrectInvoice
from bivelio_core.invoices.revising import Revision, revise_whole
from bivelio_core.invoices.show import show
from bivelio_core.invoices.stored import Stored
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import CONTACT, INVOICE
from bivelio_core.store.writes import Write

MAXIMUM_CORRECTIONS = 50


def correct(request: CorrectInvoice, ctx: Context) -> Invoice:
    """Correct or confirm a received invoice; afterwards it needs no review. The same correction again changes nothing.

    Raises Conflict for an issued or a booked invoice, another version, and a number of the supplier's that was received
    before; Unprocessable for amounts that do not add up, unless the request allows that, or below what was paid.
    """
    key = EffectKey.of("invoices.correct", ctx.idempotency_key, request)
    zone, supplier = days.zone_of(ctx.store), stored.client(ctx.store, request.client_id)

    def decide(invoice: Stored) -> Revision | None:
        require_open(invoice.main)
        amounts = corrections.corrected(corrections.amounts_of(*invoice), request)
        after, content = _with(invoice, request, amounts, supplier, ctx)
        fields = _changed(invoice, after, content)
        if not fields and not invoice.main.get("needs_review"):
            return None
        _check(invoice, after, amounts, request)
        public = resources.public_id(INVOICE, ctx.organisation, invoice.main)
        entry = audit.of(ctx, "invoice.corrected", invoice=public, fields=fields)
        after, content = _settled(after, invoice.main, zone), _noted(invoice, content, request, fields, ctx)
        return Revision(after, content, [entry, *_renamed(invoice, after, ctx)])

    return answer(revise_whole(ctx.store, request.id, decide, key, request.version), ctx)


def require_open(main: Item) -> None:
    """Raise Conflict for an invoice that is not received, or is booked."""
    if main["type"] != "received":
        raise Conflict(details={"reason": "not_received"})
    if "booked_at" in main:
        raise Conflict(details={"reason": "booked", "booked_at": main["booked_at"]})


def answer(invoice: Stored, ctx: Context) -> Invoice:
    """Return a received invoice as its operations answer it."""
    warnings = review_reasons.warnings_of(invoice.main, ctx.language)
    return show(invoice.main, ctx.organisation, invoice.content, warnings=warnings)


def _with(
    invoice: Stored, request: CorrectInvoice, amounts: corrections.Amounts, supplier: Item | None, ctx: Context
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the attributes of both items with the corrected values."""
    sent = request.model_dump(mode="json", include=request.model_fields_set & set(IDENTITY))
    of_main, of_content = amounts.attributes()
    content: dict[str, Any] = {**items.without_key(invoice.content), **of_content}
    main: dict[str, Any] = {**invoice.main, **of_main, **sent, "needs_review": False, "review_reasons": None}
    if supplier is not None:
        buyer = items.buyer_of(supplier)
        nif = {"nif": plain_number(buyer["nif"])} if "nif" in buyer else {}
        main["client"] = {
            "id": resources.public_id(CONTACT, ctx.organisation, supplier),
            "name": buyer["name"],
            **nif,
        }
        main["contact"], content["buyer"] = supplier["SK"], buyer
    return _present(main), _present(content)


def _changed(invoice: Stored, after: dict[str, Any], content: dict[str, Any]) -> list[str]:
    """Return the names of the fields that a correction changes, as the API calls them."""
    names = {"irpf": "irpf_amount", "client": "client_id", "breakdown": "tax_breakdown", "lines": "line_items"}
    changed = [name for name in (*IDENTITY, *AMOUNTS) if invoice.main.get(name) != after.get(name)]
    if invoice.content["breakdown"] != content["breakdown"]:
        changed.append("breakdown")
    if figures.lines_in(*invoice) != figures.lines_in(after, content):
        changed.append("lines")
    return [names.get(name, name) for name in changed]


def _check(invoice: Stored, after: dict[str, Any], amounts: corrections.Amounts, request: CorrectInvoice) -> None:
    faults = [] if request.allow_difference else list(corrections.differences(amounts))
    due_date = after.get("due_date")
    faults += rules.date_faults(
        date.fromisoformat(after["issue_date"]), None if due_date is None else date.fromisoformat(due_date)
    )
    if faults:
        raise Unprocessable(faults)
    payable, paid = figures.payable(after), figures.paid(after)
    if abs(paid) > abs(payable) or paid * payable < 0:
        raise Unprocessable.of("total", PAID_TOO_MUCH, limit=str(paid))
    if len(invoice.content.get("corrections", ())) >= MAXIMUM_CORRECTIONS:
        raise Unprocessable.of("reason", TOO_MANY, limit=MAXIMUM_CORRECTIONS)


def _settled(after: dict[str, Any], before: Item, zone: tzinfo) -> dict[str, Any]:
    """Return the attributes with the status and the mark that follow from amounts, payments and due date."""
    rest_due = figures.due(after)
    status = rules.status_of(after, figures.paid(after), rest_due)
    if status != "paid":
        after.pop("paid_at", None)
    elif figures.paid(after):
        after.setdefault("paid_at", clock.timestamp())
    is_late = before["status"] == "overdue" and after.get("due_date") == before.get("due_date")
    after["status"] = "overdue" if is_late and rest_due else status
    return marks.with_mark(after, marks.overdue(after, zone))


def _noted(
    invoice: Stored, content: dict[str, Any], request: CorrectInvoice, fields: list[str], ctx: Context
) -> dict[str, Any]:
    """Return the content with this correction, and with the invoice as it was read before the first one."""
    entry = {
        "at": clock.timestamp(),
        "by": f"{ctx.actor.kind}:{ctx.actor.id}",
        "reason": request.reason,
        "fields": fields,
    }
    original = invoice.content.get("original") or corrections.original_of(*invoice)
    return {**content, "original": original, "corrections": [*invoice.content.get("corrections", ()), entry]}


def _renamed(invoice: Stored, after: Item, ctx: Context) -> list[Write]:
    """Return the writes that move the invoice to another number of the supplier's. Raises Conflict for one in use."""
    former, number = received_numbers.number_of(invoice.main), received_numbers.number_of(after)
    if former.sk == number.sk:
        return []
    holder = received_numbers.holder_of(ctx.store, number)
    if holder is not None and holder["SK"] != invoice.main["SK"]:
        raise received_numbers.received_before(holder, ctx.organisation)
    sk = invoice.main["SK"]
    return [received_numbers.claim(ctx.store, number, sk), *received_numbers.releases(ctx.store, former, sk)]


def _present(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}
