"""The data of the events of planned domains, as the reference shows it."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class InvoiceEvent(Response):
    """An invoice as `/invoices/get` shows it; the amounts are JSON numbers with two decimals."""

    id: str = Field(description="The id of the resource.")
    number: str = Field(description="The number of the invoice.")
    type: Literal["issued", "received"] = Field(description="The type.")
    status: str = Field(description="The status.")
    client: dict[str, Any] = Field(description="The client.")
    subtotal: float = Field(description="The amount before taxes.")
    tax: float = Field(description="The amount of taxes.")
    total: float = Field(description="The amount including taxes.")
    currency: str = Field(description="The currency, an ISO 4217 code.")
    issue_date: str = Field(description="The date of issue.")
    due_date: str | None = Field(None, description="The date by which it has to be paid.")


class CaseEvent(Response):
    """A case as `/cases/get` shows it."""

    id: str = Field(description="The id of the resource.")
    title: str = Field(description="The title.")
    status: str = Field(description="The status.")
    contact_id: str | None = Field(None, description="The id of the contact.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    previous: dict[str, Any] | None = Field(None, description="The former values of what changed (`case.updated`).")
