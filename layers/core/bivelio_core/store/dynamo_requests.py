"""Parts of requests to DynamoDB: keys, ranges of queries, and the changes to repeat after an expired item."""

from collections.abc import Mapping, Sequence
from typing import Any

from . import expiry
from .codec import Item, decode
from .table import (
    IndexOptions,
)
from .writes import Key, UpdateWrite, Write


def is_over(typed: dict[str, Any]) -> bool:
    """Whether an item, in DynamoDB's JSON, has expired."""
    return expiry.ATTRIBUTE in typed and expiry.is_over({expiry.ATTRIBUTE: decode(typed[expiry.ATTRIBUTE])})


def each_as_if_absent(writes: Sequence[Write], failed: Mapping[int, Item | None]) -> dict[int, UpdateWrite]:
    """Return, by position, the changes that failed only because of an expired item; empty if another one failed too."""
    changes: dict[int, UpdateWrite] = {}
    for position, item in failed.items():
        write = writes[position]
        if item is None or not expiry.is_over(item) or not isinstance(write, UpdateWrite):
            return {}
        if (instead := expiry.as_if_absent(write, item)) is None:
            return {}
        changes[position] = instead
    return changes


def typed_key(key: Key) -> dict[str, Any]:
    """A key in DynamoDB's JSON."""
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}}


def key_range(
    hash_name: str, sort_name: str, pk: str, options: IndexOptions, prefix: str | None = None
) -> dict[str, Any]:
    """The condition of a query of one partition, by the bounds or the beginning of its sort key."""
    low, high = options.get("low"), options.get("high")
    names = {"#p": hash_name}
    values = {":p": {"S": pk}}
    condition = "#p = :p"
    if prefix is not None:
        condition += " AND begins_with(#s, :a)"
        values[":a"] = {"S": prefix}
    elif low is not None and high is not None:
        condition += " AND #s BETWEEN :a AND :b"
        values |= {":a": {"S": low}, ":b": {"S": high}}
    elif low is not None:
        condition += " AND #s >= :a"
        values[":a"] = {"S": low}
    elif high is not None:
        condition += " AND #s <= :b"
        values[":b"] = {"S": high}
    if len(values) > 1:
        names["#s"] = sort_name
    return {
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
