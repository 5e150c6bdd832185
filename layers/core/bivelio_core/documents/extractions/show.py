"""Extractions and classifications as the API shows them."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.documents.extraction_models import Classification, Extraction, ExtractionFailure, ExtractionRecord
from bivelio_core.documents.refused import error_of, may_succeed_later
from bivelio_core.documents.results import answered
from bivelio_core.documents.storage import documents_of
from bivelio_core.store.codec import Item


def show_extraction(item: Item, ctx: Context) -> Extraction:
    """An extraction as the API answers it."""
    return Extraction(**_fields_of(item, ctx, Extraction))


def show_classification(item: Item, ctx: Context) -> Classification:
    """A classification as the API answers it."""
    return Classification(**_fields_of(item, ctx, Classification))


def show_record(item: Item, ctx: Context) -> ExtractionRecord:
    """Return an extraction or a classification as it is stored."""
    failure = None
    if item["status"] == "failed":
        error = error_of(item["error"])
        failure = ExtractionFailure(
            code=error.code,
            message=error.message(ctx.language),
            details=error.localised_details(ctx.language) or None,
            retryable=may_succeed_later(item["error"]),
        )
    return ExtractionRecord(**_fields_of(item, ctx, ExtractionRecord), error=failure)


def _fields_of(item: Item, ctx: Context, model: type[Extraction] | type[Classification]) -> dict[str, Any]:
    result = answered(documents_of(ctx.tenant), item)
    values = {"extraction_id": item["id"], **item, **result}
    return {name: values[name] for name in model.model_fields if name in values and name != "error"}
