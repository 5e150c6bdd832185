"""The one way to change an existing item: read, decide, write the next version; repeat if another was first.

This module handles what every change has to get right: the version that the caller expects, a change without effect,
the next version and its time, the mark for the index of lists, one effect per Idempotency-Key, and contention. A
service only says what the item should become (docs/adr/0073-one-way-to-change-an-item.md).
"""

import time
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bivelio_core import clock, correlation
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.errors import ChangedMeanwhile, Conflict

from .codec import Item, same
from .effect_marker import EffectKey, effect_marker, effect_target
from .keys import Kind
from .table import ConditionFailed, TransactionFailed
from .tenant_store import TenantStore
from .writes import Condition, Key, Put, Update, UpdateWrite, Write, absent, all_of, equals

if TYPE_CHECKING:
    from bivelio_core.tenancy import Tenant

    from .index.terms import Indexed

TRIES = 8
"""How often a change is tried while others change the same item: with the pauses between them, 1.5 s on average."""

DELETION_TOLD = timedelta(days=2)
"""How long a deletion can be repeated: what is left of its item stays so long."""


class Change(NamedTuple):
    """The new state of an item, with the writes that share its transaction: its audit entry and other items.

    `after` is the whole item. `revise` gives it its version and time, unless `revised` has done so for `also`. An item
    without a version can stay as it is when `also` alone is to be written.
    """

    after: Item
    also: Sequence[Write] = ()


class Source(NamedTuple):
    """How the items of a kind are read and written."""

    load: Callable[[TenantStore, str], Item]
    """Reads the item of a public id, strongly consistent. An item that is still to be made has the version 0."""
    lists: Callable[[], "Indexed"] | None = None
    """The index by which lists find the items; imported by the first change."""
    unchanged: Sequence[str] = ()
    """Attributes that must not have changed meanwhile, though others change them without a new version."""
    is_shared: bool = False
    """Others change attributes without a new version: only those that differ are written, the rest stays."""
    makes_version: bool = True
    """False when a change is no new version, but only of another time."""


Decide = Callable[[Item], Change | None]
"""What an item is to become, None when it stays as it is.

It may read, and raise an ApiError. It may be called several times, so what it does besides must be repeatable.
"""


Transact = Callable[[TenantStore, Sequence[Write]], None]
"""Carries out the writes of a change, all or none. Raises TransactionFailed."""


def by_id(kind: Kind) -> Callable[[TenantStore, str], Item]:
    """The `load` of a kind whose items stand alone."""
    return lambda store, public: store.find(kind, public)


def revise(
    store: TenantStore,
    source: Source,
    public: str,
    decide: Decide,
    *,
    key: EffectKey | None = None,
    version: int | None = None,
    transact: Transact = TenantStore.transact,
) -> Item:
    """Change an item as `decide` says and return it; with a `key`, only once. `transact` may add writes to the change.

    An item that is already in the new state is not written, whatever the requested `version`: the first answer may have
    been lost. Raises what `load` and `decide` raise, Conflict when the item is not of the requested `version`,
    IdempotencyMismatch when the key was used for another request, ChangedMeanwhile when others kept changing it.

    Calls: a read, with a key two; a put or update, which is a transaction with a key or with other writes; and a mark
    when terms of the index change.
    """
    for tries in range(TRIES + 1):
        before = source.load(store, public)
        # In this order: had the effect happened before the item was read, the marker would be there.
        if key is not None and effect_target(store, key) is not None:
            return source.load(store, public)
        if tries == TRIES:
            break
        change = decide(before)
        if change is None or (same(change.after, before) and not change.also):
            return before
        if version is not None and version != before["version"]:
            raise Conflict(details={"reason": "version", "version": before["version"]})
        try:
            return _write(store, source, before, change, key, transact)
        except (ConditionFailed, TransactionFailed):
            time.sleep(pause_seconds(tries))
    raise ChangedMeanwhile


def revised(before: Item, after: Item) -> Item:
    """The next version of an item: its number, and the time in `updated_at` where it has that."""
    if "version" not in before or after["version"] != before["version"]:
        return after
    updated = {"updated_at": clock.timestamp()} if "updated_at" in after else {}
    return {**after, "version": before["version"] + 1, **updated}


def _write(
    store: TenantStore, source: Source, before: Item, change: Change, key: EffectKey | None, transact: Transact
) -> Item:
    """Write the next version. Raises ConditionFailed or TransactionFailed when `before` is not the latest."""
    after = revised(before, change.after) if source.makes_version else {**change.after, "updated_at": clock.timestamp()}
    own = {**after, **correlation.mark()}
    if source.lists is not None:
        from .index import changes as index_changes  # noqa: PLC0415 - not to read an item

        index_changes.announce(store, source.lists().of_change(store, before, after), before, after)
    condition = _as_read(source, before)
    marker = [] if key is None else effect_marker(store, key, before["SK"])
    if change.also or marker:
        next_version = [] if same(after, before) else [_next(source, before, own, condition)]
        transact(store, [*next_version, *change.also, *marker])
        return after
    if source.is_shared:
        return store.table.update(_key(before), _difference(before, own), condition)
    store.table.put(own, condition)
    return after


def _next(source: Source, before: Item, after: Item, condition: Condition) -> Write:
    if source.is_shared:
        return UpdateWrite(_key(before), _difference(before, after), condition)
    return Put(after, condition)


def _as_read(source: Source, before: Item) -> Condition:
    """Return the condition that the item is unchanged: its version and its source's `unchanged` attributes."""
    version = before.get("version", 0)
    same_rest = [equals(name, before[name]) if name in before else absent(name) for name in source.unchanged]
    return all_of(equals("version", version) if version else absent("version"), *same_rest)


def _difference(before: Item, after: Item) -> Update:
    changes = {name: value for name, value in after.items() if name not in before or not same(value, before[name])}
    return Update(set=changes, remove=[name for name in before if name not in after])


def _key(item: Item) -> Key:
    return Key(item["PK"], item["SK"])


def outliving(item: Item, names: Collection[str], tenant: "Tenant") -> Item:
    """What is left of a deleted item: the attributes of these names, until nobody repeats its deletion any more.

    Items of a sandbox end with their day anyway.
    """
    expiry = {} if tenant.is_sandbox else {"ttl": clock.ttl(DELETION_TOLD)}
    return {**{name: item[name] for name in names if name in item}, **expiry}
