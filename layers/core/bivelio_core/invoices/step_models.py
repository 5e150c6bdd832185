"""What the invoice steps of workflows take where it is not what the endpoint takes.

The function of these steps may not send messages, so `auto_send` is a field only to be refused with a reason.
"""

from typing import Annotated

from pydantic import AfterValidator, Field

from bivelio_core.faults import broken

from .draft_models import CreateInvoice
from .errors import SENT_BY_A_STEP


def _unsent(value: bool) -> bool:  # noqa: FBT001 - the value of the field
    if value:
        raise broken(SENT_BY_A_STEP)
    return value


class CreateInvoiceInStep(CreateInvoice):
    """As `/invoices/create`, but always a draft: `auto_send` is refused."""

    auto_send: Annotated[bool, AfterValidator(_unsent)] = Field(
        default=False, description="Only false: use the step `invoice.issue`, and send by a step of its own."
    )
