"""Items whose time to live is over are absent, from the second on at which it is.

DynamoDB removes them within days (Developer Guide, "Using time to live"), so one that is left behind must not be read
nor stand in the way of a write: of a put that wants no item there, nor of a count that begins anew. The adapters of
the table see to it, so nothing above them looks at `ttl`. Two things know no expiry: `query_index`, since keys have no
`ttl`, and `put_each`, which writes the index, whose partitions end with their day.
"""

from bivelio_core import clock

from .codec import Item
from .writes import Condition, Update, UpdateWrite, absent, all_of, any_of, apply, compare, equals, holds

ATTRIBUTE = "ttl"


def is_over(item: Item, now: float | None = None) -> bool:
    """Whether an item's time to live has ended."""
    return ATTRIBUTE in item and bool(item[ATTRIBUTE] <= (clock.epoch() if now is None else now))


def alive(item: Item | None) -> Item | None:
    """The item, None when its time is over."""
    return None if item is None or is_over(item) else item


def guarded(condition: Condition | None) -> Condition | None:
    """The condition that holds of a stored item just when the given one holds of what is not over."""
    if condition is None:
        return None
    if holds(condition, None):
        return any_of(condition, compare(ATTRIBUTE, "<=", int(clock.epoch())))
    return all_of(condition, not_over())


def not_over() -> Condition:
    """The item is absent, or its time is not over."""
    return any_of(absent(ATTRIBUTE), compare(ATTRIBUTE, ">", int(clock.epoch())))


def updatable(condition: Condition | None) -> Condition:
    """The condition under which an update may build on what is stored."""
    return not_over() if condition is None else all_of(condition, not_over())


def anew(change: UpdateWrite, left: Item) -> UpdateWrite | None:
    """The change of an item that is over as one of an absent item: nothing of the old one stays.

    None when the condition does not hold of an absent item.
    """
    if not holds(change.condition, None):
        return None
    made = apply(change.update, {})
    rest = [name for name in left if name not in made and name not in ("PK", "SK")]
    return UpdateWrite(change.key, Update(set=made, remove=rest), equals(ATTRIBUTE, left[ATTRIBUTE]))
