"""Extractions and classifications: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import DISTINCT, Request, Response, Timestamp

from .fields import Category, DocumentId, ExtractionId, FieldName, Language

MAXIMUM_FIELDS, MAXIMUM_CATEGORIES = 50, 50

Operation = Literal["extract", "classify"]
ExtractionStatus = Literal["processing", "completed", "failed"]
DocumentType = Literal["invoice", "receipt", "contract", "deed", "report", "other"]
Method = Literal["structured", "model", "rules"]
CATEGORIES = ("invoice", "contract", "deed", "receipt", "report", "other")


DocumentUrl = Annotated[
    str, Field(min_length=1, max_length=2_048, examples=["https://storage.example.com/docs/factura_2026_001.pdf"])
]
FieldNames = Annotated[list[FieldName], Field(min_length=1, max_length=MAXIMUM_FIELDS), DISTINCT]
Categories = Annotated[list[Category], Field(min_length=1, max_length=MAXIMUM_CATEGORIES), DISTINCT]

URL = "A public https address of the file: up to 20 MB, answered within 10 seconds, after three redirects at most."
DOCUMENT = "The id of a document, instead of `document_url`."


class ExtractDocument(Request):
    """A document, by `document_url` or `document_id`, and which of its data to extract.

    Without `fields` they are those of the type: of an invoice number, date, total, lines, issuer and recipient.
    """

    document_url: DocumentUrl | None = Field(None, description=URL)
    document_id: DocumentId | None = Field(None, description=DOCUMENT)
    document_type: DocumentType | None = Field(
        None, description="The type of the document; without it, it is found out from its content."
    )
    language: Language | None = Field(None, description="The language of the document, an ISO 639-1 code: a hint.")
    fields: FieldNames | None = Field(
        None, description="The names of the fields to extract; `currency` is added to `total`."
    )


class ClassifyDocument(Request):
    """A document, by `document_url` or `document_id`, and the categories to choose from."""

    document_url: DocumentUrl | None = Field(None, description=URL)
    document_id: DocumentId | None = Field(None, description=DOCUMENT)
    categories: Categories = Field(
        default_factory=lambda: list(CATEGORIES),
        description="The categories to choose from; `other` is the answer when none fits.",
    )


class GetExtraction(Request):
    """Which extraction or classification to read."""

    extraction_id: ExtractionId = Field(description="The id of the extraction or classification.")


class ReviewExtraction(Request):
    """That a person has looked at an extraction, with corrections of fields; what is not named stays as it is."""

    extraction_id: ExtractionId = Field(description="The id of the extraction.")
    extracted: Annotated[dict[FieldName, Any], Field(max_length=MAXIMUM_FIELDS + 1)] = Field(
        default_factory=dict, description="Corrected values by field; null for what the document does not have."
    )


class FieldMeta(Response):
    """Where a value comes from, and how sure it is."""

    confidence: float = Field(description="The confidence, from 0 to 1.")
    page: int | None = Field(None, description="The page, from 1; absent in structured data.")
    evidence: str | None = Field(None, description="The text that the value was read from.")
    reviewed: Literal[True] | None = Field(None, description="True for a value that a person has corrected.")


class CheckResult(Response):
    """A check of the extracted values against each other and against what was extracted before."""

    name: str = Field(description="What was checked: `lines_total`, `totals`, `issuer_nif`, `duplicate_number` ...")
    passed: bool = Field(description="Whether it agrees.")
    expected: Any = Field(None, description="The value that the other fields give.")
    found: Any = Field(None, description="The value that was found; for `duplicate_number` the other extraction.")


class ExtractionFailure(Response):
    """Why a document could not be processed."""

    code: str = Field(description="The code of the error.")
    message: str = Field(description="A message for people.")
    details: dict[str, Any] | None = Field(None, description="The details of the error.")
    retryable: bool = Field(description="Whether the same request may succeed later.")


class Extraction(Response):
    """The data of a document. While `status` is `processing` it has none yet: read it again."""

    extraction_id: str = Field(description="The id of the extraction.")
    document_id: str | None = Field(None, description="The id of the document, if the request named it.")
    status: ExtractionStatus = Field(description="`processing`, `completed` or `failed`.")
    document_type: str | None = Field(None, description="The type of the document.")
    confidence: float | None = Field(None, description="The mean confidence of the fields, from 0 to 1.")
    extracted: dict[str, Any] | None = Field(None, description="The asked fields; null for what is not there.")
    extracted_url: str | None = Field(
        None, description="A signed URL, good for an hour, of the result as JSON, when it is too large for an answer."
    )
    fields_meta: dict[str, FieldMeta] | None = Field(None, description="Confidence, page and evidence of each field.")
    checks: list[CheckResult] | None = Field(None, description="What was checked, and whether it agrees.")
    needs_review: bool | None = Field(
        None, description="Whether a person should look: a check failed, or a field is missing or unsure."
    )
    method: Method | None = Field(
        None, description="`structured` (data in the file, no credits), `model`, or `rules` without a model."
    )
    model: str | None = Field(None, description="The model that ran.")
    pages: int | None = Field(None, description="How many pages the document has.")
    credits_consumed: int | None = Field(None, description="AI credits consumed.")
    processed_at: Timestamp | None = Field(None, description="When it was processed.")
    reviewed_at: Timestamp | None = Field(None, description="When a person reviewed it.")
    reviewed_by: str | None = Field(None, description="Who reviewed it.")


class Classification(Response):
    """The class of a document. While `status` is `processing` it has none yet: read `/documents/extractions/get`."""

    extraction_id: str = Field(description="The id of the classification.")
    document_id: str | None = Field(None, description="The id of the document, if the request named it.")
    status: ExtractionStatus = Field(description="`processing`, `completed` or `failed`.")
    classification: str | None = Field(None, description="The category; `other` when none fits.")
    confidence: float | None = Field(None, description="The confidence, from 0 to 1.")
    subcategory: str | None = Field(None, description="A closer description of the category.")
    summary: str | None = Field(None, description="What the document is about.")
    detected_language: str | None = Field(None, description="The language of the document, an ISO 639-1 code.")
    page_count: int | None = Field(None, description="How many pages the document has.")
    method: Method | None = Field(
        None, description="`structured` (data in the file, no credits), `model`, or `rules` without a model."
    )
    model: str | None = Field(None, description="The model that ran.")
    credits_consumed: int | None = Field(None, description="AI credits consumed.")
    processed_at: Timestamp | None = Field(None, description="When it was processed.")


class ExtractionRecord(Extraction):
    """An extraction or a classification as it is kept, with what it failed on."""

    operation: Operation = Field(description="What was done with the document.")
    classification: str | None = Field(None, description="The category; `other` when none fits.")
    subcategory: str | None = Field(None, description="A closer description of the category.")
    summary: str | None = Field(None, description="What the document is about.")
    detected_language: str | None = Field(None, description="The language of the document, an ISO 639-1 code.")
    page_count: int | None = Field(None, description="How many pages the document has, for a classification.")
    error: ExtractionFailure | None = Field(None, description="Why it failed.")
    created_at: Timestamp = Field(description="When it was asked for.")
