"""A table that refuses what a partition of DynamoDB would not take: a simulation (local/emulator/buckets.py)."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Unpack

from bivelio_core.aws_calls import RETRY_TOKENS, RetryBudget, pause_seconds
from bivelio_core.store.codec import Item
from bivelio_core.store.sizing import item_size, read_units, write_units
from bivelio_core.store.table import IndexOptions, QueryOptions, Table, TableBusy
from bivelio_core.store.writes import Condition, ConditionCheck, Delete, Key, Put, Update, UpdateWrite, Write

from local.emulator.buckets import PartitionLimits

AGAIN_WITHIN_SECONDS = 2.5
"""For how long a refused call is tried again, as by `DynamoTable`."""


class LimitedTable:
    """The Table port around another table, with simulated limits of its partitions.

    `written` and `read` count units by partition, `calls` and `refused` the requests by operation.
    """

    def __init__(
        self,
        inner: Table,
        writes: PartitionLimits,
        reads: PartitionLimits,
        *,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.inner = inner
        self._writes, self._reads, self._now, self._pause = writes, reads, now, pause
        self.written, self.read = Counter[str](), Counter[str]()
        self.calls, self.refused = Counter[str](), Counter[str]()
        self._own = threading.local()

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        self._admit("get", self._reads, [key.pk])
        item = self.inner.get(key, consistent=consistent)
        self._has_read(key.pk, [item] if item else [], consistent=consistent)
        return item

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        self._admit("get_many", self._reads, [key.pk for key in keys])
        items = self.inner.get_many(keys, consistent=consistent)
        for key in dict.fromkeys(keys):
            self._has_read(key.pk, [items[key]] if key in items else [], consistent=consistent)
        return items

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """See Table.put."""
        self._write("put", [Put(item, condition)], lambda: self.inner.put(item, condition))

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """See Table.update."""
        changed: Item = self._write(
            "update", [UpdateWrite(key, update, condition)], lambda: self.inner.update(key, update, condition)
        )
        return changed

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """See Table.delete."""
        self._write("delete", [Delete(key, condition)], lambda: self.inner.delete(key, condition))

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        self._admit("query", self._reads, [pk])
        items = self.inner.query(pk, **options)
        self._has_read(pk, items, consistent=options.get("consistent", False))
        return items

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """See Table.query_index; the partitions of the index have no limit here."""
        return self.inner.query_index(pk, **options)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact: one partition that takes nothing refuses the whole transaction."""
        self._write("transact", writes, lambda: self.inner.transact(writes, token), factor=2)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        self._write("transact", writes, lambda: self.inner.transact_at_once(writes), factor=2, again_within=0.0)

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many: the writes of a partition that takes nothing are tried again, the others not."""
        for item in items:
            self._write("put_many", [Put(item)], partial(self.inner.put_many, [item]))

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each."""
        return [self._write("put_each", [put], partial(self.inner.put_each, [put]))[0] for put in writes]

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        for key in keys:
            self._write("delete_many", [Delete(key)], partial(self.inner.delete_many, [key]))

    def _write(
        self,
        operation: str,
        writes: Sequence[Write],
        carry_out: Callable[[], Any],
        *,
        factor: int = 1,
        again_within: float = AGAIN_WITHIN_SECONDS,
    ) -> Any:
        keys = [Key(each.item["PK"], each.item["SK"]) if isinstance(each, Put) else each.key for each in writes]
        self._admit(operation, self._writes, [key.pk for key in keys], again_within)
        before = [self.inner.get(key) or {} for key in keys]
        try:
            return carry_out()
        finally:  # a write whose condition does not hold costs the same
            for write, key, was in zip(writes, keys, before, strict=True):
                after = was if isinstance(write, ConditionCheck) else self.inner.get(key) or {}
                units = factor * write_units(max(item_size(was), item_size(after)))
                self._writes.spend(key.pk, units)
                self.written[key.pk] += units  # type: ignore[assignment]  # units are whole here

    def _admit(
        self,
        operation: str,
        limits: PartitionLimits,
        partitions: Sequence[str],
        again_within: float = AGAIN_WITHIN_SECONDS,
    ) -> None:
        """Let a request pass, or try it again as the real table does. Raises TableBusy."""
        began, tries, paid = self._now(), 0, 0
        while True:
            self.calls[operation] += 1
            if not (full := limits.exceeded(partitions)):
                self.retries().answered(paid)
                return
            self.refused[operation] += 1
            if self._now() - began >= again_within or not self.retries().pay():
                raise TableBusy(f"simulated: {min(full)} takes no more this second")
            paid = RETRY_TOKENS
            self._pause(pause_seconds(tries))
            tries += 1

    def retries(self) -> RetryBudget:
        """The retries of this thread, which stands for a process of its own."""
        if not hasattr(self._own, "budget"):
            self._own.budget = RetryBudget()
        budget: RetryBudget = self._own.budget
        return budget

    def _has_read(self, partition: str, items: Iterable[Item], *, consistent: bool) -> None:
        units = read_units(sum(map(item_size, items)), consistent=consistent)
        self._reads.spend(partition, units)
        self.read[partition] += units  # type: ignore[assignment]  # halves are counted too
