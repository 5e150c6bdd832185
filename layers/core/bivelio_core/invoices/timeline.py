"""The invoices of timelines, in the order of their creation."""

import re
from collections.abc import Sequence

from bivelio_core import ids
from bivelio_core.ids import SEQUENCE_LENGTH
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import presence
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index.terms import Prefix
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import TimelineRow, TimelineSource

from .show import show
from .terms import CLIENT, INVOICES


def _read(store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """A page of the index of lists."""
    behind = None if before is None else ids.decode_sequence(before)
    of_contact = tuple(Prefix(CLIENT, sk) for sk in resources.sort_keys(store, CONTACT, contact))
    items = index_reader.older(store, INVOICES, (of_contact,), behind, limit)
    return [TimelineRow(item["SK"], item["created_at"], _data(item, store)) for item in items]


def _data(item: Item, store: TenantStore) -> dict[str, object]:
    return show(item, store.tenant.organisation).model_dump(mode="json")


def of_contacts(store: TenantStore, contacts: Sequence[Item]) -> set[str]:
    """Which of some contacts have invoices: by sort key."""
    named = {contact["SK"]: resources.sort_keys(store, CONTACT, contact) for contact in contacts}
    return presence.naming(store, INVOICES, [CLIENT], named)


SOURCE = TimelineSource("invoices:read", re.compile(rf"[0-9a-hj-km-np-tv-z]{{{SEQUENCE_LENGTH}}}"), _read)
