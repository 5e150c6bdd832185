"""Move the notes of a contact to another one: what a merge and its undoing do with them.

Each note moves in a transaction of its own, with the alias by which its id leads to the new place. So the job can die
at any line and be run again: what has moved is not in the partition any more.
"""

from collections.abc import Iterator
from contextlib import suppress

from bivelio_core.contacts.merging import origins
from bivelio_core.contacts.notes.stored import Place, alias, public_id
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import NOTE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent, equals

PAGE = 25


def move(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[str]:
    """Move all notes of a contact (by its sort key) to another one, and yield the id of each that has moved.

    `target_id` is the public id of the other contact. A note that somebody changes meanwhile is read again. Can be
    repeated, and given up between two notes.
    """
    while page := store.query(NOTE, source, limit=PAGE, consistent=True):
        for note in page:
            with suppress(TransactionFailed):  # it has changed: the next page has it as it is now
                yield move_one(store, {**note, **origins.left(note, source)}, target, target_id)


def move_back(store: TenantStore, source: str, target: Item, target_id: str) -> Iterator[str]:
    """Move the notes back that have come from a contact (`target`), as `move` does."""
    for note in origins.every(store, NOTE, source):
        if origins.come_from(note, target["SK"]):
            with suppress(TransactionFailed):  # it has changed: the job comes again
                yield move_one(store, origins.gone_back(note), target, target_id)


def move_one(store: TenantStore, note: Item, target: Item, target_id: str) -> str:
    """Move a note to another contact, and return its id. Raises TransactionFailed for one that was just changed."""
    public = public_id(note, store.tenant.organisation)
    place = Place(target["SK"], note["SK"])
    about = {name: value for name, value in note.items() if name not in ("PK", "SK")}
    moved = {**about, "id": public, "contact": place.contact, "contact_id": target_id}
    unchanged = equals("version", note["version"])
    store.transact(
        [
            store.put_write(NOTE, place.sk, moved, place.contact, condition=absent()),
            store.delete_write(NOTE, note["SK"], note["contact"], condition=unchanged),
            alias(store, public, place),
        ]
    )
    return public
