"""Simulates the limit of a partition: requests to one that is too busy are refused, as DynamoDB refuses them.

Sources: DynamoDB API Reference, the errors of each operation, `BatchWriteItem` (UnprocessedItems), `BatchGetItem`
(UnprocessedKeys), `TransactWriteItems` (CancellationReasons), `BatchExecuteStatement` (BatchStatementError),
`ThrottlingReason`; units: Developer Guide, "Read and write operations".
"""

import json
import math
import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ministack.services import dynamodb

from local.emulator.buckets import PartitionLimits
from local.emulator.leading_keys import leading_keys
from local.emulator.patching import restores
from local.emulator.permission_repairs import partition_key

_MESSAGE = "Throughput exceeds what one partition takes (simulated by the local emulator)"
_WRITES = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "BatchExecuteStatement"}
)
_READS = frozenset({"GetItem", "Query", "BatchGetItem"})
_READS_A_WRITE = 3
_WRITE_BYTES, _READ_BYTES = 1024, 4096
_HEADERS = {"Content-Type": "application/x-amz-json-1.0"}

Answer = tuple[int, dict[str, str], bytes]


class _Part(NamedTuple):
    """A part of a request that is admitted or refused by itself: its place in the request, and what it names."""

    place: int
    member: Mapping[str, Any]
    partition: str


