"""Records of invoices: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.invoices.models import InvoiceId, InvoiceSubmission
from bivelio_core.models import Day, Request, Response, Timestamp

RecordKind = Literal["registration", "cancellation"]
RecordFormat = Literal["xml", "csv"]
BrokenReason = Literal["hash", "hash_type", "first", "not_first", "previous", "previous_hash", "missing"]
Cursor = Annotated[str, Field(min_length=1, max_length=20)]


class ListRecords(Request):
    """Which records of invoices, the latest first."""

    before: Cursor | None = Field(None, description="Only records before this one: `next_before` of an earlier answer.")
    invoice_id: InvoiceId | None = Field(None, description="Only those about this invoice.")
    state: InvoiceSubmission | None = Field(None, description="Only those in this state.")
    from_date: Day | None = Field(None, description="Made on this day or later.")
    to_date: Day | None = Field(None, description="Made on this day or earlier.")
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 50


class InvoiceRecord(Response):
    """A record of an invoice in its chain; nothing changes it."""

    position: int = Field(description="Its place among all records, from 1.")
    kind: RecordKind = Field(description="`registration` (alta) or `cancellation` (anulación).")
    invoice_id: str | None = Field(None, description="The invoice; absent where it is of another sandbox day.")
    number: str = Field(description="The number of the invoice.")
    issuer_nif: str = Field(description="The tax number of who issued it.")
    issue_date: str = Field(description="The date of issue.")
    made_at: str = Field(description="When the record was made, with the offset of your time zone.")
    hash: str = Field(description="Its hash (huella): SHA-256 in hexadecimal digits.")
    installation: str | None = Field(None, description="What made it; absent outside VERI*FACTU.")
    state: InvoiceSubmission = Field(description="Where it stands with AEAT.")
    csv: str | None = Field(None, description="AEAT's number of the message that had it.")
    registered_at: Timestamp | None = Field(None, description="When AEAT took it.")
    error_code: str | None = Field(None, description="AEAT's code of what is wrong with it.")
    error_text: str | None = Field(None, description="What AEAT says of that.")


class RecordPage(Response):
    """Records, the latest first."""

    records: list[InvoiceRecord] = Field(description="The records of this page.")
    next_before: str | None = Field(None, description="The cursor for older ones; absent if there are none.")


class ExportRecords(Request):
    """Which records to export."""

    from_date: Day | None = Field(None, description="Made on this day or later.")
    to_date: Day | None = Field(None, description="Made on this day or earlier.")
    format: RecordFormat = Field(
        "xml", description="`xml`, as AEAT's schema has records; `csv`, a line each with its state."
    )


class RecordExport(Response):
    """Records as a file: in the answer, or at a URL when it is larger than 256,000 bytes."""

    records: int = Field(description="How many records it has.")
    filename: str = Field(description="A name for the file.")
    mime_type: str = Field(description="Its type; more than 1,000 records are a ZIP of XML files.")
    size_bytes: int = Field(description="Its size.")
    sha256: str = Field(description="The SHA-256 of its content in hexadecimal digits.")
    content_base64: str | None = Field(None, description="The file in base64, unless it is large.")
    url: str | None = Field(None, description="Where to get a large file, with GET and without a credential.")
    url_expires_at: Timestamp | None = Field(None, description="Until when the URL works.")


class VerifyRecords(Request):
    """From where on to verify the records; long chains take several requests."""

    after: Cursor | None = Field(
        None, description="Go on after this record: `next_after` of an earlier answer; by default from the first."
    )


class BrokenRecord(Response):
    """The first record that breaks its chain."""

    position: int = Field(description="Its place among all records, from 1.")
    number: str | None = Field(None, description="The number of the invoice; absent where the record is missing.")
    made_at: str | None = Field(None, description="When it was made.")
    reason: BrokenReason = Field(description="What is wrong with it.")
    message: str = Field(description="The same as a sentence.")


class RecordVerdict(Response):
    """What the verification has found so far."""

    is_unbroken: bool = Field(description="Whether every record up to `verified` is right.")
    verified: int = Field(description="Up to which record the chains were verified.")
    total: int = Field(description="How many records there are.")
    broken: BrokenRecord | None = Field(None, description="The first record that is wrong.")
    next_after: str | None = Field(None, description="Ask again after this one; absent when all were verified.")
