"""What a received invoice shows besides an issued one: who corrected it, and what was read at first."""

from typing import Any

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class Correction(Response):
    """A correction of a received invoice."""

    at: Timestamp = Field(description="When it was made.")
    by: str = Field(description="Who made it: `user:<id>`, `api_key:<id>` or another actor.")
    reason: str = Field(description="Why it was corrected.")
    fields: list[str] = Field(description="What it changed; empty where somebody confirmed what is there.")


class Original(Response):
    """A received invoice as it was read, before its first correction."""

    number: str = Field(description="The supplier's number.")
    document_type: str = Field(description="`invoice` or `rectification`.")
    issue_date: str = Field(description="The date of issue.")
    due_date: str | None = Field(None, description="The date by which it has to be paid.")
    currency: str = Field(description="The currency of the original amounts.")
    client: dict[str, Any] = Field(description="The supplier.")
    subtotal: float = Field(description="The amount before taxes.")
    tax: float = Field(description="The taxes.")
    total: float = Field(description="The total before IRPF.")
    irpf_amount: float | None = Field(None, description="The IRPF.")
    tax_breakdown: list[dict[str, Any]] = Field(description="The taxes by category and rate.")
    line_items: list[dict[str, Any]] = Field(description="What the invoice charges, line by line.")
    review_reasons: list[str] | None = Field(None, description="Why it needed a review.")
