"""The port to the one table: its operations for services and workers, and their failures.

Its adapters are `DynamoTable` (dynamo.py) and, for tests and measurements, `MemoryTable` (memory.py); both pass the
same conformance tests. An expired item is absent (expiry.py). `MeteredTable` and
`ChainMarkingTable` wrap another table. Keys are `PK` and `SK`.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypedDict, Unpack

from bivelio_core.aws_calls import PlainCause, ServiceBusy

from .codec import Item
from .writes import Condition, Key, Put, Update, UpdateWrite, Write

BATCH_GET_LIMIT = 100
"""The most keys that one request of `get_many` reads."""

TRANSACTION_LIMIT = 100
"""The most writes of one transaction."""

BATCH_WRITE_LIMIT = 25
"""The most items that one request of `put_many` or `delete_many` writes."""


class ConditionFailed(PlainCause):
    """The condition of a write did not hold; `item` is what was stored, if anything."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("condition failed")
        self.item = item


class TransactionFailed(PlainCause):
    """A condition of a transaction did not hold; `items` has the stored item for each failed write, by position."""

    def __init__(self, items: Mapping[int, Item | None]) -> None:
        super().__init__(f"conditions failed at {sorted(items)}")
        self.items = items


class TableBusy(ServiceBusy):
    """DynamoDB still refused after all retries: contention, throttling, an internal failure, or no answer."""


class IndexOptions(TypedDict, total=False):
    """Which sort keys of a partition to return: between two (both included), in which order, how many at most."""

    low: str | None
    high: str | None
    descending: bool
    limit: int | None


class QueryOptions(IndexOptions, total=False):
    """The same for items: `prefix` replaces `low` and `high`; `consistent` sees the newest writes."""

    prefix: str | None
    consistent: bool


class Table(Protocol):
    """The operations of the table."""

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """One item, or None."""

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """Those of the items that exist. Any number of keys; duplicates are read once."""

    def put(self, item: Item, condition: Condition | None = None) -> None:
        """Write a whole item. Raises ConditionFailed."""

    def update(self, key: Key, update: Update, condition: Condition | None = None) -> Item:
        """Change single attributes, creating the item if it is absent; returns the new item. Raises ConditionFailed."""

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """Delete an item, if it is there. Raises ConditionFailed."""

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """The items of one partition in order of SK."""

    def query_index(self, pk: str, **options: Unpack[IndexOptions]) -> list[Key]:
        """The keys of the items under one key of the sparse index GSI1, eventually consistent."""

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:
        """All writes or none (TRANSACTION_LIMIT at most). Raises TransactionFailed when a condition does not hold."""

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """Like `transact`, but without waiting: raises TableBusy when another transaction is using one of the items.

        For writes that depend on what was read: the other transaction changes it, so the caller must read it again
        anyway.
        """

    def put_many(self, items: Sequence[Item]) -> None:
        """Write many items, each on its own; unprocessed ones are retried."""

    def put_each(self, writes: Sequence[Put | UpdateWrite]) -> list[bool]:
        """Write many items, each under its own condition; returns which were written.

        A put has the condition `absent()`, `equals`, or `all_of` of `equals`. A replaced item keeps attributes that the
        new one does not name. An update has no condition, sets and increments, and is always carried out.
        """

    def delete_many(self, keys: Sequence[Key]) -> None:
        """Delete many items, each on its own; unprocessed deletions are retried."""
