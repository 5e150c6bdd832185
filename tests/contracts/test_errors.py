"""Each error that an operation lists is provoked, and each that is answered is listed.

What stands before every service is provoked here, for each operation. What a service answers is provoked by a test of
its own: tests/provoked.json names one for each operation and error, and tests/answered.py has that test fail when it
does not. All answers of all tests are compared with the lists, there too.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.entrypoints import idempotency
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.store import connect
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import gateway
from tests.answered import PROVOKED, is_before_the_service, provoked
from tests.api import ORGANISATION, Answer, event, invoke
from tests.conftest import fresh_table
from tests.for_each import for_each
from tests.operated import create_deployment, new_key, new_organisation
from tools.endpoints import Operation, operations
from tools.raised import kinds, raised
from tools.reached import Raised

USER = {"actor_kind": "user", "actor": "usr_0000000000000001", "role": "owner", "session": "ses_1"}
KEY = "errors-1"
RARE: frozenset[Raised] = frozenset({("store.index.reader.index_incomplete", Conflict)})
"""What is answered while an operator has an index built anew; tests/store/index/test_added_fields.py provokes it.
Likewise no request alone provokes ChangedMeanwhile, for which others have to be faster: tests/store/test_revise.py."""

Asked = Callable[[Operation], Answer]


def body(operation: Operation) -> Any:
    """The documented request."""
    return operation.example["request"]


def asked(operation: Operation, sent: Any = None, caller: dict[str, str] | None = None, key: str = "") -> Answer:
    """What the handler answers to a body, by default the documented one, of a user."""
    request = event(
        body(operation) if sent is None else sent,
        headers={"Idempotency-Key": key} if key else {},
        caller={**USER, **(caller or {})},
    )
    request["queryStringParameters"] = operation.example.get("query")
    return invoke(operation.function.operation.replace(".", "/"), request)


def without_scope(operation: Operation) -> Answer:
    """What somebody is answered who may not do it: a key that an operation for users takes none of, or no scope."""
    if operation.endpoint.actors == ("user",):
        return asked(operation, caller={"actor_kind": "api_key", "actor": "key_1"})
    return asked(operation, caller={"scopes": "taxes:nothing"})


def meanwhile(operation: Operation, sent: Any) -> Answer:
    """What another request with the same key is answered while one is served."""
    answers: list[Answer] = []

    def produce() -> Any:
        answers.append(asked(operation, sent, key=KEY))
        raise LookupError

    tenant = Tenant.at(ORGANISATION, "live")
    ctx = Context(
        tenant=tenant,
        actor=Actor("user", USER["actor"]),
        scopes=frozenset({"admin"}),
        request_id="r",
        language="ca",
        store=TenantStore(connect.table(), tenant),
        idempotency_key=KEY,
    )
    first = json.dumps(body(operation)).encode()
    lambda_context: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 10_000)
    with pytest.raises(LookupError):
        idempotency.answer_once(operation.endpoint.operation, first, ctx, lambda_context, produce)
    (answer,) = answers
    return answer


def changed(operation: Operation) -> Any:
    """The documented request, written otherwise."""
    return json.dumps(body(operation)) + " "


BEFORE_THE_SERVICE: dict[str, Asked] = {
    "400 VALIDATION_ERROR": lambda operation: asked(operation, "{"),
    "401 AUTH_EXPIRED_TOKEN": lambda operation: asked(operation, caller={"verdict": "expired"}),
    "401 AUTH_INVALID_TOKEN": lambda operation: asked(operation, caller={"verdict": "invalid"}),
    "403 AUTH_INSUFFICIENT_SCOPE": without_scope,
    "403 AUTH_MFA_NOT_ENROLLED": lambda operation: asked(operation, caller={"needs_factor": "true"}),
    "409 IDEMPOTENCY_CONFLICT": lambda operation: meanwhile(operation, body(operation)),
    "413 VALIDATION_ERROR": lambda operation: asked(operation, "x" * (operation.endpoint.maximum_body_bytes + 1)),
    "422 IDEMPOTENCY_MISMATCH": lambda operation: meanwhile(operation, changed(operation)),
}
"""What provokes an error before the service of an operation. 429 has a test of its own; 500 and 503 are not provoked by
a request: they are defects of ours, and services that stay busy (tests/entrypoints/test_busy.py)."""


def errors(operation: Operation) -> list[str]:
    """The errors that an operation lists, `404 RESOURCE_NOT_FOUND`."""
    return [f"{status} {code}" for status, codes in raised(operation.endpoint.operation).items() for code in codes]


def only_rare(operation: Operation) -> set[str]:
    """The errors that only what is rare leads to."""
    usual = {f"{kind.status} {kind.code}" for kind in kinds(operation, RARE) - {ChangedMeanwhile}}
    return set(errors(operation)) - usual


def unprovoked() -> dict[str, list[str]]:
    """The errors that no test provokes, by operation."""
    return dict(json.loads((PROVOKED.parent / "unprovoked.json").read_text(encoding="utf-8")))


def told(answer: Answer) -> str:
    """The status and the code of an answer."""
    return f"{answer.status} {answer.body.get('error', {}).get('code')}"


@for_each("error", BEFORE_THE_SERVICE)
@pytest.mark.usefixtures("table")
@pytest.mark.fix("tools/raised.py lists what stands before every service: compare with docs/request-flow.md.")
def test_what_stands_before_the_service_answers_what_is_listed(error):
    among = [each for each in operations() if error in errors(each) and is_before_the_service(each.endpoint, error)]
    answers = [(each.endpoint.operation, told(BEFORE_THE_SERVICE[error](each))) for each in among]
    assert among
    assert [answer for answer in answers if answer[1] != error] == []


@pytest.mark.fix("The authorizer of every route counts its requests: functions/authorizer.")
def test_every_operation_is_refused_beyond_the_limit_of_the_plan():
    with fresh_table(), clock.frozen(clock.now()):
        create_deployment()
        key = new_key(new_organisation())
        answers = [
            told(gateway.request(each.endpoint.paths[0], {}, headers={"X-API-Key": key})) for each in operations() * 2
        ]
    assert set(answers[len(operations()) :]) == {"429 RATE_LIMIT_EXCEEDED"}


@pytest.mark.fix(
    "Write a test that provokes it and record it (CONTRIBUTING.md). An error that is no more listed leaves the files. "
    "tests/unprovoked.json has those that no test had when this one was written: it only gets shorter."
)
def test_every_error_that_an_operation_lists_is_provoked_by_a_test():
    listed = {(each.endpoint.operation, error) for each in operations() for error in errors(each)}
    elsewhere = {
        (each.endpoint.operation, error)
        for each in operations()
        for error in errors(each)
        if is_before_the_service(each.endpoint, error) or error in only_rare(each)
    }
    by_tests = {pair for pairs in provoked().values() for pair in pairs}
    untested = {(operation, error) for operation, among in unprovoked().items() for error in among}
    assert sorted(listed - elsewhere - by_tests - untested) == []
    assert sorted((by_tests | untested) - listed) == []
    assert sorted(untested & (by_tests | elsewhere)) == []


@pytest.mark.fix("Record the errors again (CONTRIBUTING.md): a test that provoked some has another name now.")
def test_every_test_that_provokes_errors_is_there():
    missing = [
        test
        for test in provoked()
        if f"def {test.partition('::')[2].partition('[')[0]}("
        not in (PROVOKED.parent.parent / test.partition("::")[0]).read_text(encoding="utf-8")
    ]
    assert missing == []
