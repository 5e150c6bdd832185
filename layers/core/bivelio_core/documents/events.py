"""Derive the event of a completed extraction or classification."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change

from . import results


class DocumentProcessed(Response):
    """What was found in a document: an extraction or a classification."""

    document_id: str | None = Field(None, description="The id of the document.")
    extraction_id: str | None = Field(None, description="The id of the extraction.")
    operation: Literal["extract", "classify"] = Field(description="What was done with the document.")
    document_type: str | None = Field(None, description="The type of the document.")
    classification: str | None = Field(None, description="The class of the document.")
    confidence: float = Field(description="The confidence, from 0 to 1.")
    extracted: dict[str, Any] | None = Field(None, description="The extracted data.")
    extracted_omitted: Literal[True] | None = Field(
        None, description="True when the extracted data is too large for an event: read it by the extraction's id."
    )
    needs_review: bool | None = Field(None, description="Whether a person should look at what was extracted.")
    credits_consumed: int = Field(description="AI credits consumed.")
    processed_at: Timestamp = Field(description="When it was processed.")


def derive(change: Change) -> Iterator[Happening]:
    """`document.processed` when an extraction or classification is completed; none when it fails or is reviewed."""
    before, after = change.before, change.after
    if before is None or after is None or after.get("sample"):
        return
    if before["status"] == after["status"] or after["status"] != "completed":
        return
    result = results.small(after)
    values = {**after, **(result or {}), "extraction_id": after["id"]}
    if result is None:
        values["extracted_omitted"] = True
    fields = {name: values[name] for name in DocumentProcessed.model_fields if name in values}
    yield Happening("document.processed", DocumentProcessed(**fields).model_dump())
