"""Derive the events of a write of an invoice: it was created or paid in full."""

from collections.abc import Iterator

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.store.changes import Change
from bivelio_core.store.codec import Item

from .models import Client, DocumentType, InvoiceType, NumberStatus, Status
from .show import show


class InvoiceEvent(Response):
    """An invoice as `/invoices/list` shows it, without its lines; amounts are JSON numbers with two decimals."""

    id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number.")
    number_status: NumberStatus = Field(description="`provisional` of a draft, `final` once it is issued.")
    type: InvoiceType = Field(description="`issued` or `received`.")
    document_type: DocumentType = Field(description="`invoice`, `simplified` or `rectification`.")
    status: Status = Field(description="The status.")
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


def derive(change: Change) -> Iterator[Happening]:
    """`invoice.created` for a new invoice, `invoice.paid` once, when nothing is due any more."""
    after, before = change.after, change.before
    if after is None or change.partition is None or after["status"] == "deleted":
        return
    organisation = change.partition.tenant.organisation
    if before is None:
        if not after.get("sample"):
            yield Happening("invoice.created", _data(after, organisation))
    elif _is_paid(after) and not _is_paid(before):
        yield Happening("invoice.paid", _data(after, organisation))


def _is_paid(item: Item) -> bool:
    """Tell whether the invoice was paid in full; an invoice with a rectification records this in its status."""
    return item["status"] == "paid" or "paid_at" in item


def _data(item: Item, organisation: str) -> dict[str, object]:
    fields = show(item, organisation).model_dump()
    return {name: fields[name] for name in InvoiceEvent.model_fields if name in fields}
