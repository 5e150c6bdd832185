"""Record a person's review of an extraction, with corrections."""

from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.documents import results, shapes
from bivelio_core.documents.extraction_models import ExtractionRecord, ReviewExtraction
from bivelio_core.documents.extractions.show import show_record
from bivelio_core.documents.findings import checked
from bivelio_core.documents.storage import documents_of
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import EXTRACTION
from bivelio_core.store.revise import Change, Source, by_id, revise

MAXIMUM_BYTES = 65_536

SOURCE = Source(by_id(EXTRACTION), unchanged=("status", "reviews"), is_shared=True)
"""An extraction has no version: its status moves on, and reviews are counted."""


def review(request: ReviewExtraction, ctx: Context) -> ExtractionRecord:
    """Correct fields of an extraction and mark it as reviewed; its checks are made again.

    Raises Conflict when it is not completed, Unprocessable for a classification, ValidationError for a field that was
    not extracted or a value of another shape. The same review again changes the time only.
    """
    files = documents_of(ctx.tenant)

    def decide(item: Item) -> Change:
        if item["operation"] != "extract":
            raise Unprocessable.of("extraction_id", "not_found")
        if item["status"] != "completed":
            raise Conflict(details={"reason": "not_completed", "status": item["status"]})
        before = results.whole(files, item)
        _require_valid(request.extracted, before)
        after = corrected(before, request.extracted)
        after = {**after, "checks": checked(after, item["document_type"]), "needs_review": False}
        left = {name: value for name, value in item.items() if name not in results.ATTRIBUTES}
        about = {
            **results.result_attributes(files, item["id"], after),
            "reviewed_at": clock.timestamp(),
            "reviewed_by": f"{ctx.actor.kind}:{ctx.actor.id}",
            "reviews": item.get("reviews", 0) + 1,
        }
        return Change({**left, **about})

    return show_record(revise(ctx.store, SOURCE, request.extraction_id, decide), ctx)


def corrected(before: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """Return a result with corrected values; these are certain and have no evidence in the document any more."""
    meta = {**before["fields_meta"], **{name: {"confidence": 1.0, "reviewed": True} for name in corrections}}
    extracted = {**before["extracted"], **corrections}
    return {**before, "extracted": extracted, "fields_meta": meta}


def _require_valid(corrections: dict[str, Any], before: Item) -> None:
    unknown = [name for name in corrections if name not in before["extracted"]]
    if unknown:
        raise ValidationError([Fault(f"extracted.{name}", "unknown_field") for name in unknown])
    wrong = [
        Fault(f"extracted.{name}{path}", "type", {"expected": expected})
        for name, value in corrections.items()
        for path, expected in shapes.faults(name, value)
    ]
    if wrong:
        raise ValidationError(wrong[:20])
    if len(to_json(corrections).encode()) > MAXIMUM_BYTES:
        raise ValidationError.of("extracted", "max_bytes", limit=MAXIMUM_BYTES)
