"""Sends each example unchanged to the real handler under its policy, and returns the answers."""

import json
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

from tests.functions.documents.world import working
from tests.permissions import with_its_policy
from tools.endpoints import Operation, load_handler, operations
from tools.events import event_of

NEED_A_USER = {"auth", "keys", "organisation", "users"}
"""Domains whose examples need a user who is signed in."""
NEEDS_MORE_THAN_THE_TABLE = NEED_A_USER | {"audit", "requests", "usage"}
"""Domains whose examples need users, secrets or what was asked before: their own tests run them."""

WAITED_FOR = {"documents"}
"""Domains whose endpoints wait for a worker: it runs meanwhile."""

RUN_BY_THE_TABLE = [one for one in operations() if one.endpoint.resource not in NEEDS_MORE_THAN_THE_TABLE]


def answer(operation: Operation) -> Any:
    """The body of a success. Fails with that of a failure."""
    status, body = _answer(operation)
    expected = {200, 202} if operation.endpoint.may_be_accepted else {200}
    assert status in expected, (operation.endpoint.operation, body)
    return body


def refusal(operation: Operation) -> Any:
    """The reason of a conflict, 409. Fails with any other answer."""
    status, body = _answer(operation)
    assert status == 409, (operation.endpoint.operation, body)
    return body["error"]["details"]["reason"]


def _answer(operation: Operation) -> tuple[int, Any]:
    context = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
    handler = with_its_policy(operation.function.folder, load_handler(operation.function.handler_file))
    with working() if operation.endpoint.resource in WAITED_FOR else nullcontext():
        answered = handler(event_of(operation), context)
    return answered["statusCode"], json.loads(answered["body"])


def shown(operation: Operation) -> list[Any]:
    """What the example shows, and what an answer has beyond the reference's."""
    return [operation.example["response"], operation.example.get("also", {})]


def new_in(operation: Operation) -> frozenset[str]:
    """The fields of an answer that cannot be as the example shows them."""
    return frozenset(operation.example.get("new", ()))
