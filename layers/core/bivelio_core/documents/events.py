"""Derive the events of a document whose file is there, and of a completed extraction or classification."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change

from . import results
from .show import show


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


class DocumentExtracted(Response):
    """The data of a document, as an extraction found it."""

    document_id: str | None = Field(None, description="The id of the document; absent for one from an address.")
    extraction_id: str = Field(description="The id of the extraction.")
    document_type: str | None = Field(None, description="The type of the document.")
    confidence: float = Field(description="The confidence, from 0 to 1.")
    extracted: dict[str, Any] | None = Field(None, description="The extracted data.")
    extracted_omitted: Literal[True] | None = Field(
        None, description="True when the extracted data is too large for an event: read it by the extraction's id."
    )
    needs_review: bool | None = Field(None, description="Whether a person should look at what was extracted.")
    credits_consumed: int = Field(description="AI credits consumed.")
    processed_at: Timestamp = Field(description="When it was processed.")


class DocumentStored(Response):
    """A document whose file is there: uploaded, put to a signed URL, received with a message or made by a run."""

    document_id: str = Field(description="The id of the document.")
    filename: str = Field(description="The name of the file, without a path.")
    mime_type: str | None = Field(None, description="The type of the file by its content, whatever its name says.")
    size_bytes: int = Field(description="The size of the file in bytes.")
    sha256: str = Field(description="The SHA-256 of the file, in hexadecimal.")
    folder: str | None = Field(None, description="The folder that the document was put in.")
    tags: list[str] = Field(description="Tags; `inbound` of a file that came with a message.")
    uploaded_at: Timestamp = Field(description="When it was uploaded.")


def derive_stored(change: Change) -> Iterator[Happening]:
    """`document.stored` when the file of a document is there, once: with the document, or when it was put later."""
    before, after = change.before, change.after
    if after is None or change.partition is None or after.get("sample"):
        return
    if after["status"] != "stored" or (before is not None and before["status"] == "stored"):
        return
    document = show(after, change.partition.tenant.organisation).model_dump()
    fields = {name: document[name] for name in DocumentStored.model_fields if name in document}
    yield Happening("document.stored", DocumentStored(**fields).model_dump())


def derive(change: Change) -> Iterator[Happening]:
    """`document.processed` when an extraction or classification is completed; none when it fails or is reviewed.

    Of an extraction `document.extracted` besides.
    """
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
    if after["operation"] == "extract":
        extracted_fields = {name: values[name] for name in DocumentExtracted.model_fields if name in values}
        yield Happening("document.extracted", DocumentExtracted(**extracted_fields).model_dump())
