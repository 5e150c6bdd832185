"""Derive the event of an invoice whose state at an administration has changed."""

from collections.abc import Iterator

from pydantic import Field

from bivelio_core.events.catalogue import Happening
from bivelio_core.models import Response, Timestamp
from bivelio_core.providers.administration.port import Channel
from bivelio_core.store.changes import Change

from .states import DeliveryStatus

TOLD = ("status", "code", "cancellation", "registry_number")
"""What the event is about: a change of one of these is told."""


class DeliveryChanged(Response):
    """An invoice whose state at an administration is another."""

    invoice_id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    channel: Channel = Field(description="`face`, `efact` or `peppol`.")
    status: DeliveryStatus = Field(description="The status, as `/invoices/deliveries` shows it.")
    code: str | None = Field(None, description="The administration's code of it, such as `2500`.")
    reason: str | None = Field(None, description="Why it was rejected, in the administration's words.")
    cancellation: str | None = Field(None, description="The code of what became of a request for cancellation.")
    registry_number: str | None = Field(None, description="The number in the administration's register.")
    problem: str | None = Field(None, description="Why it was not taken, as a word.")
    simulated: bool = Field(description="Whether nothing was handed in.")
    updated_at: Timestamp = Field(description="When we learned of it.")


EXAMPLE = {
    "invoice_id": "inv_c6d7e8f9",
    "number": "FAC-2026-042",
    "channel": "face",
    "status": "paid",
    "code": "2500",
    "registry_number": "202600012345",
    "simulated": False,
    "updated_at": "2026-05-04T08:10:00Z",
}


def derive(change: Change) -> Iterator[Happening]:
    """One event for each state that we learn of; that we begin to send is told by the answer to the request."""
    after, before = change.after, change.before
    if after is None or (before is None and after.get("sample")):
        return
    former = before or {"status": "sending"}
    if all(after.get(name) == former.get(name) for name in TOLD):
        return
    same = {name: after[name] for name in DeliveryChanged.model_fields if name in after}
    about = {**same, "invoice_id": after["invoice"], "simulated": bool(after.get("simulated"))}
    yield Happening("invoice.delivery_changed", DeliveryChanged(**about).model_dump())
