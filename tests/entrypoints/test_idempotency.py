"""The answer to a repeated request: while the first runs, after its function was killed, for a large response."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import clients

from tests.api import Answer, event, invoke, load
from tests.contracts.answered import NEED_A_USER
from tests.network import events_of
from tests.opened_day import open_day
from tests.table_definition import stored_items
from tools.endpoints import Operation, operations
from tools.events import CALLER, event_of

pytestmark = pytest.mark.usefixtures("table")
LONG, SHORT = 3_600_000, 1
"""Milliseconds a function has left: a killed one holds the key for so long."""

REMEMBERED = [o for o in operations() if o.endpoint.remembers and o.endpoint.resource not in NEED_A_USER]
every_remembered = pytest.mark.parametrize("operation", REMEMBERED, ids=lambda o: o.endpoint.operation)
KEEPS_NO_MARKER = {"webhooks.test": "sends the example again: another attempt"}


class Killed(BaseException):
    """The function is gone."""


@contextmanager
def killed_before_the_record() -> Iterator[None]:
    """The function dies when its effect is had and its answer is about to be kept."""

    def kill(params: dict[str, Any], **_: Any) -> None:
        if params["Key"]["PK"]["S"].endswith("#IDEM"):
            raise Killed

    events = events_of(clients.client("dynamodb"))
    events.register("provide-client-params.dynamodb.UpdateItem", kill)
    try:
        yield
    finally:
        events.unregister("provide-client-params.dynamodb.UpdateItem", kill)


def ask(operation: Operation, remaining_ms: int) -> Answer:
    """The answer to the operation's example with an Idempotency-Key, from a function with so much time left."""
    asked = event_of(operation)
    asked["headers"] |= {"Idempotency-Key": "same-key"}
    context = SimpleNamespace(
        function_name=operation.endpoint.operation,
        aws_request_id="r",
        get_remaining_time_in_millis=lambda: remaining_ms,
    )
    answer = load(operation.endpoint.operation.replace(".", "/")).handler(asked, context)
    return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


@pytest.fixture
def day(table):
    """The day of the sandbox is open, so what a request writes is its own."""
    open_day(CALLER["organisation"])


def keys_of_items() -> set[tuple[str, str]]:
    """The keys of all items but the answers' records."""
    items = stored_items()
    return {(i["PK"]["S"], i["SK"]["S"]) for i in items if not i["PK"]["S"].endswith("#IDEM")}


@every_remembered
@pytest.mark.usefixtures("day")
def test_while_a_killed_request_may_still_be_served_it_is_a_409_that_says_when(operation):
    with killed_before_the_record(), pytest.raises(Killed):
        ask(operation, LONG)
    before = keys_of_items()
    answer = ask(operation, LONG)
    assert (answer.status, answer.error["code"], answer.error["retryable"]) == (409, "IDEMPOTENCY_CONFLICT", True)
    assert answer.headers["Retry-After"] == str(answer.error["retry_after"]) == "1"
    assert keys_of_items() == before


@every_remembered
@pytest.mark.usefixtures("day")
def test_when_the_killed_functions_time_is_over_the_repeated_request_has_the_one_effect(operation):
    with killed_before_the_record(), pytest.raises(Killed):
        ask(operation, SHORT)
    before = keys_of_items()
    answer = ask(operation, SHORT)
    while answer.status == 409 and answer.error["code"] == "IDEMPOTENCY_CONFLICT":
        answer = ask(operation, SHORT)
    assert answer.status in {200, 202}, answer
    if operation.endpoint.operation not in KEEPS_NO_MARKER:
        assert keys_of_items() == before
    again = ask(operation, SHORT)
    assert (again.body, again.headers["Idempotent-Replayed"]) == (answer.body, "true")


def test_an_answer_too_large_for_a_record_is_given_and_its_effect_had_once():
    steps = [{"id": f"s{n}", "type": "set", "input": {"text": "é" * 12_000}} for n in range(8)]
    about = {"name": "Large", "trigger_type": "manual", "steps": steps}

    def asked(**change: Any) -> dict[str, Any]:
        body = json.dumps({"data": about | change}, ensure_ascii=False)
        return event(body, headers={"Idempotency-Key": "large"})

    first = invoke("workflows/create", asked())
    before = keys_of_items()
    again = invoke("workflows/create", asked())
    assert (again.status, again.data) == (200, first.data)
    assert "Idempotent-Replayed" not in again.headers
    assert invoke("workflows/create", asked(name="Other")).error["code"] == "IDEMPOTENCY_MISMATCH"
    assert keys_of_items() == before
