"""The table as it is stored: every item of a partition, expired ones too, page by page and byte for byte.

For who copies, compares or erases what somebody has. Services read through the port (table.py), for which an expired
item is absent.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from bivelio_core import clients, config

from .codec import Item, decode_item
from .dynamo import DynamoTable
from .dynamo_requests import typed_key
from .writes import Key

PAGE = 500
TypedItem = dict[str, Any]
"""An item in DynamoDB's own JSON, as it is stored."""


class StoredTable(NamedTuple):
    """A table of this account: the deployed one, or one that was restored from a point in time."""

    client: Any
    name: str

    @classmethod
    def deployed(cls) -> "StoredTable":
        """The table of this deployment."""
        return cls(clients.client("dynamodb"), config.table_name())

    def pages(
        self, partition: str, *, after: str | None = None, prefix: str = "", only: Sequence[str] = (), limit: int = PAGE
    ) -> Iterator[list[TypedItem]]:
        """Yield the items of a partition in order of sort key, from behind a sort key on; `only` names attributes."""
        values = {":p": {"S": partition}, **({":s": {"S": prefix}} if prefix else {})}
        names = {f"#n{number}": name for number, name in enumerate(only)}
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": "#p = :p" + (" AND begins_with(#s, :s)" if prefix else ""),
            "ExpressionAttributeNames": {"#p": "PK", **({"#s": "SK"} if prefix else {}), **names},
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
            "Limit": limit,
            **({"ProjectionExpression": ",".join(names)} if names else {}),
            **({"ExclusiveStartKey": typed_key(Key(partition, after))} if after else {}),
        }
        while True:
            answer = self.client.query(**request)
            if answer["Items"]:
                yield answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def items(
        self, partition: str, *, after: str | None = None, prefix: str = "", only: Sequence[str] = ()
    ) -> Iterator[Item]:
        """Yield the same, decoded one by one."""
        for page in self.pages(partition, after=after, prefix=prefix, only=only):
            yield from map(decode_item, page)

    def keys(self, partition: str, *, after: str | None = None, prefix: str = "") -> Iterator[Key]:
        """Yield the keys of the items of a partition."""
        for item in self.items(partition, after=after, prefix=prefix, only=("PK", "SK")):
            yield Key(item["PK"], item["SK"])

    def has(self, partition: str) -> bool:
        """Whether a partition has any item."""
        return next(self.pages(partition, only=("PK",), limit=1), None) is not None

    def typed(self, key: Key) -> TypedItem | None:
        """One item as it is stored; None when there is none."""
        answer = self.client.get_item(TableName=self.name, Key=typed_key(key), ConsistentRead=True)
        item: TypedItem | None = answer.get("Item")
        return item

    def get(self, key: Key) -> Item | None:
        """One item, decoded."""
        item = self.typed(key)
        return None if item is None else decode_item(item)

    def delete(self, keys: Sequence[Key]) -> None:
        """Delete items, each on its own. Raises TableBusy when the table still refuses after all retries."""
        DynamoTable(self.client, self.name).delete_many(keys)
