"""A throttled table: every endpoint answers 503 with Retry-After, and a repeated request has one effect.

A day of the sandbox is opened by the same calls whatever is asked for. These are refused one by one for a few
operations, and for all operations the calls that are their own, on a day that has been opened once.
"""

import itertools
import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from bivelio_core import aws_calls, clients, clock
from bivelio_core.entrypoints import sandbox_day

from tests.api import call
from tests.contracts.answered import NEED_A_USER
from tests.opened_day import open_day, stored
from tests.refusing import Refusal, refusing
from tools.endpoints import load_handler, operations
from tools.events import CALLER, event_of

THROTTLED = (400, "ProvisionedThroughputExceededException")
READS_WHAT_WAS_LOGGED = "requests.get"
"""Its example is of a request that nobody has made here; it writes nothing."""

EXAMPLES = [
    operation
    for operation in operations()
    if operation.endpoint.resource not in NEED_A_USER and operation.endpoint.operation != READS_WHAT_WAS_LOGGED
]
"""Without those that need a user: tests/entrypoints/test_busy_users.py has them."""
every_example = pytest.mark.parametrize("operation", EXAMPLES, ids=lambda o: o.endpoint.operation)
OPENERS = [o for o in EXAMPLES if o.endpoint.operation in {"contacts.create", "contacts.list", "workflows.execute"}]
"""One that writes, one that reads, and one that leaves work to others."""

CONTEXT = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 1)
"""A function with no time left: its Idempotency-Key is free again at once."""

OPENING = 4
"""The least calls by which a day is opened: whether it is, the examples in two transactions, and that it is."""

PAUSE = timedelta(seconds=3)
"""Between the attempts of a client; together longer than the lease of whatever a refused call has left."""


@pytest.fixture
def impatient(monkeypatch):
    """Clients that are made after this do not ask a second time."""
    for service, usual in aws_calls.POLICIES.items():
        monkeypatch.setitem(aws_calls.POLICIES, service, usual._replace(again_within=0.0))


def serve(operation, key=None):
    event = event_of(operation)
    event["headers"] |= {"Idempotency-Key": key} if key else {}
    return load_handler(operation.function.handler_file)(event, CONTEXT)


def begin_another_day(*, is_open):
    """Nothing is in the table, and the next request brings the examples; or they are there already."""
    stored().clear()
    if is_open:
        open_day(CALLER["organisation"])
    sandbox_day.forget()


def only(number: int) -> Callable[[str], Refusal | None]:
    """Refuses the n-th call alone."""
    calls = itertools.count(1)
    return lambda _: THROTTLED if next(calls) == number else None


@pytest.mark.usefixtures("impatient", "table")
@every_example
@pytest.mark.parametrize("key", [None, "k1"], ids=["plain", "with a key"])
def test_while_the_table_refuses_everything_the_answer_is_come_again(operation, key):
    with refusing(clients.client("dynamodb"), lambda _: THROTTLED):
        answer = serve(operation, key)
    body = json.loads(answer["body"])
    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "1"), body
    assert body["error"]["retryable"] is True


@pytest.mark.usefixtures("impatient", "table")
@every_example
def test_whichever_call_is_refused_a_repetition_has_its_effect_once(operation):
    """The n-th call is refused, for every n; the request is repeated under its key until it is answered."""
    refuse_each(operation, is_open=True)


@pytest.mark.usefixtures("impatient", "table")
@pytest.mark.parametrize("operation", OPENERS, ids=lambda o: o.endpoint.operation)
def test_whichever_call_is_refused_on_a_new_day_a_repetition_has_its_effect_once(operation):
    assert refuse_each(operation, is_open=False) > OPENING


def refuse_each(operation, *, is_open):
    """How many calls an operation takes, each of which was refused once without harm."""
    table, began = clients.client("dynamodb"), clock.now()
    for number in range(1, 200):
        begin_another_day(is_open=is_open)
        with refusing(table, only(number)) as asked:
            for attempt in range(20):
                with clock.frozen(began + attempt * PAUSE):
                    answer = serve(operation, f"call-{number}")
                assert answer["statusCode"] in {200, 202, 409, 503}, answer["body"]
                if answer["statusCode"] in {200, 202}:
                    break
            else:
                pytest.fail(f"never answered: {answer['body']}")
        if len(asked) < number:
            return number
    return pytest.fail("an endpoint with so many calls")


def test_a_contact_whose_answer_could_not_be_kept_is_made_once(impatient, table):
    create = next(operation for operation in EXAMPLES if operation.endpoint.operation == "contacts.create")
    updates = iter([None, THROTTLED])  # the sequence number's, and the record's

    def only_the_record(operation):
        return next(updates, None) if operation == "UpdateItem" else None

    with refusing(table._client, only_the_record) as asked:
        first = serve(create, "once")
    assert asked.count("UpdateItem") == 2
    assert first["statusCode"] == 200, "it was had: the caller need not come again"
    again = serve(create, "once")
    assert json.loads(again["body"])["data"]["id"] == json.loads(first["body"])["data"]["id"]


def test_an_error_is_told_though_its_record_cannot_be_removed(impatient, table):
    with refusing(table._client, lambda operation: THROTTLED if operation == "DeleteItem" else None):
        answer = call("contacts.update", {"id": "ct_nobody", "name": "M"}, headers={"Idempotency-Key": "k"})
    assert answer.status == 404
