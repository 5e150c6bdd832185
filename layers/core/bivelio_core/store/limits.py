"""How many of a limited resource there are, so that no number of simultaneous creations passes the limit.

A counter changes in the transaction that creates or removes one. It may be too high, never too low: what disappears by
itself (a key that expires) is not subtracted. So only a count of the items themselves refuses a creation, and when it
finds fewer, the counter is corrected, under the condition that nothing was created or removed during the count. That
also begins the counter of a resource that had none.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from .table import ConditionFailed, Table, TableBusy, TransactionFailed
from .writes import Condition, Key, Update, UpdateWrite, absent, all_of, compare, equals, present

TRIES = 8

Made = TypeVar("Made")


class LimitReached(Exception):
    """There are as many as there may be."""


class Limit(NamedTuple):
    """The limit of one resource of one owner. `how_many` reads, consistently, how many there are now."""

    key: Key
    maximum: int
    how_many: Callable[[], int]


def added(limit: Limit) -> UpdateWrite:
    """The write that goes with a creation; its condition fails when the counter says that the limit is reached."""
    return UpdateWrite(
        limit.key,
        Update(add={"number": 1, "changes": 1}),
        all_of(present("is_counted"), compare("number", "<", limit.maximum)),
    )


def removed(key: Key) -> UpdateWrite:
    """The write that goes with a removal, once for each."""
    return UpdateWrite(key, Update(add={"number": -1, "changes": 1}))


def create(table: Table, limit: Limit, write: Callable[[UpdateWrite], Made], *, position: int) -> Made:
    """What `write` makes of a transaction that includes the write it is given, at a position.

    Raises LimitReached, and TransactionFailed when another condition of the transaction does not hold either.
    """
    for _ in range(TRIES):
        try:
            return write(added(limit))
        except TransactionFailed as failure:
            if list(failure.items) != [position]:
                raise
        _correct(table, limit)
    raise TableBusy("the counter of a limited resource kept changing")


def _correct(table: Table, limit: Limit) -> None:
    """Set a counter that is absent or at its limit to what there is, unless it changes meanwhile."""
    before = table.get(limit.key)
    if (number := limit.how_many()) >= limit.maximum:
        raise LimitReached
    unchanged: Condition = absent("changes") if before is None else equals("changes", before["changes"])
    try:
        table.update(limit.key, Update(set={"number": number, "is_counted": True}, add={"changes": 1}), unchanged)
    except ConditionFailed:
        return  # somebody else has changed it: the next try will show
