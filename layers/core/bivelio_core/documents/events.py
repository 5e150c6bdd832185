"""The data of the events of documents."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class DocumentProcessed(Response):
    """What was found in a document: an extraction or a classification."""

    document_id: str | None = Field(None, description="The id of the document.")
    extraction_id: str | None = Field(None, description="The id of the extraction.")
    operation: Literal["extract", "classify"] = Field(description="What was done with the document.")
    document_type: str | None = Field(None, description="The type of the document.")
    classification: str | None = Field(None, description="The class of the document.")
    confidence: float = Field(description="The confidence, from 0 to 1.")
    extracted: dict[str, Any] | None = Field(None, description="The extracted data.")
    credits_consumed: int = Field(description="AI credits consumed.")
    processed_at: Timestamp = Field(description="When it was processed.")
