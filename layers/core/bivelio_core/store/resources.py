"""Public ids of listed resources: the id of an item, and many items of ids. One item is found by `TenantStore.find`."""

from collections.abc import Sequence

from bivelio_core import ids

from . import keys
from .codec import Item
from .keys import Kind, public_id
from .tenant_store import TenantStore

__all__ = ["find_many", "public_id"]


def find_many(store: TenantStore, kind: Kind, publics: Sequence[str]) -> dict[str, Item]:
    """Those items that the tenant has, by their ids; two batches of reads at most. Other ids are left out."""
    parsed = {public: ids.parse_sequenced(kind.name, public) for public in publics}
    sks = {
        public: keys.sequence_sk(identifier.sequence) for public, identifier in parsed.items() if identifier is not None
    }
    if imported := [public for public in publics if public not in sks]:
        aliases = store.get_many(keys.ALIAS, imported, consistent=True)
        sks |= {public: alias["target"] for public, alias in aliases.items() if alias["kind"] == kind.partition}
    items = store.get_many(kind, list(sks.values()), consistent=True) if sks else {}
    found_items = {public: items[sk] for public, sk in sks.items() if sk in items}
    organisation = store.tenant.organisation
    return {public: item for public, item in found_items.items() if public_id(kind, organisation, item) == public}
