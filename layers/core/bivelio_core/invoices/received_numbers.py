"""The numbers of suppliers' invoices in the table: an item for each, so that an invoice is stored once.

    T#INX / <hash>   the invoice that has a supplier's number in a year, and of a kind

It is written in the invoice's transaction, on condition that there is none.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core.contacts.suppliers import plain_number
from bivelio_core.errors import Conflict
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index.words import fold
from bivelio_core.store.keys import INVOICE, RECEIVED_NUMBER
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Put, absent, equals


class Number(NamedTuple):
    """The sort keys of a supplier's number: the current one, and the former one without year and kind."""

    sk: str
    plain: str
    year: str
    document_type: str


def number_of(main: Mapping[str, Any]) -> Number:
    """Return the sort keys of a received invoice's number: many suppliers begin at 1 each January.

    A supplier without a tax number is identified by name. Spaces and letter case are ignored.
    """
    plain, client = "".join(str(main["number"]).split()).casefold(), main["client"]
    known_by = plain_number(client["nif"]) if client.get("nif") else f"name:{fold(client['name'])}"
    year, document_type = main["issue_date"][:4], main["document_type"]
    kind = "credit" if document_type == "rectification" else "invoice"
    return Number(_hash(known_by, plain, str(int(year)), kind), _hash(known_by, plain), year, document_type)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def holder_of(store: TenantStore, number: Number) -> Item | None:
    """Return the invoice that already has a supplier's number, including one received when keys had no year."""
    items = store.get_many(RECEIVED_NUMBER, list(number[:2]), consistent=True)
    if not items:
        return None
    number_item = items.get(number.sk) or items[number.plain]
    item = store.get(INVOICE, number_item["invoice"])
    if item is None or number.sk in items:
        return item or {"SK": number_item["invoice"]}
    is_same = item["document_type"] == number.document_type and item["issue_date"][:4] == number.year
    return item if is_same else None


def claim(store: TenantStore, number: Number, sk: str) -> Put:
    """Return the write that gives a number to an invoice, named by its sort key."""
    return store.put_write(RECEIVED_NUMBER, number.sk, {"invoice": sk}, condition=absent())


def releases(store: TenantStore, number: Number, sk: str) -> list[Delete]:
    """Return the writes that take a number from an invoice, under the current key and the former one."""
    items = store.get_many(RECEIVED_NUMBER, list(number[:2]), consistent=True)
    return [
        store.delete_write(RECEIVED_NUMBER, each["SK"], condition=equals("invoice", sk))
        for each in items.values()
        if each["invoice"] == sk
    ]


def received_before(item: Item, organisation: str) -> Conflict:
    """Return the refusal of a number that an invoice has already."""
    about = {"invoice_id": resources.public_id(INVOICE, organisation, item)} if "random" in item else {}
    return Conflict(details={"reason": "received_before", **about})
