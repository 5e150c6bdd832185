"""Handle invoices whose marks are due: finish an interrupted PDF, or set the status overdue."""

from collections.abc import Iterator
from contextlib import suppress

from bivelio_core import clock
from bivelio_core.store import due as store_due
from bivelio_core.store import tenant_clock
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from . import days, marks, paperwork
from .rules import TRANSITIONS
from .stored import Stored
from .terms import INVOICES


def due(table: Table) -> Iterator[Key]:
    """The keys of the invoices whose marks are due."""
    return store_due.keys_of(table, map(marks.partition, range(marks.SHARDS)))


def take_up(table: Table, key: Key) -> bool:
    """Handle one due invoice; False when there was nothing to do."""
    if (due_item := store_due.item_of(table, key, INVOICE)) is None:
        return False
    store, main = due_item
    with tenant_clock.followed(store):
        look(store, main)
    return True


def look(store: TenantStore, main: Item) -> None:
    """Do by the organisation's clock what is pending for an invoice."""
    is_ours = main["type"] == "issued" and "origin" not in main  # of others there is the document of who issued it
    if is_ours and "pdf" not in main and (content := store.get(INVOICE_CONTENT, main["SK"])) is not None:
        paperwork.with_pdf(Stored(main, content), store)
    else:
        judge(store, main)


def judge(store: TenantStore, main: Item) -> None:
    """Set an invoice overdue if its last day has ended in the organisation's time zone; otherwise renew its mark."""
    zone = days.zone_of(store)
    is_open = main["status"] in TRANSITIONS["overdue"] and "due_date" in main
    after = {**main, "version": main["version"] + 1, "updated_at": clock.timestamp()}
    if is_open and marks.overdue_day(main) < days.today(zone):
        first = {"overdue_at": clock.timestamp()} | {name: main[name] for name in ("overdue_at",) if name in main}
        after = marks.with_mark({**after, "status": "overdue", **first}, {})
    else:
        after = marks.with_mark(after, marks.overdue(main, zone))
    with suppress(ConditionFailed):  # changed meanwhile, and marked by that change
        index_changes.write(store, INVOICES, main, after)
