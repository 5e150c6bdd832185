"""Merges as they are stored, and the contacts that became part of another one.

    PK      SK            what
    T#MRG   <id>          the winner and the losers by their sort keys, what the winner had before and after, the
                          associations among them, how far their notes and tasks have followed

A contact that became part of another one is archived, keeps what it had, and has `merged_into`, the winner's id, and
`merge`. The winner has the ids of all that became part of it, also by way of another, in `merged_ids`: lists by
contact ask for these too.
"""

from datetime import timedelta
from typing import Any

from bivelio_core import clock, correlation
from bivelio_core.errors import Conflict, ResourceNotFound
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, MERGE
from bivelio_core.store.tenant_store import TenantStore, existing, require_own
from bivelio_core.store.writes import Put, equals

UNDOABLE = timedelta(days=30)
KEPT = timedelta(days=45)
"""How long a merge is kept in live: somewhat longer than it can be taken back."""

MOST_MERGED = 50
"""As many contacts can be part of one: lists by contact ask for each."""

OF_LOSERS = ("archived_at", "merged_into", "merge")
DONE = ("merged", "unmerged")


def public_id(store: TenantStore, contact: Item) -> str:
    """The public id of a contact."""
    return keys.public_id(CONTACT, store.tenant.organisation, contact)


def load(store: TenantStore, merge_id: str) -> Item:
    """The merge of an id. Raises ResourceForbidden for another organisation's id, ResourceNotFound."""
    require_own(MERGE.name, merge_id, store.tenant.organisation)
    return existing(store.get(MERGE, merge_id), MERGE.name, merge_id)


def of_loser(store: TenantStore, contact_id: str) -> Item:
    """The merge by which a contact became part of another one.

    Raises ResourceForbidden and ResourceNotFound as `load`, Conflict for a contact that is none's part.
    """
    contact = store.find_itself(CONTACT, contact_id)
    if "merge" not in contact:
        raise Conflict(details={"reason": "not_merged"})
    merge = store.get(MERGE, contact["merge"])
    if merge is None:
        raise Conflict(details={"reason": "unmerge_expired"})
    return merge


def loser(contact: Item, winner_id: str, merge_id: str) -> Item:
    """A contact that becomes part of another one."""
    return {**contact, "archived_at": clock.timestamp(), "merged_into": winner_id, "merge": merge_id}


def released(contact: Item) -> Item:
    """A contact that is one of its own again."""
    return {name: value for name, value in contact.items() if name not in OF_LOSERS}


def put(before: Item, after: Item) -> Put:
    """The write of the next version of a contact, on condition that it has not changed."""
    return Put({**after, **correlation.mark()}, equals("version", before["version"]))


def expiry(store: TenantStore) -> dict[str, Any]:
    """When a merge of live is forgotten; those of a sandbox day end with it."""
    return {} if store.tenant.is_sandbox else {"ttl": clock.ttl(KEPT)}


def contact_of(store: TenantStore, sk: str) -> Item:
    """The contact with a sort key. Raises ResourceNotFound when it has been erased."""
    contact = store.get(CONTACT, sk)
    if contact is None:
        raise ResourceNotFound
    return contact
