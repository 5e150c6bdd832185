"""Add a further record about an invoice, which corrects the last one at AEAT."""

from dataclasses import replace

from bivelio_core.context import Context
from bivelio_core.invoices import paperwork, rules, stored
from bivelio_core.invoices.action_models import CorrectRecord, RecordRecipient
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.paper import Party
from bivelio_core.invoices.submission import mending
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target


def records_correct(request: CorrectRecord, ctx: Context) -> Invoice:
    """Correct the last record about an invoice. The same request again under its Idempotency-Key changes nothing.

    Raises Conflict while that record waits for its answer, Unprocessable where there is nothing to correct.
    """
    key = EffectKey.of("invoices.records_correct", ctx.idempotency_key, request)
    invoice = stored.load(ctx.store, request.id)
    rules.require_ours(invoice.main)
    if effect_target(ctx.store, key):
        return paperwork.answer_about(invoice, ctx)
    marker = tuple(effect_marker(ctx.store, key, invoice.main["SK"]))
    recipient = request.recipient
    renamed = None if recipient is None else lambda buyer: _renamed(buyer, recipient)
    mending.correct(ctx.store, invoice, renamed=renamed, also=marker)
    return paperwork.answer_about(invoice, ctx)


def _renamed(buyer: Party, recipient: RecordRecipient) -> Party:
    """Return the client as the correcting record names it."""
    about = recipient.model_dump(exclude_none=True)
    names = {"name": "name", "number": "nif", "type": "nif_type", "country": "nif_country"}
    return replace(buyer, **{names[name]: value for name, value in about.items()})
