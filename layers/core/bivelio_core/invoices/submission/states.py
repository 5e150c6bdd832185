"""What became of a record at AEAT: an item of its own beside the record, which nothing updates.

    T#INRS / <invoice>#<record>   its state: `pending` from the transaction of the record until AEAT has answered

The invoice is named by its sort key, so the last one of these is where an invoice stands.
"""

from typing import Any

from bivelio_core.invoices.verifactu import codes
from bivelio_core.invoices.verifactu.answers import Outcome
from bivelio_core.invoices.verifactu.shapes import Kind
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE_SUBMISSION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, absent

KIND = INVOICE_SUBMISSION
RECORD_DIGITS = 10
MENDED = frozenset({"recipient_type", "installation"})
"""Remedies that need nobody (codes.py)."""


def record_sk(number: int) -> str:
    """The sort key of a record: fixed width, sorting like the number."""
    return f"{number:0{RECORD_DIGITS}d}"


def state_sk(invoice: str, record: int) -> str:
    """The sort key of the state of a record about an invoice."""
    return f"{invoice}#{record_sk(record)}"


def pending(store: TenantStore, invoice: str, record: int, kind: Kind, about: dict[str, Any]) -> Put:
    """The write of the state of a new record, for the transaction that makes it.

    `about` has `invoice_id`, the `period` of the operation (`2026-04`), and `is_held`: whether AEAT holds the invoice.
    """
    attributes = {"state": "pending", "record": record, "invoice": invoice, "kind": kind, **about}
    return store.put_write(INVOICE_SUBMISSION, state_sk(invoice, record), attributes, condition=absent())


def last(store: TenantStore, invoice: str) -> Item | None:
    """The state of the last record about an invoice; None for an invoice that is not submitted."""
    prefix = f"{invoice}#"
    items = store.query(INVOICE_SUBMISSION, prefix=prefix, descending=True, limit=1, consistent=True)
    return items[0] if items else None


def is_held(before: Item | None) -> bool:
    """Tell from the last state of an invoice whether AEAT holds it; of what waits, whether it will."""
    if before is None:
        return False
    if before["state"] == "pending":
        return bool(before["kind"] == "registration")
    return bool(before["is_held"])


def rejected(before: Item | None) -> Kind | None:
    """The kind of the last record about an invoice if that was rejected."""
    return before["kind"] if before is not None and before["state"] == "rejected" else None


def mends_itself(state: Item) -> bool:
    """Tell whether a record was accepted with an error whose cause we mend without a person."""
    code = state.get("code")
    return state["state"] == "accepted_with_errors" and codes.meaning_of(code).remedy in MENDED


def of_records(store: TenantStore, records: list[Item]) -> dict[int, Item]:
    """The states of records, by the number of the record."""
    sks = [state_sk(item["invoice"], int(item["SK"])) for item in records]
    return {int(item["record"]): item for item in store.get_many(INVOICE_SUBMISSION, sks, consistent=True).values()}


def settled(before: Item, outcome: Outcome, answer: dict[str, Any]) -> Item:
    """The state after AEAT's answer: its attributes are `csv`, `registered_at`, `code`, `text`, where it has them."""
    is_held = before.get("is_held", False) if outcome == "rejected" else before["kind"] == "registration"
    attributes = {name: value for name, value in answer.items() if value not in (None, "")}
    return {**before, "state": outcome, "is_held": is_held, **attributes}
