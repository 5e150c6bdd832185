"""Begin an extraction or classification once, have the worker process it, and wait for its end."""

import time
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.documents import queue
from bivelio_core.documents.extraction_models import ClassifyDocument, ExtractDocument, Operation
from bivelio_core.documents.refused import error_of, may_succeed_later
from bivelio_core.documents.sources import Asked, attributes_of
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import fingerprint_of, require_same_request
from bivelio_core.store.keys import EXTRACTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, equals

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PAUSE_GROWTH = 0.05, 1.0, 1.5
PROCESSING = "processing"


def begin_extraction(request: ExtractDocument, ctx: Context, under: str = "extract") -> Item:
    """Return a request's extraction, new or begun earlier under its Idempotency-Key for the same operation `under`."""
    about = {"document_type": request.document_type, "language": request.language, "fields": request.fields}
    source = Asked(request.document_id, request.document_url)
    return _begin("extract", under, source, about, ctx, fingerprint_of(request))


def begin_classification(request: ClassifyDocument, ctx: Context, under: str = "classify") -> Item:
    """The classification of a request, as `begin_extraction`."""
    source = Asked(request.document_id, request.document_url)
    return _begin("classify", under, source, {"categories": request.categories}, ctx, fingerprint_of(request))


def queued(item: Item, ctx: Context) -> Item:
    """Queue the extraction for the worker unless it has ended. A second message is harmless."""
    if item["status"] == PROCESSING:
        queue.send(item["id"], ctx.tenant)
    return item


def ended(item: Item, ctx: Context, until: float) -> Item:
    """Wait for the extraction's end, at most until an instant of the process's clock; returns its state then."""
    pause = FIRST_PAUSE_SECONDS
    while item["status"] == PROCESSING and (seconds_left := until - time.monotonic()) > 0:
        time.sleep(min(pause, seconds_left))
        pause = min(pause * PAUSE_GROWTH, LONGEST_PAUSE_SECONDS)
        item = ctx.store.get(EXTRACTION, item["id"]) or item
    return item


def require_no_failure(item: Item) -> Item:
    """Return the extraction; if it failed, raise its failure."""
    if item["status"] == "failed":
        raise error_of(item["error"])
    return item


def _begin(
    operation: Operation, under: str, source: Asked, about: dict[str, Any], ctx: Context, fingerprint: str
) -> Item:
    """Begin an extraction, or return the earlier one of the Idempotency-Key, restarted if its failure was temporary.

    Raises IdempotencyMismatch when the key began another.
    """
    key = ctx.idempotency_key and f"{under} {ctx.idempotency_key}"
    extraction_id = ids.id_for_key("extraction", ctx.organisation, key)
    if key is not None and (before := ctx.store.get(EXTRACTION, extraction_id)) is not None:
        require_same_request(before, fingerprint)
        return _repeat(before, ctx)
    item: dict[str, Any] = {
        "id": extraction_id,
        "operation": operation,
        "status": PROCESSING,
        **attributes_of(source, extraction_id, ctx),
        **{name: value for name, value in about.items() if value is not None},
        "created_at": clock.timestamp(),
        **({"fingerprint": fingerprint} if key is not None else {}),
    }
    return ctx.store.put(EXTRACTION, extraction_id, item)


def _repeat(before: Item, ctx: Context) -> Item:
    """Process a repeated request again if it failed for a temporary reason."""
    if before["status"] != "failed" or not may_succeed_later(before["error"]):
        return before
    repeat = Update(set={"status": PROCESSING}, remove=["error", "processed_at"])
    try:
        return ctx.store.update(EXTRACTION, before["id"], repeat, condition=equals("status", "failed"))
    except ConditionFailed as failure:
        return failure.item or before
