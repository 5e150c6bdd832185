"""Invoices at public administrations and in Peppol: the models of requests and responses."""

from typing import Annotated

from pydantic import Field

from bivelio_core.invoices.fields import Words
from bivelio_core.invoices.models import InvoiceId
from bivelio_core.models import Request, Response, Timestamp
from bivelio_core.providers.administration.port import Channel

from .states import DeliveryStatus

RegistryNumber = Annotated[str, Field(min_length=1, max_length=60, examples=["202600012345"])]


class DeliverInvoice(Request):
    """Which invoice to hand in, and where."""

    id: InvoiceId = Field(description="The id of the invoice.")
    channel: Channel = Field(description="`face`, `efact` for administrations of Catalonia, or `peppol`.")
    email: Annotated[str, Field(min_length=3, max_length=254)] | None = Field(
        None,
        description="Who is told of changes by the administration; by default the address in the settings. Peppol "
        "writes to nobody.",
    )


class FindDeliveries(Request):
    """Which invoice to look for."""

    id: InvoiceId = Field(description="The id of the invoice.")


class CancelDelivery(Request):
    """Which invoice the administration is asked to cancel, and why."""

    id: InvoiceId = Field(description="The id of the invoice.")
    channel: Channel = Field(description="Where it was handed in; `efact` and `peppol` take no such request.")
    reason: Words = Field(description="Why, for the administration.")


class ConfirmDelivery(Request):
    """The number of an invoice whose answer was lost, as the administration has told it by e-mail."""

    id: InvoiceId = Field(description="The id of the invoice.")
    channel: Channel = Field(description="Where it was handed in.")
    registry_number: RegistryNumber = Field(description="The number in the administration's register.")


class DeliveryState(Response):
    """A state at the administration, or in Peppol."""

    code: str = Field(description="The code of the state, such as `1200`, `2500`, `4200`; in Peppol `DELIVERED`, `AP`.")
    text: str | None = Field(None, description="The same in your language.")
    reason: str | None = Field(None, description="Why, in the administration's words.")


class DeliveryStep(Response):
    """An earlier state, and since when."""

    status: DeliveryStatus = Field(description="What the administration or the network says of the invoice now.")
    code: str | None = Field(None, description="The code of the state.")
    at: Timestamp = Field(description="When we learned of it.")


class InvoiceDelivery(Response):
    """An invoice at an administration, or in Peppol."""

    invoice_id: str = Field(description="The id of the invoice.")
    number: str = Field(description="The number of the invoice.")
    channel: Channel = Field(description="`face`, `efact` or `peppol`.")
    receiver: str | None = Field(None, description="The participant of Peppol that it goes to: `9920:ESB12345674`.")
    status: DeliveryStatus = Field(
        description=(
            "`sending` (it goes on by itself), `unconfirmed` (the administration has it under an unknown number), "
            "`failed` (it was not taken), then what the administration or the client says: `sent`, `registered`, "
            "`delivered` (by Peppol), `accepted`, `recognised`, `paid`, `rejected`, `cancelled`."
        )
    )
    state: DeliveryState | None = Field(None, description="The state at the administration.")
    cancellation: DeliveryState | None = Field(None, description="What became of your request for cancellation.")
    registry_number: str | None = Field(None, description="The number in the administration's register.")
    accounting_number: str | None = Field(None, description="The number in its register of invoices (RCF).")
    problem: str | None = Field(None, description="Why it has not been taken yet, as a word.")
    problem_text: str | None = Field(None, description="What the service has said of it.")
    simulated: bool = Field(description="Whether nothing is handed in: true in the sandbox.")
    email: str | None = Field(None, description="Who is told of changes by the administration.")
    attempts: int = Field(description="How many times it has been sent.")
    history: list[DeliveryStep] = Field(description="Its states, the oldest first.")
    next_check_at: Timestamp | None = Field(None, description="When we ask or send again.")
    created_at: Timestamp = Field(description="When it was first handed in.")
    updated_at: Timestamp = Field(description="When something changed last.")


class InvoiceDeliveries(Response):
    """Where an invoice has been handed in."""

    deliveries: list[InvoiceDelivery] = Field(description="One for each channel.")
