"""From a public id to an item, the same way for every resource: check the owner, find the key, compare the id."""

from collections.abc import Sequence

from bivelio_core import ids
from bivelio_core.errors import ResourceNotFound

from . import keys
from .codec import Item
from .keys import Kind
from .tenant_store import TenantStore, existing, require_own


def public_id(kind: Kind, organisation: str, item: Item) -> str:
    """The public id of a listed item: the id it was imported with, else the one derived from its key."""
    if alias := item.get("id"):
        return str(alias)
    return ids.keyed_id(kind.name, organisation, item["SK"], item["random"])


def sort_key(store: TenantStore, kind: Kind, public: str) -> str:
    """The sort key of an id; one read for an imported id, none for an id of ours.

    Raises ResourceForbidden for another organisation's id, ResourceNotFound for an id that cannot exist.
    """
    require_own(kind.name, public, store.tenant.organisation)
    if parsed := ids.parse_sequenced(kind.name, public):
        return keys.sequence_sk(parsed.sequence)
    alias = store.get(keys.ALIAS, public)
    if alias is None or alias["kind"] != kind.partition:
        raise ResourceNotFound
    return str(alias["target"])


def load(store: TenantStore, kind: Kind, public: str, *, consistent: bool = True) -> Item:
    """The item of an id. Raises ResourceForbidden or ResourceNotFound."""
    item = existing(store.get(kind, sort_key(store, kind, public), consistent=consistent))
    if public_id(kind, store.tenant.organisation, item) != public:
        raise ResourceNotFound
    return item


def find_many(store: TenantStore, kind: Kind, publics: Sequence[str]) -> dict[str, Item]:
    """Those items that the tenant has, by their ids; two batches of reads at most. Other ids are left out."""
    parsed = {public: ids.parse_sequenced(kind.name, public) for public in publics}
    sks = {public: keys.sequence_sk(found.sequence) for public, found in parsed.items() if found is not None}
    if imported := [public for public in publics if public not in sks]:
        aliases = store.get_many(keys.ALIAS, imported, consistent=True)
        sks |= {public: alias["target"] for public, alias in aliases.items() if alias["kind"] == kind.partition}
    items = store.get_many(kind, list(sks.values()), consistent=True) if sks else {}
    found_items = {public: items[sk] for public, sk in sks.items() if sk in items}
    organisation = store.tenant.organisation
    return {public: item for public, item in found_items.items() if public_id(kind, organisation, item) == public}
