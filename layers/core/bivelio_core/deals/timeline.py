"""The deals of timelines, in the order of their creation."""

import re
from collections.abc import Sequence

from bivelio_core import ids
from bivelio_core.ids import SEQUENCE_LENGTH
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import presence
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Exact, Term
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import TimelineRow, TimelineSource

from . import terms
from .show import show


def _read(store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """A page of the index of lists: the deals with a contact, and of a company those with it, but for archived ones."""
    behind = None if before is None else ids.decode_sequence(before)
    publics = resources.public_ids(store, CONTACT, contact)
    party = tuple(Exact(Term(field, public)) for field in terms.PARTIES.values() for public in publics)
    items = index_reader.older(store, terms.DEALS, (party, (terms.CURRENT,)), behind, limit)
    return [TimelineRow(item["SK"], item["created_at"], _data(item, store)) for item in items]


def _data(item: Item, store: TenantStore) -> dict[str, object]:
    return show(item, store.tenant.organisation).model_dump(mode="json")


def of_contacts(store: TenantStore, contacts: Sequence[Item]) -> set[str]:
    """Which of some contacts have deals, but for archived ones: by sort key."""
    public_ids = {contact["SK"]: resources.public_ids(store, CONTACT, contact) for contact in contacts}
    named = presence.naming(store, terms.DEALS, terms.PARTIES.values(), public_ids)
    return {contact["SK"] for contact in contacts if contact["SK"] in named and _read(store, contact, None, 1)}


SOURCE = TimelineSource("deals:read", re.compile(rf"[0-9a-hj-km-np-tv-z]{{{SEQUENCE_LENGTH}}}"), _read)
