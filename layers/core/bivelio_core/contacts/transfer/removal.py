"""Remove contacts that an import made, hundreds at once, but for those that somebody has changed or used since.

What is read, is read for all of them; their deletions are transactions of as many contacts as have room in one. Where
one fails, somebody was at one of its contacts: each is looked at again by itself.
"""

import time
from collections.abc import Sequence
from typing import Literal, NamedTuple

from bivelio_core.aws_calls import pause_seconds
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Key, Write, equals

from .undo_entries import digest
from .undo_links import leading_away, links_to
from .undo_transactions import carried_out
from .uses import in_use

TRIES = 6

Result = Literal["removed", "restored", "kept"]


class Undone(NamedTuple):
    """What became of a contact; of one that stays, why; of one that is put back as it was made, its digest."""

    row: int
    result: Result
    contact_id: str | None = None
    reason: str | None = None
    first_digest: tuple[str, str] | None = None


class Made(NamedTuple):
    """A contact as it is, None for one that is gone; it was made in its first version, or as what the digest is of."""

    row: int
    sk: str
    contact: Item | None
    digest: str | None


def removed(every: Sequence[Made], store: TenantStore) -> list[Undone]:
    """What became of each, in order."""
    unchanged = [each.contact for each in every if each.contact is not None and _is_as_made(each, each.contact)]
    used = in_use(store, unchanged)
    judged = [_judged(each, store, used) for each in every]
    going = [each for each, verdict in zip(every, judged, strict=True) if verdict is None]
    done = iter(_gone(going, store))
    return [verdict or next(done) for verdict in judged]


def staying(contact: Item | None, row: int, reason: str, store: TenantStore) -> Undone:
    """What becomes of a contact that is left as it is."""
    return Undone(row, "kept", None if contact is None else public_id(contact, store), reason)


def public_id(contact: Item, store: TenantStore) -> str:
    """The id of a contact."""
    return resources.public_id(CONTACT, store.tenant.organisation, contact)


def is_merged(contact: Item) -> bool:
    """Whether a contact has become part of another one, or others have become part of it."""
    return bool(contact.get(CONTACT.into) or contact.get(resources.MERGED_IDS))


def _is_as_made(each: Made, contact: Item) -> bool:
    if is_merged(contact):
        return False
    return bool(contact["version"] == 1 if each.digest is None else digest(contact) == each.digest)


def _judged(each: Made, store: TenantStore, used: set[str]) -> Undone | None:
    """Why nothing is to be done for a contact; None for one that is to go."""
    if each.contact is None:
        return Undone(each.row, "removed")
    if is_merged(each.contact) or each.contact["SK"] in used:
        return staying(each.contact, each.row, "in_use", store)
    return None if _is_as_made(each, each.contact) else staying(each.contact, each.row, "changed", store)


def _gone(going: Sequence[Made], store: TenantStore) -> list[Undone]:
    contacts = [each.contact for each in going if each.contact is not None]
    index_changes.announce_changes(store, CONTACTS, [(contact, None) for contact in contacts])
    links = links_to(store, contacts)
    return carried_out(
        [(each, _deletion(store, each.contact, links)) for each in going if each.contact is not None],
        store,
        done=lambda each: Undone(each.row, "removed"),
        alone=lambda each: _alone(each, store),
    )


def _deletion(store: TenantStore, contact: Item, links: dict[str, Item]) -> list[Write]:
    own = Delete(Key(contact["PK"], contact["SK"]), equals("version", contact["version"]))
    return [own, *leading_away(store, contact, links)]


def _alone(each: Made, store: TenantStore) -> Undone:
    """Remove a contact that may have changed since it was read."""
    for tries in range(TRIES):
        contact = store.get(CONTACT, each.sk)
        if contact is None:
            break
        if verdict := _judged(each._replace(contact=contact), store, in_use(store, [contact])):
            return verdict
        index_changes.announce(store, CONTACTS, contact, None)
        try:
            store.transact(_deletion(store, contact, links_to(store, [contact])))
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
        else:
            break
    else:
        return staying(contact, each.row, "changed", store)
    return Undone(each.row, "removed")
