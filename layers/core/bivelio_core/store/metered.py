"""A table that counts the requests to another table: calls, read units, write units, items and bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Unpack

from .codec import Item
from .sizing import item_size, read_units, write_units
from .statements import BATCH_STATEMENT_LIMIT
from .table import BATCH_GET_LIMIT, BATCH_WRITE_LIMIT, IndexOptions, QueryOptions, Table
from .writes import Condition, ConditionCheck, Delete, Key, Put, Update, UpdateWrite, Write

QUERY_PAGE_BYTES = 1_048_576
"""The most that one request of a Query returns (DynamoDB Developer Guide, "Paginating table query results")."""


@dataclass
class MeteredUsage:
    """The usage so far. `operations` names each call, in order."""

    calls: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    items: int = 0
    bytes: int = 0
    operations: list[str] = field(default_factory=list)

    def call(self, operation: str, count: int = 1) -> None:
        """Count a call."""
        self.calls += count
        self.operations += [operation] * count


class MeteredTable:
    """The Table port around another table. Sizes are read from the items; before-images through the inner table."""

    def __init__(self, inner: Table) -> None:
        self.inner = inner
        self.usage = MeteredUsage()

    def reset(self) -> MeteredUsage:
        """Reset the counts; returns the usage until now."""
        before, self.usage = self.usage, MeteredUsage()
        return before

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        item = self.inner.get(key, consistent=consistent)
        self.usage.call("get")
        self._read([item] if item else [], consistent=consistent)
        return item

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many: each item is rounded on its own, a missing one costs a block too."""
        distinct_keys = list(dict.fromkeys(keys))
        items = self.inner.get_many(distinct_keys, consistent=consistent)
        self.usage.call("get_many", _requests(len(distinct_keys), BATCH_GET_LIMIT))
        for key in distinct_keys:
            self._read([items[key]] if key in items else [], consistent=consistent)
        return items

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """See Table.put."""
        self._wrote("put", [Put(item, condition)])
        self.inner.put(item, condition)

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """See Table.update."""
        before = self.inner.get(key)
        self.usage.call("update")
        after = self.inner.update(key, update, condition)
        self.usage.write_units += write_units(max(item_size(before or {}), item_size(after)))
        return after

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """See Table.delete."""
        self._wrote("delete", [Delete(key, condition)])
        self.inner.delete(key, condition)

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query: the sum is rounded; a page holds a megabyte."""
        items = self.inner.query(pk, **options)
        pages = 1 + sum(map(item_size, items)) // QUERY_PAGE_BYTES
        self.usage.call("query", pages)
        self._read(items, consistent=options.get("consistent", False))
        return items

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """See Table.query_index: keys only."""
        keys = self.inner.query_index(pk, **options)
        self.usage.call("query_index")
        self._read([{"PK": key.pk, "SK": key.sk, "GSI1PK": pk, "GSI1SK": ""} for key in keys], consistent=False)
        return keys

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """See Table.transact: every write counts twice."""
        self._wrote("transact", writes, transactional=True)
        self.inner.transact(writes, token)

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once: every write counts twice."""
        self._wrote("transact", writes, transactional=True)
        self.inner.transact_at_once(writes)

    def put_many(self, items: Sequence[Item]) -> None:
        """See Table.put_many."""
        self._wrote("put_many", [Put(item) for item in items], calls=_requests(len(items), BATCH_WRITE_LIMIT))
        self.inner.put_many(items)

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """See Table.put_each: a refused write costs the same. The call that first makes a counted item is left out."""
        self._wrote("put_each", writes, calls=_requests(len(writes), BATCH_STATEMENT_LIMIT))
        return self.inner.put_each(writes)

    def delete_many(self, keys: Sequence[Key]) -> None:
        """See Table.delete_many."""
        self._wrote("delete_many", [Delete(key) for key in keys], calls=_requests(len(keys), BATCH_WRITE_LIMIT))
        self.inner.delete_many(keys)

    def _read(self, items: list[Item], *, consistent: bool) -> None:
        size = sum(map(item_size, items))
        self.usage.read_units += read_units(size, consistent=consistent)
        self.usage.items += len(items)
        self.usage.bytes += size

    def _wrote(self, operation: str, writes: Sequence[Write], *, calls: int = 1, transactional: bool = False) -> None:
        self.usage.call(operation, calls)
        for write in writes:
            after: Item = write.item if isinstance(write, Put) else {}
            key = Key(after["PK"], after["SK"]) if isinstance(write, Put) else write.key
            before = self.inner.get(key) or {}
            if isinstance(write, UpdateWrite | ConditionCheck):
                after = before
            self.usage.write_units += write_units(max(item_size(before), item_size(after)), transactional=transactional)


def _requests(count: int, limit: int) -> int:
    """How many requests of at most `limit` items this many items take."""
    return -(-count // limit)
