"""Expired items count as absent, from the second at which their time to live ends.

DynamoDB deletes them within days (Developer Guide, "Using time to live"). Until then an expired item must neither be
read nor block a write, such as a put that requires absence or a counter that starts again. The adapters of the table
ensure this, so nothing above them looks at `ttl`. Two operations ignore expiry: `query_index`, since keys have no
`ttl`, and `put_each`, which writes the index, whose partitions end with their day.
"""

from bivelio_core import clock

from .codec import Item
from .writes import Condition, Update, UpdateWrite, absent, all_of, any_of, apply, compare, equals, holds

ATTRIBUTE = "ttl"


def is_over(item: Item, now: float | None = None) -> bool:
    """Whether an item has expired."""
    return ATTRIBUTE in item and bool(item[ATTRIBUTE] <= (clock.epoch() if now is None else now))


def alive(item: Item | None) -> Item | None:
    """The item, None when it has expired."""
    return None if item is None or is_over(item) else item


def guarded(condition: Condition | None) -> Condition | None:
    """Return a condition equal to the given one, except that it takes an expired item as absent."""
    if condition is None:
        return None
    if holds(condition, None):
        return any_of(condition, compare(ATTRIBUTE, "<=", int(clock.epoch())))
    return all_of(condition, not_over())


def not_over() -> Condition:
    """The item is absent or has not expired."""
    return any_of(absent(ATTRIBUTE), compare(ATTRIBUTE, ">", int(clock.epoch())))


def updatable(condition: Condition | None) -> Condition:
    """The condition under which an update may build on the stored item."""
    return not_over() if condition is None else all_of(condition, not_over())


def as_if_absent(change: UpdateWrite, expired_item: Item) -> UpdateWrite | None:
    """Return a change that treats the expired item as absent, so none of its attributes remains.

    None when the change's condition does not hold for an absent item.
    """
    if not holds(change.condition, None):
        return None
    attributes = apply(change.update, {})
    rest = [name for name in expired_item if name not in attributes and name not in ("PK", "SK")]
    return UpdateWrite(change.key, Update(set=attributes, remove=rest), equals(ATTRIBUTE, expired_item[ATTRIBUTE]))
