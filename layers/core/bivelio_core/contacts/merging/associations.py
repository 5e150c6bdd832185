"""The associations among contacts that are merged: they end, since a contact has none with itself, and come back."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from bivelio_core.contacts.associations.stored import OUTGOING, puts, sort_key
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.tenant_store import TenantStore

MOST_ENDED = 100
_ABOUT = ("label", "inverse_label", "author", "created_at")


def among(store: TenantStore, contacts: Sequence[Item]) -> list[dict[str, Any]]:
    """The associations between some contacts, each once, as they can be made again."""
    ended: list[dict[str, Any]] = []
    for one, other in permutations(contacts, 2):
        prefix = sort_key(OUTGOING, other["SK"], "")
        items = store.query(ASSOCIATION, one["SK"], prefix=prefix, limit=MOST_ENDED, consistent=True)
        ended += [_ended(item) for item in items]
    return ended[:MOST_ENDED]


def _ended(item: Item) -> dict[str, Any]:
    about = {name: item[name] for name in _ABOUT if name in item}
    return {
        "from": {"SK": item["contact"], "public": item["contact_id"]},
        "to": {"SK": item["other"], "public": item["other_id"]},
        "about": about,
    }


def make_again(store: TenantStore, ended: Sequence[dict[str, Any]]) -> None:
    """Make the associations that a merge has ended. Can be repeated."""
    for each in ended:
        store.transact(puts(store, each["from"], each["to"], each["about"], is_new=False))
