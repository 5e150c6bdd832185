"""Carry out an extraction or classification, for the worker and for steps.

The order is: read the file; use its structured data, or else reserve credits and ask the model; write the findings into
the document's item; store the result in the transaction that settles the credits. Wherever the process dies, the next
attempt does the same again: the reservation is found by the id of the extraction, and only one attempt can store the
result, so nothing is charged twice, and nothing without a result.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.credits import account, prices
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import ApiError, Unprocessable
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.magic import magic_of
from bivelio_core.store.chains import ChainMarkingTable, chain_of
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.keys import EXTRACTION
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import classifying, extracting, kept_documents, results
from .analysis.refusals import Refused
from .loaded import LoadedDocument, load_document
from .refused import refusal, stored_failure
from .storage import documents_of, uploads_of

MODEL_SECONDS = 60.0
PRICES = {"extract": prices.EXTRACT_DOCUMENT, "classify": prices.CLASSIFY_DOCUMENT}
STILL_PROCESSING = equals("status", "processing")


def carry_out(extraction_id: str, ctx: Context, model_seconds: float = MODEL_SECONDS) -> None:
    """Process a document and store the result or the failure. An extraction that has ended stays unchanged.

    Raises ServiceBusy and unexpected errors, after which another attempt repeats the work.
    """
    item = ctx.store.get(EXTRACTION, extraction_id)
    if item is None or item["status"] != "processing":
        return
    ctx = _in_chain(ctx, item)
    try:
        document = load_document(item, ctx)
        kind = extracting if item["operation"] == "extract" else classifying
        result = kind.structured(document, ctx)
        if result is None:
            _ask_model(kind, document, model_seconds, ctx)
        else:
            _complete(document, result, ctx)
    except (Unprocessable, CreditsExhausted) as error:
        _fail(item, error, ctx)


def _ask_model(kind: Any, document: LoadedDocument, seconds: float, ctx: Context) -> None:
    """Ask the model, after reserving credits, or apply the rules, which cost none.

    Raises CreditsExhausted when there are too few.
    """
    item, price = document.item, PRICES[document.item["operation"]]
    if ctx.tenant.is_sandbox and magic_of(document.reading.text) == "no_credits":
        raise CreditsExhausted(required=price, available=0)
    model = lm.model_for(ctx.tenant.environment)
    held = None if lm.is_rules(model) else _reserve(item, ctx)
    try:
        result = kind.result_of_model(document, model, lm.Deadline.after(seconds), ctx)
    except (Refused, lm.ModelRefused, lm.ModelUnavailable) as failure:
        error = refusal(item["named_by"], failure.reason) if isinstance(failure, Refused) else failure
        if held is not None:
            _refund(held, ctx)
        _fail(item, error, ctx)
        return
    _complete(document, result, ctx, held)


def _reserve(item: Item, ctx: Context) -> account.Reservation:
    operation = item["operation"]
    key = EffectKey(f"documents.{operation}", None)  # one reservation for each extraction, found by its id
    return account.reserve(ctx.store, key, price=PRICES[operation], reference=item["id"])


def _refund(held: account.Reservation, ctx: Context) -> None:
    try:
        account.refund(ctx.store, held)
    except account.ReservationClosed:
        return  # another attempt has completed it and was charged


def _complete(
    document: LoadedDocument, result: Mapping[str, Any], ctx: Context, held: account.Reservation | None = None
) -> None:
    """Store a result, charging what was reserved for it in the same transaction."""
    item = document.item
    kept_documents.describe(item, result, document.reading.page_count, ctx)
    charged = 0 if held is None else held.credits
    about = {
        "status": "completed",
        "credits_consumed": charged,
        "processed_at": clock.timestamp(),
        "confidence": result["confidence"],
        **({"document_type": result["document_type"]} if "document_type" in result else {}),
        **results.result_attributes(documents_of(ctx.tenant), item["id"], dict(result)),
    }
    write = ctx.store.update_write(EXTRACTION, item["id"], Update(set=about), condition=STILL_PROCESSING)
    try:
        if held is None:
            ctx.store.transact([write])
        else:
            account.settle(ctx.store, held, also=[write])
    except TransactionFailed:  # another attempt has stored its result
        if held is not None:
            _refund(held, ctx)
    except account.ReservationClosed:  # it took so long that the sweeper gave the credits back
        _complete(document, result, ctx, _reserve(item, ctx))
    else:
        _forget_file(item, ctx)


def _fail(item: Item, error: ApiError, ctx: Context) -> None:
    """Store the failure of a document, unless another attempt has already stored a result or a failure."""
    about = {
        "status": "failed",
        "error": stored_failure(error),
        "processed_at": clock.timestamp(),
        "credits_consumed": 0,
    }
    try:
        ctx.store.update(EXTRACTION, item["id"], Update(set=about), condition=STILL_PROCESSING)
    except ConditionFailed:
        return


def _forget_file(item: Item, ctx: Context) -> None:
    """Delete the copy of the fetched file, which is not needed any more."""
    if item.get("area") == "uploads":
        uploads_of(ctx.tenant).delete(item["file"])


def _in_chain(ctx: Context, item: Item) -> Context:
    """Return the context for writing the result, in the chain of the run that requested it, if any."""
    chain = chain_of(None, item)
    if chain.root is None:
        return ctx
    return replace(ctx, chain=chain, store=TenantStore(ChainMarkingTable(ctx.store.table, chain), ctx.tenant))
