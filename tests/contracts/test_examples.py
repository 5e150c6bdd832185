"""Every example we show runs verbatim, and what it answers has at least what the example shows."""

import json
from types import SimpleNamespace

import pytest

from tests.shapes import assert_covers
from tools.endpoints import load_handler, operations
from tools.events import event_of

NEEDS_MORE_THAN_THE_TABLE = {"auth", "keys"}
"""Domains whose examples need users or secrets: their own tests run them."""


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    "operation",
    [operation for operation in operations() if operation.endpoint.resource not in NEEDS_MORE_THAN_THE_TABLE],
    ids=lambda operation: operation.endpoint.operation,
)
@pytest.mark.fix(
    "Send the request of {example} to `make run`, and correct the example or {handler}. "
    "What the request needs to exist belongs to the samples of its domain."
)
def test_the_example_runs_in_a_fresh_sandbox(operation):
    context = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
    answer = load_handler(operation.function.handler_file)(event_of(operation), context)
    body = json.loads(answer["body"])
    assert answer["statusCode"] in ({200, 202} if operation.endpoint.may_be_accepted else {200}), body
    assert_covers(operation.example["response"], body)
