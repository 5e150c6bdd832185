"""Replace simplified invoices by an ordinary one (F3) that names its client: what it may replace and takes over.

Such an invoice is no rectification (Real Decreto 1619/2012, article 15). It is for what the simplified ones were for,
takes over what was paid of them, and nobody owes them any more once it is issued.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bivelio_core import clock
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.faults import Fault
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, equals

from . import figures, items, marks, rules
from .errors import NOT_REPLACEABLE, OTHER_TOTAL
from .money import ZERO
from .terms import INVOICES

REPLACEMENT = "replacement"
ROUNDING = Decimal("0.02")
"""What the rounding of each simplified invoice may differ from that of all of them together."""


def tickets(store: TenantStore, ids: Sequence[str]) -> list[Item]:
    """Read the simplified invoices that are to be replaced. Raises Unprocessable for one that cannot be."""
    mains, faults = [], []
    for place, public in enumerate(ids):
        try:
            main = store.find(INVOICE, public)
        except (ResourceNotFound, ResourceForbidden):
            faults.append(Fault(f"replaces[{place}]", "not_found"))
            continue
        mains.append(main)
        if not _is_replaceable(main):
            faults.append(Fault(f"replaces[{place}]", NOT_REPLACEABLE, {"name": str(main.get("number", public))}))
    if faults:
        raise Unprocessable(faults)
    return mains


def _is_replaceable(main: Item) -> bool:
    is_issued = main.get("type") == "issued" and main["status"] not in {"draft", "void", "rectified", "deleted"}
    return is_issued and main["document_type"] == "simplified" and main["currency"] == "EUR"


def named(mains: Sequence[Item], organisation: str) -> list[dict[str, Any]]:
    """Return what a replacement says of the invoices that it replaces."""
    return [
        {
            "id": resources.public_id(INVOICE, organisation, main),
            **{name: main[name] for name in ("number", "series", "issue_date")},
        }
        for main in mains
    ]


def check_total(mains: Sequence[Item], total: Decimal) -> None:
    """Raise Unprocessable for a replacement of another total than that of what it replaces."""
    whole = sum((items.exact(main["total"]) for main in mains), ZERO)
    if mains and abs(whole - total) > ROUNDING * len(mains):
        raise Unprocessable.of("line_items", OTHER_TOTAL, limit=str(whole))


def taken_over(about: dict[str, Any], mains: Sequence[Item]) -> dict[str, Any]:
    """Return the replacement's attributes with what was paid of what it replaces."""
    paid = sum((figures.paid(main) for main in mains), ZERO)
    if not paid:
        return about
    after = {**about, "carried": str(paid)}
    return {**after, "status": rules.status_after_payment("pending", figures.due(after))}


def replaced(store: TenantStore, mains: Sequence[Item], by: Item) -> list[Put]:
    """Return the writes after which nobody owes the simplified invoices: they name what replaces them."""
    link = {"id": resources.public_id(INVOICE, store.tenant.organisation, by), "number": by["number"]}
    puts = []
    for main in mains:
        after = {
            **main,
            "status": "rectified",
            "rectified_by": [*main.get("rectified_by", ()), link],
            "replaced": True,
            "version": main["version"] + 1,
            "updated_at": clock.timestamp(),
        }
        after = marks.with_mark(after, {}) if "pdf" in main else after
        put = store.put_write(
            INVOICE, main["SK"], items.without_key(after), condition=equals("version", main["version"])
        )
        index_changes.announce(store, INVOICES, main, put.item)
        puts.append(put)
    return puts