@restores(
    "With `TABLE_PARTITION_WRITE_UNITS=1000`, a partition key takes 1,000 write units and 3,000 read units a second.",
    needed_at="1.5.33",
    shown_by="tests/local/test_partition_limits.py::test_a_partition_takes_so_much_and_no_more",
)
def limit_partitions() -> None:
    """Refuse what a partition would not take: ``TABLE_PARTITION_WRITE_UNITS`` a second; default no limit.

    It takes three times as many read units. ``TABLE_PARTITION_BURST_SECONDS`` is how many seconds of what was not used
    a partition keeps; default one.
    """
    units = float(os.environ.get("TABLE_PARTITION_WRITE_UNITS", "0"))
    if not units:
        return
    burst = float(os.environ.get("TABLE_PARTITION_BURST_SECONDS", "1"))
    limited = _Limited(
        PartitionLimits(units, burst_seconds=burst), PartitionLimits(_READS_A_WRITE * units, burst_seconds=burst)
    )
    handle = dynamodb.handle_request

    async def refuse_too_much(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation not in _WRITES | _READS:
            return await handle(method, path, headers, body, query)
        request = json.loads(body)
        try:
            allowed_part, refused, admitted = limited.divide(operation, request)
        except (LookupError, TypeError, ValueError):  # not well-formed, or about no table: for the emulator to say so
            return await handle(method, path, headers, body, query)
        if allowed_part is None:
            return _refusal(operation, request, refused)
        before = limited.sizes(admitted)
        status, answered, text = (await handle(method, path, headers, json.dumps(allowed_part).encode(), query))[:3]
        limited.spend(operation, allowed_part, admitted, before, json.loads(text or b"{}"))
        return status, answered, _with_refused(operation, request, json.loads(text), refused) if refused else text

    dynamodb.handle_request = refuse_too_much


class _Limited:
    """The limits of all partitions of all tables."""

    def __init__(self, writes: PartitionLimits, reads: PartitionLimits) -> None:
        self._writes, self._reads = writes, reads

    def divide(self, operation: str, request: dict[str, Any]) -> tuple[dict[str, Any] | None, list[_Part], list[_Part]]:
        """The request without what is refused (None when nothing is left), what is refused, and what is admitted."""
        parts = list(_parts(operation, request))
        limits = self._writes if operation in _WRITES else self._reads
        full = limits.exceeded({part.partition for part in parts})
        refused = [part for part in parts if part.partition in full]
        if not refused:
            return request, [], parts
        admitted = [part for part in parts if part.partition not in full]
        if not admitted or operation not in _DIVISIBLE:
            return None, refused, []
        return _without(operation, request, {part.place for part in refused}), refused, admitted

    def sizes(self, parts: list[_Part]) -> list[int]:
        """The bytes of the stored items that the parts name."""
        return [_stored_bytes(part.member) for part in parts]

    def spend(
        self, operation: str, request: dict[str, Any], parts: list[_Part], before: list[int], answer: dict[str, Any]
    ) -> None:
        """Take the units of a request that was carried out, or whose condition did not hold."""
        if operation == "Query":
            size = sum(map(dynamodb._item_size_bytes, answer.get("Items", ())))
            self._reads.spend(parts[0].partition, _read_units(size, request))
            return
        for part, was in zip(parts, before, strict=True):
            if operation in _READS:
                self._reads.spend(part.partition, _read_units(was, request))
            else:
                size = max(was, _stored_bytes(part.member), _statement_bytes(part.member))
                factor = 2 if operation == "TransactWriteItems" else 1
                self._writes.spend(part.partition, factor * max(1, math.ceil(size / _WRITE_BYTES)))


_DIVISIBLE = frozenset({"BatchWriteItem", "BatchGetItem", "BatchExecuteStatement"})


def _parts(operation: str, request: dict[str, Any]) -> Iterator[_Part]:
    for place, member in enumerate(_members(operation, request)):
        (partition,) = leading_keys(member, partition_key) or [""]
        yield _Part(place, member, partition)


def _members(operation: str, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a request has of items, statements or a query, each with its table."""
    if operation == "TransactWriteItems":
        yield from (each for item in request["TransactItems"] for each in item.values())
    elif operation == "BatchExecuteStatement":
        yield from request["Statements"]
    elif operation == "BatchWriteItem":
        for table, writes in request["RequestItems"].items():
            yield from ({"TableName": table, **each} for write in writes for each in write.values())
    elif operation == "BatchGetItem":
        for table, table_request in request["RequestItems"].items():
            yield from ({"TableName": table, "Key": key} for key in table_request["Keys"])
    else:
        yield request


def _without(operation: str, request: dict[str, Any], places: set[int]) -> dict[str, Any]:
    """A request of a batch without some of its members."""
    return _selected(operation, request, lambda place: place not in places)


def _selected(operation: str, request: dict[str, Any], is_selected: Any) -> dict[str, Any]:
    if operation == "BatchExecuteStatement":
        selection = [each for place, each in enumerate(request["Statements"]) if is_selected(place)]
        return {**request, "Statements": selection}
    place, tables = 0, dict[str, Any]()
    for table, table_request in request["RequestItems"].items():
        members = table_request["Keys"] if operation == "BatchGetItem" else table_request
        selection = [each for at, each in enumerate(members, place) if is_selected(at)]
        place += len(members)
        if selection:
            tables[table] = {**table_request, "Keys": selection} if operation == "BatchGetItem" else selection
    return {**request, "RequestItems": tables}


def _with_refused(operation: str, request: dict[str, Any], answer: dict[str, Any], refused: list[_Part]) -> bytes:
    """The answer to the admitted part of a batch, with what was refused told as DynamoDB does."""
    places = {part.place for part in refused}
    if operation == "BatchExecuteStatement":
        done = iter(answer["Responses"])
        error = {"Error": {"Code": "ThrottlingError", "Message": _MESSAGE}}
        answer["Responses"] = [error if at in places else next(done) for at in range(len(request["Statements"]))]
    else:
        name = "UnprocessedKeys" if operation == "BatchGetItem" else "UnprocessedItems"
        answer[name] = _selected(operation, request, lambda place: place in places)["RequestItems"]
    return json.dumps(answer).encode()


def _refusal(operation: str, request: dict[str, Any], refused: list[_Part]) -> Answer:
    """The refusal of a whole request."""
    places = {part.place for part in refused}
    if operation == "TransactWriteItems":
        count = len(request["TransactItems"])
        reason = {"Code": "ThrottlingError", "Message": _MESSAGE}
        reasons = [reason if at in places else {"Code": "None"} for at in range(count)]
        return _error("TransactionCanceledException", {"CancellationReasons": reasons})
    if operation == "BatchExecuteStatement":
        return 200, _HEADERS, _with_refused(operation, request, {"Responses": []}, refused)
    kind = "Write" if operation in _WRITES else "Read"
    reason = {"reason": f"Table{kind}KeyRangeThroughputExceeded", "resource": refused[0].member.get("TableName", "")}
    return _error("ThrottlingException", {"throttlingReasons": [reason]})


def _error(code: str, about: dict[str, Any]) -> Answer:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": _MESSAGE, **about}
    return 400, {**_HEADERS, "x-amzn-errortype": code}, json.dumps(body).encode()


def _stored_bytes(member: Mapping[str, Any]) -> int:
    """The bytes of the item that a member names, as it is stored; 0 when there is none, or it is no item."""
    key = member.get("Key") or member.get("Item")
    if key is None:
        return 0
    table = dynamodb._tables[dynamodb._normalize_table_name(member["TableName"])]
    item = dynamodb._get_item_by_key(table, key)
    return int(dynamodb._item_size_bytes(item)) if item else 0


def _statement_bytes(member: Mapping[str, Any]) -> int:
    """The bytes of a statement's values: those of its item, since our statements name every attribute."""
    return sum(map(dynamodb._attribute_value_size, member.get("Parameters") or ()))


def _read_units(size: int, request: Mapping[str, Any]) -> float:
    is_consistent = bool(request.get("ConsistentRead")) or any(
        isinstance(table_request, dict) and table_request.get("ConsistentRead")
        for table_request in request.get("RequestItems", {}).values()
    )
    return max(1, math.ceil(size / _READ_BYTES)) * (1.0 if is_consistent else 0.5)
