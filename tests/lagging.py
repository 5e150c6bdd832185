"""A table whose weak reads answer what it had a moment ago, as DynamoDB's may; the mock's are always up to date."""

from collections.abc import Sequence
from typing import Unpack

from bivelio_core.store.codec import Item, decode_item
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import QueryOptions
from bivelio_core.store.writes import Key

from tests.table_definition import stored_items


class Lagging(DynamoTable):
    """Reads that are not strongly consistent answer from `earlier`. Its index is up to date."""

    earlier: MemoryTable

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        return super().get(key) if consistent else self.earlier.get(key)

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        return super().get_many(keys, consistent=True) if consistent else self.earlier.get_many(keys)

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        return super().query(pk, **options) if options.get("consistent") else self.earlier.query(pk, **options)


def lag(table: DynamoTable) -> None:
    """From now on, weak reads of a table answer what it has now."""
    earlier = MemoryTable()
    earlier.put_many([decode_item(item) for item in stored_items()])
    table.__class__ = Lagging
    table.earlier = earlier  # type: ignore[attr-defined]


class Unseen(MemoryTable):
    """A table in memory whose weak reads have seen nothing yet."""

    def get(self, key: Key, *, consistent: bool = True) -> Item | None:
        """See Table.get."""
        return super().get(key) if consistent else None

    def get_many(self, keys: Sequence[Key], *, consistent: bool = False) -> dict[Key, Item]:
        """See Table.get_many."""
        return super().get_many(keys) if consistent else {}

    def query(self, pk: str, **options: Unpack[QueryOptions]) -> list[Item]:
        """See Table.query."""
        return super().query(pk, **options) if options.get("consistent") else []
