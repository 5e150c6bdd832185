"""Move the notes of a contact to where they belong: what a merge and its undoing do with them.

Each note moves in a transaction of its own, with the alias by which its id leads to the new place. So the job can die
at any line and be run again: what has moved is not in the partition any more.
"""

from collections.abc import Iterator

from bivelio_core.contacts.merging import origins
from bivelio_core.contacts.merging.origins import Destination, Home
from bivelio_core.contacts.notes.stored import Place, alias, public_id
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import NOTE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import absent, equals


def move(store: TenantStore, home: Home) -> Iterator[str]:
    """Move those notes of a contact that belong to another one; for each, yield the contact to look at then.

    That is the other one, by its sort key, or the same for a note that somebody has just changed. Can be given up
    between two notes.
    """
    for note in origins.every(store, NOTE, home.sk):
        if (place := home.route(note)) is not None:
            try:
                move_one(store, note, place)
            except TransactionFailed:
                yield home.sk  # it has changed: it is looked at again
            else:
                yield place.sk


def move_one(store: TenantStore, note: Item, to: Destination) -> None:
    """Move a note to another contact. Raises TransactionFailed for one that was just changed."""
    public = public_id(note, store.tenant.organisation)
    place = Place(to.sk, note["SK"])
    about = {name: value for name, value in origins.without_origins(note).items() if name not in ("PK", "SK")}
    moved = {**about, **to.origin_attribute(), "id": public, "contact": place.contact, "contact_id": to.public_id}
    unchanged = equals("version", note["version"])
    store.transact(
        [
            store.put_write(NOTE, place.sk, moved, place.contact, condition=absent()),
            store.delete_write(NOTE, note["SK"], note["contact"], condition=unchanged),
            alias(store, public, place),
        ]
    )
