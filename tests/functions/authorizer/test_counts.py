"""The authorizer counts every request exactly, and answers one over the limit as the reference documents."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints import rate_limit
from moto.dynamodb.responses import DynamoHandler

from tests.functions.authorizer.judged import NOW, effect, judge
from tests.operated import new_key, new_organisation

pytestmark = pytest.mark.usefixtures("deployment")


def test_an_enterprise_organisation_is_not_counted():
    context = judge(X_API_Key=new_key(new_organisation(plan="enterprise")))["context"]
    assert context["verdict"] == "ok"
    assert {"limit", "remaining", "reset"} & context.keys() == set()


def test_a_refusal_carries_what_the_documented_429_says():
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        for second in range(100):
            with clock.frozen(NOW + timedelta(seconds=second // 19)):
                judge(X_API_Key=text)
        answer = judge(X_API_Key=text)
    assert effect(answer) == "Deny"
    assert {name: value for name, value in answer["context"].items() if name != "organisation"} == {
        "limit": "100",
        "remaining": "0",
        "reset": str(int(NOW.timestamp()) + 55),
        "retry_after": "55",
        "exceeded": "100",
        "message": "Has excedit el límit de 100 peticions per minut.",
        "remedy": "Espera els segons de retry_after i repeteix la petició.",
        "language": "ca",
    }


def test_the_second_window_is_told_apart():
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        answers = [judge(X_API_Key=text) for _ in range(21)]
    assert [effect(answer) for answer in answers] == ["Allow"] * 20 + ["Deny"]
    context = answers[-1]["context"]
    assert (context["remaining"], context["retry_after"], context["exceeded"]) == ("80", "1", "20")
    assert context["message"] == "Has excedit el límit de 20 peticions per segon."
    with clock.frozen(NOW):
        context = judge(X_API_Key=text, Accept_Language="fr, en;q=0.8, es;q=0.9")["context"]
    assert context["message"] == "Has superado el límite de 20 peticiones por segundo."
    assert context["language"] == "es"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("es-ES,es;q=0.9", "Has superado el límite de 20 peticiones por segundo."),
        ("en", "You have exceeded the limit of 20 requests per second."),
    ],
)
def test_a_refusal_speaks_the_callers_language(language: str, message: str):
    text = new_key(new_organisation())
    with clock.frozen(NOW):
        answers = [judge(X_API_Key=text, Accept_Language=language) for _ in range(21)]
    assert answers[-1]["context"]["message"] == message


def test_three_hundred_parallel_requests_of_two_keys_share_one_exact_count(monkeypatch):
    """Two secret keys of one organisation, 24 threads: exactly 100 pass, each remaining value once.

    The mock reads, checks, writes and answers without a lock; DynamoDB promises that an item's write is atomic.
    """
    atomic, update_item = threading.Lock(), DynamoHandler.update_item

    def one_after_the_other(*arguments, **named):
        with atomic:
            return update_item(*arguments, **named)

    monkeypatch.setattr(DynamoHandler, "update_item", one_after_the_other)
    monkeypatch.setitem(rate_limit.PLANS, "starter", rate_limit.Limits(100, 1000))
    organisation = new_organisation()
    headers = [{"X_API_Key": new_key(organisation)} for _ in range(2)]
    answers: list[dict[str, Any]] = []
    waiting = iter(range(300))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(waiting, None)
            if number is None:
                return
            answer = judge(**headers[number % 2])
            with lock:
                answers.append(answer)

    with clock.frozen(NOW):
        threads = [threading.Thread(target=work) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    allowed = [answer["context"] for answer in answers if effect(answer) == "Allow"]
    assert len(answers) == 300
    assert sorted(int(context["remaining"]) for context in allowed) == list(range(100))
    assert Counter(effect(answer) for answer in answers) == {"Allow": 100, "Deny": 200}
    assert len({context["actor"] for context in allowed}) == 2
    denied = [answer["context"] for answer in answers if effect(answer) == "Deny"]
    assert {(context["remaining"], context["retry_after"]) for context in denied} == {("0", "55")}


def test_the_environments_are_counted_apart():
    organisation = new_organisation()
    live, test = new_key(organisation), new_key(organisation, environment="test")
    with clock.frozen(NOW):
        judge("v1", X_API_Key=live)
        assert judge("sandbox", X_API_Key=test)["context"]["remaining"] == "99"
