"""Find many listed resources by their public ids. `TenantStore.find` finds a single one."""

from collections.abc import Iterable, Sequence

from bivelio_core import ids

from . import keys
from .codec import Item
from .keys import Kind, public_id
from .tenant_store import TenantStore

__all__ = ["find_many", "names", "public_id", "public_ids", "sort_keys", "whole"]

MERGED_IDS = "merged_ids"
"""The attribute of an item with the ids of all that has become part of it."""


def find_many(store: TenantStore, kind: Kind, publics: Sequence[str]) -> dict[str, Item]:
    """Return the tenant's items with these ids, by id, in two batches of reads at most. Unknown ids are omitted."""
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


def whole(store: TenantStore, kind: Kind, public: str) -> Item | None:
    """The item of a public id, or the one that it has become part of; None where there is none. 1 read, or 2."""
    item = find_many(store, kind, [public]).get(public)
    return item if item is None or item.get(kind.into) is None else store.find(kind, item[kind.into])


def names(store: TenantStore, kind: Kind, publics: Iterable[str]) -> dict[str, str]:
    """The names of those that a page of a list refers to, by id, without unknown ones. No call without ids."""
    found_items = find_many(store, kind, sorted(set(publics)))
    return {public: item["name"] for public, item in found_items.items() if "name" in item}


def public_ids(store: TenantStore, kind: Kind, item: Item) -> list[str]:
    """The ids by which others may name an item: its own, and those of what has become part of it."""
    return [public_id(kind, store.tenant.organisation, item), *item.get(MERGED_IDS, ())]


def sort_keys(store: TenantStore, kind: Kind, item: Item) -> list[str]:
    """The sort keys by which others may name an item, as `public_ids`. 1 read for each imported id of these."""
    return [item["SK"], *(store.sort_key(kind, public) for public in item.get(MERGED_IDS, ()))]
