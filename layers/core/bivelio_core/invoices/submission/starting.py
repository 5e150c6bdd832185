"""What the transaction of a record writes beside it, so that it is submitted: its state, and a word to the lane."""

from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write

from . import batches, lanes, states


def writes(store: TenantStore, record: Put, invoice_id: str, paper: PaperInvoice, before: Item | None) -> list[Write]:
    """Return the writes; none for a record of an issuer that is not under VERI*FACTU.

    `before` is the state of the record before about the invoice.
    """
    item = record.item
    if not batches.is_submitted(item):
        return []
    day = paper.operation_date or paper.issue_date
    about = {
        "invoice_id": invoice_id,
        "invoice_number": paper.number,
        "period": f"{day:%Y-%m}",
        "is_held": states.is_held(before),
    }
    number = int(item["SK"])
    return [states.pending(store, item["invoice"], number, item["kind"], about), lanes.added(store, number)]
