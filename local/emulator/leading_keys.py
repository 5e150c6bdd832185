"""The partitions that a DynamoDB request names: the values of IAM's condition key `dynamodb:LeadingKeys`.

Source: DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control". Of a transaction or a
batch all partitions count together for each of its actions: what this allows, AWS allows, whether it judges the items
of a request one by one or all at once. A request by an index names the partition of the index.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PartitionKey = Callable[[str, str | None], str]
"""The name of the partition key of a table, or of one of its indexes."""

UNREADABLE = ""
"""Stands for a partition that this module cannot read from the request: no pattern for partitions matches it."""

_TABLE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|SELECT\s.+?\sFROM)\s+"([^"]+)"', re.IGNORECASE)
_IS_VALUE = re.compile(r"(?<![\w#])(#?\w++)\s*+=\s*(:\w+)")


def leading_keys(request: Mapping[str, Any], partition_key: PartitionKey) -> list[str] | None:
    """Return the partitions that a request names; None when it names none, like a Scan or DescribeTable."""
    partitions = list(_named(request, partition_key))
    return sorted(set(partitions)) if partitions else None


def _named(request: Mapping[str, Any], partition_key: PartitionKey) -> Iterator[str]:
    for table, key in _keys(request):
        yield _text(key.get(partition_key(table, None)))
    for statement in _statements(request):
        yield _of_statement(statement, partition_key)
    if "KeyConditionExpression" in request or "KeyConditions" in request:
        yield _of_query(request, partition_key(request["TableName"], request.get("IndexName")))


def _keys(request: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return every key or item of a request with its table."""
    members = [request, *(each for item in request.get("TransactItems", ()) for each in item.values())]
    for member in members:
        for place in ("Key", "Item"):
            if isinstance(member.get(place), dict):
                yield member["TableName"], member[place]
    for table, table_request in request.get("RequestItems", {}).items():
        if isinstance(table_request, dict):
            yield from ((table, key) for key in table_request["Keys"])
        else:
            for write in table_request:
                yield from ((table, each.get("Key") or each["Item"]) for each in write.values())


def _statements(request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "Statement" in request:
        yield request
    for place in ("Statements", "TransactStatements"):
        yield from request.get(place, ())


def _of_statement(statement: Mapping[str, Any], partition_key: PartitionKey) -> str:
    text, table = statement["Statement"], _TABLE.match(statement["Statement"])
    name = re.escape(partition_key(table[1], None)) if table else None
    place = re.search(rf"""(['"]){name}\1\s*[:=]\s*\?""", text) if name else None
    if place is None:
        return UNREADABLE
    return _text(statement["Parameters"][text.count("?", 0, place.start())])


def _of_query(request: Mapping[str, Any], name: str) -> str:
    names, values = request.get("ExpressionAttributeNames") or {}, request.get("ExpressionAttributeValues") or {}
    for attribute, value in _IS_VALUE.findall(request.get("KeyConditionExpression", "")):
        if names.get(attribute, attribute) == name:
            return _text(values.get(value))
    return UNREADABLE


def _text(value: Any) -> str:
    return str(next(iter(value.values()))) if isinstance(value, dict) and value else UNREADABLE
