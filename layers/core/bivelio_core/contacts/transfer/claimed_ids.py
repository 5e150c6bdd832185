"""The external ids of an import's rows: each is written in one transaction with its contact (external_ids.py).

A row whose external id another contact has fails alone. Repeating a slice whose function died has the same result.
"""

from collections.abc import Sequence

from bivelio_core.contacts import external_ids
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.faults import Fault, register
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Put, absent, equals

CHANGED_MEANWHILE = register("contacts", "changed_meanwhile")
EXTERNAL_ID_TAKEN = register("contacts", "external_id_taken")
TAKEN = Fault("external_id", EXTERNAL_ID_TAKEN)


class Claimed:
    """Who has the external ids of some rows before any of them is written."""

    def __init__(self, ids_of_rows: Sequence[str | None], ctx: Context) -> None:
        distinct = {external_id for external_id in ids_of_rows if external_id}
        self._holders = external_ids.holders_of(ctx.store, distinct) if distinct else {}
        self._of_rows: set[str] = set()

    def faults(self, after: Item, before: Item | None, *, is_own: bool) -> tuple[Fault, ...]:
        """The fault of a row whose external id another contact has, or an earlier row.

        `is_own`: an earlier attempt may have written it for this row.
        """
        external_id = after.get("external_id")
        if external_id is None:
            return ()
        holder = None if is_own else self._holders.get(external_id)
        is_taken = external_id in self._of_rows or (holder is not None and (before is None or before["SK"] != holder))
        self._of_rows.add(external_id)
        return (TAKEN,) if is_taken else ()


def changes_id(before: Item | None, after: Item) -> bool:
    """Whether a row gives its contact another external id, or none."""
    return bool((before or {}).get("external_id") != after.get("external_id"))


def made(contact: Item, ctx: Context, *, was_tried: bool) -> bool:
    """Write a new contact with its external id; whether it is there, and not another contact has the id."""
    if was_tried:
        if ctx.store.get(CONTACT, contact["SK"]) is not None:
            return True
        index_changes.announce_late(ctx.store, CONTACTS, [contact])
    try:
        ctx.store.transact([Put(contact, absent()), *external_ids.claims(ctx.store, None, contact)])
    except (Conflict, TransactionFailed):
        return False
    return True


def changed(before: Item, after: Item, ctx: Context) -> Fault | None:
    """Write a contact with its new external id, or without one; why not, if it cannot be."""
    try:
        writes = external_ids.claims(ctx.store, before, after)
        ctx.store.transact([Put(after, equals("version", before["version"])), *writes])
    except Conflict:
        return TAKEN
    except TransactionFailed:
        return Fault("id", CHANGED_MEANWHILE)
    return None
