"""Count what WhatsApp charges for: each message once, by month, connection and category, as statuses report.

Since October 2026 the answers within 24 hours are charged too, beyond a thousand a month of each number; only Meta says
which ones are charged (`statuses[].pricing`), and it repeats this with each status of a message.
"""

from contextlib import suppress
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONVERSATION, MESSAGE_CHARGE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent

from .conversation import Made

MONTH = len("2026-10")


def count(store: TenantStore, message: Made, connection: Item, pricing: dict[str, Any], at: str) -> None:
    """Note the price of a message and count it, unless another of its statuses was counted."""
    if "pricing" in message.item:
        return
    slot = message.slot
    noted = store.update_write(
        CONVERSATION, slot.sk, Update(set={"pricing": pricing}), slot.contact, condition=absent("pricing")
    )
    place = f"{at[:MONTH]}#{connection['SK']}#{pricing['category']}"
    which = "billable" if pricing["billable"] else "free"
    about = {"number": connection.get("account") or "", "connection": connection["SK"], "category": pricing["category"]}
    counted = store.update_write(MESSAGE_CHARGE, place, Update(set=about, add={which: 1}))
    with suppress(TransactionFailed):  # another process counted it; one that lost to others counts with the next status
        store.transact([noted, counted])


def between(store: TenantStore, first_month: str, last_month: str) -> list[Item]:
    """Return the counts of some months, in order."""
    return store.query(MESSAGE_CHARGE, low=first_month, high=f"{last_month}~")
