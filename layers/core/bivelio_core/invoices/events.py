"""Derive the events of a write of an invoice: created, issued, sent, overdue, paid in full, rectified, void, booked."""

from collections.abc import Iterator

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item

from .models import (
    Client,
    DocumentType,
    InvoiceType,
    NumberStatus,
    RecordKind,
    Rectified,
    Status,
    SubmissionState,
)
from .show import show


class InvoiceEvent(Response):
    """An invoice as `/invoices/list` shows it, without its lines; amounts are JSON numbers with two decimals."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice, provisional while it is a draft.")
    number_status: NumberStatus = Field(description="`provisional` of a draft, `final` once it is issued.")
    type: InvoiceType = Field(description="`issued` or `received`.")
    document_type: DocumentType = Field(description="The type of the document.")
    status: Status = Field(description="Where the invoice is since this happened.")
    client: Client | None = Field(None, description="Who buys, or of a received invoice who sells.")
    subtotal: float = Field(description="The amount before taxes.")
    tax: float = Field(description="The amount of taxes.")
    total: float = Field(description="The amount including taxes.")
    amount_paid: float = Field(description="What has been paid.")
    amount_credited: float | None = Field(None, description="What a rectification has settled of it.")
    amount_due: float = Field(description="What is still to be paid.")
    currency: str = Field(description="The currency, an ISO 4217 code.")
    issue_date: str = Field(description="The date of issue.")
    due_date: str | None = Field(None, description="The date by which it has to be paid.")
    version: int = Field(description="The version of the invoice.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    paid_at: Timestamp | None = Field(None, description="When it was paid in full.")


class InvoiceIssued(InvoiceEvent):
    """An invoice whose number and content have become final."""

    issued_at: Timestamp | None = Field(None, description="When it was issued.")


class InvoiceSent(InvoiceEvent):
    """An invoice that a channel has taken, each time that it is sent."""

    message_id: str | None = Field(None, description="The id of the message that carries it.")
    sent_at: Timestamp = Field(description="When it was sent.")


class InvoiceOverdue(InvoiceEvent):
    """An invoice whose last day has ended in the organisation's time zone while something was due."""

    sent_at: Timestamp | None = Field(None, description="When it was last sent.")
    overdue_at: Timestamp = Field(description="When it became overdue.")


class InvoiceVoided(InvoiceEvent):
    """An invoice that keeps its number and counts no more."""

    void_reason: str | None = Field(None, description="Why it was voided.")
    voided_at: Timestamp = Field(description="When it was voided.")


class InvoiceBooked(InvoiceEvent):
    """A received invoice that somebody has booked: nothing of it changes any more but its payments."""

    booked_at: Timestamp = Field(description="When it was booked.")
    booked_by: str = Field(description="Who booked it.")


class InvoiceRectified(InvoiceEvent):
    """An invoice that another one corrects; that one has `invoice.created` and `invoice.issued` of its own."""

    rectified_by: list[Rectified] = Field(description="Its rectifications, the newest last.")


class SubmissionError(Response):
    """An error of AEAT about a record."""

    code: str | None = Field(None, description="AEAT's code.")
    message: str | None = Field(None, description="What AEAT says, in Spanish.")


