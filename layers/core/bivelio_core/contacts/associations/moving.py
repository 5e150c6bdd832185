"""Move the associations of a contact to where they belong: what a merge and its undoing do with them.

Each moves in one transaction, both of its items, so the job can die at any line and be run again: what has moved is not
in the contact's partition any more. One between the two contacts ends: a contact has none with itself. One that the
other contact has too is kept there with what it was (`shared`), and comes back from it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bivelio_core.contacts.merging import origins
from bivelio_core.contacts.merging.origins import Destination, Home
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.tenant_store import TenantStore

from .stored import OUTGOING, deletions, puts, sort_key

if TYPE_CHECKING:
    from bivelio_core.store.writes import Write

SHARED = "shared"
"""What has become part of an association: the contact that had it too (`sk`), and what it said there (`about`)."""

_ABOUT = ("label", "inverse_label", "author", "created_at", origins.ORIGINS, SHARED)
About = dict[str, Any]


def move(store: TenantStore, home: Home) -> Iterator[str]:
    """Move those associations of a contact that belong to another one, and yield that one's sort key, for each.

    Can be repeated, and given up between two of them.
    """
    for item in origins.every(store, ASSOCIATION, home.sk):
        given_back = [each for each in item.get(SHARED, ()) if not home.is_part(each["sk"])]
        if given_back:
            yield _give_back(store, home, item, given_back)
        elif (to := home.route(item)) is not None:
            _move_one(store, item, to)
            yield to.sk


def _give_back(store: TenantStore, home: Home, item: Item, entries: list[dict[str, Any]]) -> str:
    """Make those associations again that have become part of one whose contact they are no part of any more."""
    rest = [each for each in item[SHARED] if each not in entries]
    own = Destination(item["contact"], item["contact_id"], [])
    about = {name: value for name, value in _about(item).items() if name != SHARED}
    writes = _puts(store, item, own, {**about, **({SHARED: rest} if rest else {})})
    for each in entries:
        if (place := home.of(each["sk"])) is not None:
            writes += _puts(store, item, place, each["about"])
    store.transact(writes)
    return str(entries[0]["sk"])


def _move_one(store: TenantStore, item: Item, to: Destination) -> None:
    """Move one association, given as an item of the contact that it leaves."""
    writes: list[Write] = [*deletions(store, item["direction"], item["contact"], item["other"], item["label"])]
    if item["other"] != to.sk:
        about = {**origins.without_origins(_about(item)), **to.origin_attribute()}
        there = store.get(ASSOCIATION, sort_key(item["direction"], item["other"], item["label"]), to.sk)
        if there is not None:
            entry = {"sk": item["contact"], "about": _about(item)}
            about = {**_about(there), SHARED: [*there.get(SHARED, ()), entry]}
        writes += _puts(store, item, to, about)
    store.transact(writes)


def _about(item: Item) -> About:
    return {name: item[name] for name in _ABOUT if name in item}


def _puts(store: TenantStore, item: Item, to: Destination, about: About) -> "list[Write]":
    """The writes of both items of an association of a contact to the other contact of `item`."""
    here, there = {"SK": to.sk, "public": to.public_id}, {"SK": item["other"], "public": item["other_id"]}
    one, other = (here, there) if item["direction"] == OUTGOING else (there, here)
    return [*puts(store, one, other, about, is_new=False)]
