"""The reference's examples of invoices at administrations."""

from typing import Any, NamedTuple

from bivelio_core.store.keys import INVOICE_DELIVERY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put

from . import items, states

AT, LATER = "2026-04-02T08:00:00Z", "2026-04-02T10:00:00Z"


class Sample(NamedTuple):
    """An invoice at FACe: its sort key, id and number, and what FACe says of it; without a code the answer was lost."""

    sk: str
    id: str
    number: str
    code: str | None = None
    reference: str | None = None


def sample_write(store: TenantStore, sample: Sample) -> Put:
    """The write of an example. It has no mark: nobody asks about it."""
    status = "unconfirmed" if sample.code is None else states.of(sample.code).status
    details: dict[str, Any] = {
        "code": sample.code,
        "reference": sample.reference,
        "registry_number": sample.reference,
        "problem": None if sample.code else "registry_number_unknown",
    }
    attributes = {
        "version": 2,
        "sample": True,
        "simulated": True,
        "invoice": sample.id,
        "number": sample.number,
        "channel": "face",
        "status": status,
        "email": "facturacio@example.com",
        "attempts": 1,
        "history": [{"status": "sending", "at": AT}],
        "created_at": AT,
        "changed_at": LATER,
        "updated_at": LATER,
        "seller_name": "Demo BiVelio S.L.",
        "seller_nif": "B66012345",
        "processing_unit": "L01080193",
        **{name: text for name, text in details.items() if text},
    }
    return store.put_write(INVOICE_DELIVERY, items.sk_of(sample.sk, "face"), attributes)
