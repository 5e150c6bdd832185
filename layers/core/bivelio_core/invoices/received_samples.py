"""Two invoices of a supplier in the sandbox: one that an example corrects, and one that it books."""

from collections.abc import Iterator
from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import items, received_numbers

IDS = ("inv_k1l2m3n4", "inv_o5p6q7r8")
NUMBERS = ("2026/0187", "2026/0203")
SUPPLIER = {"name": "Subministraments Vall S.L.", "nif": "B17203456"}
LINE = {
    "description": "Tinta i paper",
    "quantity": "1",
    "unit_price": "200.00",
    "tax_rate": "21",
    "net": "200.00",
    "tax_amount": "42.00",
    "total": "242.00",
}
TAX = {"tax_category": "standard", "tax_rate": "21", "base": "200.00", "tax_amount": "42.00"}
RECEIVED_AT = "2026-03-20T09:00:00Z"


def writes(store: TenantStore, first: int) -> Iterator[Write]:
    """The invoices, from a sequence number on, with their numbers and the aliases of their ids."""
    for place, (public, number) in enumerate(zip(IDS, NUMBERS, strict=True)):
        sk = keys.sequence_sk(first + place)
        main = _main(public, number, needs_review=place == 0)
        yield store.put_write(keys.INVOICE, sk, main)
        yield store.put_write(keys.INVOICE_CONTENT, sk, {"buyer": SUPPLIER, "breakdown": items.as_json([TAX])})
        yield store.put_write(keys.ALIAS, public, {"kind": keys.INVOICE.partition, "target": sk})
        yield received_numbers.claim(store, received_numbers.number_of(main), sk)


def _main(public: str, number: str, *, needs_review: bool) -> dict[str, Any]:
    """An invoice of 242.00; of the one to correct the page's total was read wrong."""
    return {
        "id": public,
        "random": "0" * ids.RANDOM_LENGTH,
        "version": 1,
        "type": "received",
        "sample": True,
        "status": "pending",
        "document_type": "invoice",
        "number": number,
        "issue_date": "2026-03-16",
        "due_date": "2026-04-15",
        "currency": "EUR",
        **items.lines_of([LINE])[0],
        "subtotal": "200.00",
        "tax": "42.00",
        "total": "224.00" if needs_review else "242.00",
        "client": {"id": "ct_s1t2u3v4", **SUPPLIER},
        "needs_review": needs_review,
        **({"review_reasons": ["totals"]} if needs_review else {}),
        "created_at": RECEIVED_AT,
        "updated_at": RECEIVED_AT,
        "issued_at": RECEIVED_AT,
    }
