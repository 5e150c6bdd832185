"""Counters of limited resources, so that concurrent creations cannot exceed a limit.

A counter changes in the transaction that creates or removes a resource. It may be too high, never too low: a resource
that expires (a key) is not subtracted. Before a creation is refused, the items themselves are counted. When there are
fewer than the counter says, the counter is corrected, on condition that nothing was created or removed during the
count. A missing counter is started in the same way.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from .table import ConditionFailed, Table, TableBusy, TransactionFailed
from .writes import Condition, Key, Update, UpdateWrite, absent, all_of, compare, equals, present

TRIES = 8

Made = TypeVar("Made")


class LimitReached(Exception):
    """The limit is reached."""


class Limit(NamedTuple):
    """The limit of one resource of one owner. `how_many` counts the items now, strongly consistent."""

    key: Key
    maximum: int
    how_many: Callable[[], int]


def added(limit: Limit) -> UpdateWrite:
    """Return the write that accompanies a creation. Its condition fails when the counter has reached the limit."""
    return UpdateWrite(
        limit.key,
        Update(add={"number": 1, "changes": 1}),
        all_of(present("is_counted"), compare("number", "<", limit.maximum)),
    )


def removed(key: Key) -> UpdateWrite:
    """The write that accompanies each removal."""
    return UpdateWrite(key, Update(add={"number": -1, "changes": 1}))


def create(table: Table, limit: Limit, write: Callable[[UpdateWrite], Made], *, position: int) -> Made:
    """Call `write` with the counter's write, which `write` puts at `position` of its transaction; returns its result.

    Raises LimitReached, and TransactionFailed when another condition of the transaction fails.
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
    """Set a counter that is absent or at its limit to the actual count, unless it changes meanwhile."""
    before = table.get(limit.key)
    if (number := limit.how_many()) >= limit.maximum:
        raise LimitReached
    unchanged: Condition = absent("changes") if before is None else equals("changes", before["changes"])
    try:
        table.update(limit.key, Update(set={"number": number, "is_counted": True}, add={"changes": 1}), unchanged)
    except ConditionFailed:
        return  # another writer changed the counter: the next try uses its value