class RecordEvent(Response):
    """What AEAT has answered about a record of an invoice."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the record's invoice.")
    record: int = Field(description="The number of the record.")
    kind: RecordKind = Field(description="`registration` or `cancellation`.")
    state: SubmissionState = Field(description="`registered`, `accepted_with_errors` or `rejected`.")
    csv: str | None = Field(None, description="AEAT's number of the message, which it does not tell again.")
    registered_at: str | None = Field(None, description="When AEAT took it.")
    simulated: bool | None = Field(None, description="Whether no agency was asked: in the sandbox.")
    error: SubmissionError | None = Field(None, description="What AEAT objects to.")


def derive_submission(change: Change) -> Iterator[Happening]:
    """The event of an answer about a record: once, when its state is no longer pending."""
    after, before = change.after, change.before
    if after is None or "state" not in after or after["state"] == "pending":
        return
    if before is None or before.get("state") != "pending":
        return
    name = "invoice.registration_failed" if after["state"] == "rejected" else "invoice.registered"
    about = {own: after[theirs] for own, theirs in _OF_STATE.items() if theirs in after}
    code, text = after.get("code"), after.get("text")
    error = {"code": str(code), **({"message": text} if text else {})} if code else None
    yield Happening(name, {**about, **({"error": error} if error else {})})


class CertificateEvent(Response):
    """A certificate whose end is near: with it records are submitted."""

    holder: str = Field(description="Whose it is.")
    nif: str = Field(description="The tax number.")
    serial_number: str = Field(description="The serial number of the certificate, by which its issuer knows it.")
    expires_at: Timestamp = Field(description="Until when it is valid.")
    days: int = Field(description="The notice: 60, 30 or 7 days before its end.")


def derive_certificate(change: Change) -> Iterator[Happening]:
    """The event of each notice about the end of a certificate."""
    after, before = change.after, change.before or {}
    if after is None or "noticed_days" not in after or after["noticed_days"] == before.get("noticed_days"):
        return
    names = ("holder", "nif", "serial_number", "expires_at")
    yield Happening(
        "invoice.certificate_expiring", {**{name: after[name] for name in names}, "days": after["noticed_days"]}
    )


_OF_STATE = {
    "id": "invoice_id",
    "number": "invoice_number",
    "record": "record",
    "kind": "kind",
    "state": "state",
    "csv": "csv",
    "registered_at": "registered_at",
    "simulated": "is_simulated",
}


def derive(change: Change) -> Iterator[Happening]:
    """The events of a write of an invoice; of `paid` and `overdue` one in its life, of `sent` one for each message.

    A rectification is created and issued by one write.
    """
    after, before = change.after, change.before
    if after is None or change.partition is None or after["status"] == "deleted":
        return
    organisation = change.partition.tenant.organisation
    if before is None and (after.get("sample") or "origin" in after):
        return
    if before is None:
        yield Happening("invoice.created", _data(after, organisation))
    elif _is_paid(after) and not _is_paid(before):
        yield Happening("invoice.paid", _data(after, organisation))
    yield from _further(before or {}, after, organisation)


def _further(before: Item, after: Item, organisation: str) -> Iterator[Happening]:
    """The events of what an invoice has become, told by what its item had not before."""
    if after["type"] == "issued" and after["status"] != "draft" and before.get("status", "draft") == "draft":
        yield Happening("invoice.issued", _data(after, organisation, InvoiceIssued))
    if "sent_as" in after and after["sent_as"] != before.get("sent_as"):
        data = _data(after, organisation, InvoiceSent)
        yield Happening("invoice.sent", {**data, "message_id": after["sent_as"]})
    if "overdue_at" in after and "overdue_at" not in before:
        data = _data(after, organisation, InvoiceOverdue)
        yield Happening("invoice.overdue", {**data, "overdue_at": after["overdue_at"]})
    if len(after.get("rectified_by", ())) > len(before.get("rectified_by", ())):
        yield Happening("invoice.rectified", _data(after, organisation, InvoiceRectified))
    if "booked_at" in after and "booked_at" not in before:
        yield Happening("invoice.booked", _data(after, organisation, InvoiceBooked))
    if after["status"] == "void" and before.get("status") != "void":
        yield Happening("invoice.voided", _data(after, organisation, InvoiceVoided))


def _is_paid(item: Item) -> bool:
    """Tell whether the invoice was paid in full; an invoice with a rectification records this in its status."""
    return item["status"] == "paid" or "paid_at" in item


def _data(item: Item, organisation: str, model: type[InvoiceEvent] = InvoiceEvent) -> dict[str, object]:
    fields = show(item, organisation).model_dump()
    return {name: fields[name] for name in model.model_fields if name in fields}
