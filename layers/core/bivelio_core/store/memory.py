"""The table in memory: the same port, for property tests and for measuring with a million items."""

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Unpack

from . import expiry
from .codec import Item
from .table import ConditionFailed, IndexOptions, QueryOptions, TransactionFailed
from .writes import Condition, ConditionCheck, Delete, Key, Put, Update, UpdateWrite, Write, apply, holds


class _MemoryPartition:
    """The items of one partition key and their sort keys in order."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.order: list[str] = []

    def put(self, sk: str, item: Item) -> None:
        if sk not in self.items:
            if self.order and sk <= self.order[-1]:
                bisect.insort(self.order, sk)
            else:
                self.order.append(sk)
        self.items[sk] = item

    def delete(self, sk: str) -> None:
        if self.items.pop(sk, None) is not None:
            del self.order[bisect.bisect_left(self.order, sk)]


class MemoryTable:
    """Strongly consistent, single process, nothing copied: callers do not change what they read or wrote."""

    def __init__(self) -> None:
        self._partitions: defaultdict[str, _MemoryPartition] = defaultdict(_MemoryPartition)

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:  # noqa: ARG002
        """See Table.get."""
        return self._stored(key)

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:  # noqa: ARG002
        """See Table.get_many."""
        return {key: item for key in keys if (item := self._stored(key)) is not None}

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """See Table.put."""
        self._write(Put(item, condition))

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """See Table.update."""
        self._write(UpdateWrite(key, update, condition))
        return self._partitions[key.pk].items[key.sk]

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """See Table.delete."""
        self._write(Delete(key, condition))

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        if pk not in self._partitions:
            return []
        partition = self._partitions[pk]
        high, prefix = options.get("high"), options.get("prefix")
        first = options.get("low") if prefix is None else prefix
        start = 0 if first is None else bisect.bisect_left(partition.order, first)
        if prefix is not None:
            end = bisect.bisect_left(partition.order, prefix + chr(0x10FFFF))
        else:
            end = len(partition.order) if high is None else bisect.bisect_right(partition.order, high)
        keys = partition.order[start:end]
        items = (partition.items[sk] for sk in (reversed(keys) if options.get("descending") else keys))
        return list(islice((item for item in items if not expiry.is_over(item)), options.get("limit")))

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """See Table.query_index. Scans everything: only DynamoDB maintains the index."""
        low, high = options.get("low"), options.get("high")
        entries: list[tuple[Any, Key]] = []
        for partition_key, partition in self._partitions.items():
            for sk, item in partition.items.items():
                sort = item.get("GSI1SK", "")
                if item.get("GSI1PK") == pk and (low is None or sort >= low) and (high is None or sort <= high):
                    entries.append((sort, Key(partition_key, sk)))
        return [key for _, key in sorted(entries, reverse=options.get("descending", False))][: options.get("limit")]

    def everything(self) -> Iterator[Item]:
        """All items, also expired ones, in no particular order."""
        return (item for partition in self._partitions.values() for item in partition.items.values())

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:  # noqa: ARG002
        """See Table.transact. Two writes of one item are refused, as in DynamoDB."""
        if len({_key(write) for write in writes}) != len(writes):
            raise ValueError("a transaction cannot write one item twice")
        failed = {
            position: self._stored(_key(write))
            for position, write in enumerate(writes)
            if not holds(write.condition, self._stored(_key(write)))
        }
        if failed:
            raise TransactionFailed(failed)
        for write in writes:
            self._carry_out(write)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        self.transact(writes)

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many."""
        for item in items:
            self._carry_out(Put(item))

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each."""
        return [self._is_written(write) for write in writes]

    def _is_written(self, write: Put | UpdateWrite) -> bool:
        if isinstance(write, UpdateWrite):
            self._write(write)
            return True
        stored = self._stored(_key(write)) or {}
        try:
            self._write(Put({**stored, **write.item}, write.condition))
        except ConditionFailed:
            return False
        return True

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        for key in keys:
            self._carry_out(Delete(key))

    def _stored(self, key: Key) -> Item | None:
        return expiry.alive(self._partitions[key.pk].items.get(key.sk)) if key.pk in self._partitions else None

    def _write(self, write: Write) -> None:
        stored = self._stored(_key(write))
        if not holds(write.condition, stored):
            raise ConditionFailed(stored)
        self._carry_out(write)

    def _carry_out(self, write: Write) -> None:
        match write:
            case Put(item):
                self._partitions[item["PK"]].put(item["SK"], item)
            case UpdateWrite(key, update):
                before = self._stored(key) or {"PK": key.pk, "SK": key.sk}
                self._partitions[key.pk].put(key.sk, apply(update, before))
            case Delete(key):
                self._partitions[key.pk].delete(key.sk)
            case ConditionCheck():
                pass


def _key(write: Write) -> Key:
    return Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key
