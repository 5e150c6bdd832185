"""The external ids of an import's rows: each is written in one transaction with its contact (external_ids.py).

A row whose external id another contact has fails alone. Repeating a slice whose function died has the same result.
"""

from collections.abc import Sequence

from bivelio_core.contacts import external_ids
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.faults import Fault, register
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Put, absent, equals

EXTERNAL_ID = "external_id"
EXTERNAL_ID_TAKEN = register("contacts", "external_id_taken")
CHANGED_MEANWHILE = Fault("id", register("contacts", "changed_meanwhile"))


class Claimed:
    """Who has the external ids of some rows before any of them is written."""

    def __init__(self, ids_of_rows: Sequence[str | None], ctx: Context) -> None:
        distinct = {external_id for external_id in ids_of_rows if external_id}
        holders = external_ids.holders_of(ctx.store, distinct) if distinct else {}
        self._holders = {each: _public(contact, ctx) for each, contact in holders.items()}

    def faults(self, after: Item, before: Item | None, known_as: str | None, *, is_own: bool) -> tuple[Fault, ...]:
        """The fault of a row whose external id another contact has, or an earlier row.

        `known_as` is the id that the row names. `is_own`: an earlier attempt may have written it for this row.
        """
        external_id = after.get(EXTERNAL_ID)
        if external_id is None or (before or {}).get(EXTERNAL_ID) == external_id:
            return ()
        holder = None if is_own else self._holders.get(external_id)
        if holder is not None and (before is None or holder != known_as):
            return (_taken_fault(holder),)
        self._holders[external_id] = known_as or external_id
        return ()


def changes_id(before: Item | None, after: Item) -> bool:
    """Whether a row gives its contact another external id, or none."""
    return bool((before or {}).get(EXTERNAL_ID) != after.get(EXTERNAL_ID))


def put_new(contact: Item, ctx: Context, *, was_tried: bool) -> Fault | None:
    """Write a new contact with its external id; why not, if it cannot be."""
    if was_tried:
        if ctx.store.get(CONTACT, contact["SK"]) is not None:
            return None
        index_changes.announce_late(ctx.store, CONTACTS, [contact])
    return _written(None, contact, ctx)


def changed(before: Item, after: Item, ctx: Context) -> Fault | None:
    """Write a contact with its new external id, or without one; why not, if it cannot be."""
    return _written(before, after, ctx)


def _written(before: Item | None, after: Item, ctx: Context) -> Fault | None:
    condition = absent() if before is None else equals("version", before["version"])
    try:
        ctx.store.transact([Put(after, condition), *external_ids.claims(ctx.store, before, after)])
    except Conflict as conflict:
        return _taken_fault(conflict.details["contact_id"])
    except TransactionFailed:
        return CHANGED_MEANWHILE
    return None


def _taken_fault(public: str) -> Fault:
    return Fault(EXTERNAL_ID, EXTERNAL_ID_TAKEN, {"expected": public})


def _public(contact: Item, ctx: Context) -> str:
    return resources.public_id(CONTACT, ctx.organisation, contact)
