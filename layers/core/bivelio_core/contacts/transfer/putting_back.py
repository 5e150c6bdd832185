"""Put contacts that an import changed back as they were, many at once, but for those that somebody has changed since.

What is read, is read for all of them; their writes are transactions of as many contacts as have room in one. Where one
fails, somebody was at one of its contacts: each is looked at again by itself. So is a contact that gets back an id in
another system, which is another contact's until that one is put back.
"""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write, equals

from .removal import TRIES, Undone, is_merged, public_id, staying
from .undo_entries import digest
from .undo_links import leading, links_that_go
from .undo_transactions import carried_out


class Change(NamedTuple):
    """A contact that goes back: its entry, as it is, and as it was with its next version."""

    entry: Item
    contact: Item
    after: Item


def put_back(entries: Sequence[Item], store: TenantStore) -> Iterator[Undone]:
    """Undo what rows did to contacts, in order: rows of one contact after each other, those of several together."""
    together: dict[str, Item] = {}
    for entry in entries:
        if entry["contact"] in together:
            yield from _of_several([*together.values()], store)
            together = {}
        together[entry["contact"]] = entry
    yield from _of_several([*together.values()], store)


def _of_several(entries: Sequence[Item], store: TenantStore) -> list[Undone]:
    contacts = store.get_many(CONTACT, [entry["contact"] for entry in entries], consistent=True)
    verdicts = {
        int(entry["row"]): _judged(entry, contacts[entry["contact"]], store)
        if entry["contact"] in contacts
        else _gone(entry, store)
        for entry in entries
    }
    going = [entry for entry in entries if verdicts[int(entry["row"])] is None]
    together = [entry for entry in going if not _claims(entry, contacts[entry["contact"]])]
    done = _written([_change(entry, contacts[entry["contact"]]) for entry in together], store)
    verdicts |= {each.row: each for each in done}
    return [verdicts[int(entry["row"])] or _alone(entry, store) for entry in entries]


def _judged(entry: Item, contact: Item, store: TenantStore) -> Undone | None:
    """Why nothing is to be done for a contact; None for one that goes back."""
    row = int(entry["row"])
    if digest(contact) == digest(entry["before"]):
        return _restored(entry)
    if is_merged(contact):
        return staying(contact, row, "in_use", store)
    return None if digest(contact) == entry["digest"] else staying(contact, row, "changed", store)


def _gone(entry: Item, store: TenantStore) -> Undone:
    """Of a contact that is not there any more."""
    return Undone(int(entry["row"]), "kept", public_id(entry["before"], store), "changed")


def _restored(entry: Item) -> Undone:
    before = entry["before"]
    first_digest = (before["SK"], digest(before)) if before["version"] == 1 else None
    return Undone(int(entry["row"]), "restored", first_digest=first_digest)


def _claims(entry: Item, contact: Item) -> bool:
    """Whether a contact gets back an id in another system, which is to be nobody else's."""
    former = entry["before"].get("external_id")
    return former is not None and former != contact.get("external_id")


def _change(entry: Item, contact: Item) -> Change:
    after = {**entry["before"], "version": contact["version"] + 1, "updated_at": clock.timestamp()}
    return Change(entry, contact, after)


def _written(changes: Sequence[Change], store: TenantStore) -> list[Undone]:
    if not changes:
        return []
    index_changes.announce_changes(store, CONTACTS, [(each.contact, each.after) for each in changes])
    links = links_that_go(store, [(each.contact, each.after) for each in changes])
    return carried_out(
        [(each, _writes(store, each, links)) for each in changes],
        store,
        done=lambda change: _restored(change.entry),
        alone=lambda change: _alone(change.entry, store),
    )


def _writes(store: TenantStore, change: Change, links: dict[str, Item] | None = None) -> list[Write]:
    put = Put(change.after, equals("version", change.contact["version"]))
    return [put, *leading(store, change.contact, change.after, links)]


def _alone(entry: Item, store: TenantStore) -> Undone:
    """Put a contact back that may have changed since it was read, or whose id may be another contact's."""
    for tries in range(TRIES):
        contact = store.get(CONTACT, entry["contact"])
        if contact is None:
            return _gone(entry, store)
        if verdict := _judged(entry, contact, store):
            return verdict
        change = _change(entry, contact)
        try:
            writes = _writes(store, change)
        except Conflict:
            break
        index_changes.announce(store, CONTACTS, contact, change.after)
        try:
            store.transact(writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
        else:
            return _restored(entry)
    return staying(contact, int(entry["row"]), "changed", store)
