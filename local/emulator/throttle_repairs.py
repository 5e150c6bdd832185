"""Simulates throttling: the table refuses a share of the calls, as DynamoDB does under load."""

import os
import random
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import dynamodb

from local.emulator.patching import restores

_OPERATIONS = frozenset(
    {
        "GetItem",
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "Query",
        "BatchGetItem",
        "BatchWriteItem",
        "BatchExecuteStatement",
        "TransactWriteItems",
    }
)
_REFUSALS = (
    (400, "ProvisionedThroughputExceededException"),
    (400, "ThrottlingException"),
    (400, "RequestLimitExceeded"),
    (500, "InternalServerError"),
)
_SINGLE_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_CONFLICT = (400, "TransactionConflictException")
"""A single write can get this error too: a transaction is in progress on its item."""


@restores(
    "With `TABLE_THROTTLED_SHARE=0.1`, a tenth of the calls to the table is refused.",
    needed_at="1.5.33",
    shown_by="tests/local/test_throttle_repairs.py::test_a_share_of_the_calls_is_refused_and_not_carried_out",
)
def throttle_a_share_of_the_calls() -> None:
    """Refuse a share ``TABLE_THROTTLED_SHARE`` of the calls on items, before they have an effect; default none."""
    share = float(os.environ.get("TABLE_THROTTLED_SHARE", "0"))
    if not share:
        return
    handle, dice = dynamodb.handle_request, random.Random(0)  # noqa: S311 - the same refusals in each run

    async def refuse_some(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation in _OPERATIONS and dice.random() < share:
            status, code = dice.choice((*_REFUSALS, _CONFLICT) if operation in _SINGLE_WRITES else _REFUSALS)
            return error_response_json(code, "not now", status)
        return await handle(method, path, headers, body, query)

    dynamodb.handle_request = refuse_some
