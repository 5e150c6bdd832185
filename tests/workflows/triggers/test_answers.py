"""`answer: run`: who calls a workflow's URL waits for the run, and gets what it gives."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock, config
from bivelio_core.workflows.execution import run_end

from tests.api import call, load
from tests.workflows.calls import instance
from tests.workflows.inbound import be_on, encoded, inbound, reach, work_off
from tests.workflows.states import States

JSON = {"Content-Type": "application/json"}
ANSWERS = {"answer": "run"}
PRICE: dict[str, Any] = {"id": "price", "type": "set", "input": {"total": "{{ multiply(input.units, `2.5`) }}"}}
OUTPUT = {"total": "{{ steps.price.output.total }}", "for": "{{ input.who }}"}
FAILS: dict[str, Any] = {"id": "bad", "type": "set", "input": {"n": "{{ length(input.nobody) }}"}}
WAITS: dict[str, Any] = {"id": "ok", "type": "approval", "input": {"message": "Really?"}}


@pytest.fixture(autouse=True)
def quick(states: States, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A call waits long enough for this process to carry its run out, and no longer."""
    monkeypatch.setenv("INBOUND_WAIT_SECONDS", "20")
    yield
    states.run()


def sent(token: str, body: Any) -> tuple[int, str, dict[str, str]]:
    """A call and its answer: status, body and headers."""
    answer = reach("workflows", token, encoded(body), JSON)
    return answer["statusCode"], answer["body"], answer["headers"]


def answered(states: States, token: str, body: Any) -> tuple[int, str, dict[str, str]]:
    """The answer to a call that waits while the worker and the machine carry its run out."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sent, token, body)
        while not waiting.done():
            work_off()
            states.run()
        return waiting.result()


def late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOUND_WAIT_SECONDS", "0")


def test_the_caller_gets_the_output_of_the_run_as_json(states):
    identifier, token = inbound(PRICE, trigger=ANSWERS, output=OUTPUT)
    status, body, headers = answered(states, token, {"units": 3, "who": "Àngel"})
    assert (status, json.loads(body)) == (200, {"total": 7.5, "for": "Àngel"})
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert len(call("workflows.instances", {"workflow_id": identifier}).data["instances"]) == 1


@pytest.mark.parametrize("output", ["{{ input.nothing }}", "{{ input.who }}", [], "{{ input.units > `1` }}"])
def test_any_json_is_an_answer(states, output):
    _, token = inbound(PRICE, trigger=ANSWERS, output={"is": output})
    status, body, _ = answered(states, token, {"units": 3, "who": "x"})
    assert (status, list(json.loads(body))) == (200, ["is"])


def test_an_output_that_nobody_declared_is_shown_without_credentials(states):
    step = {"id": "s", "type": "set", "input": {"token": "{{ input.word }}", "colour": "red"}}
    _, token = inbound(step, trigger=ANSWERS)
    assert json.loads(answered(states, token, {"word": "open sesame"})[1]) == {"token": "********", "colour": "red"}
    _, token = inbound(step, trigger=ANSWERS, output={"token": "{{ steps.s.output.token }}"})
    assert json.loads(answered(states, token, {"word": "open sesame"})[1]) == {"token": "open sesame"}


def test_a_large_output_is_answered_whole(states):
    step = {"id": "s", "type": "set", "input": {"text": "{{ input.text }}"}}
    _, token = inbound(step, trigger=ANSWERS, output={"text": "{{ steps.s.output.text }}"})
    status, body, _ = answered(states, token, {"text": "é" * 200_000})
    assert (status, json.loads(body)["text"]) == (200, "é" * 200_000)


def test_a_run_that_fails_is_told_without_what_it_saw(states):
    _, token = inbound({**PRICE, "id": "secretstep"}, FAILS, trigger=ANSWERS, output=OUTPUT | {"total": "1"})
    status, body, _ = answered(states, token, {"units": 3, "who": "the caller"})
    error = json.loads(body)["error"]
    assert (status, error["code"]) == (422, "WORKFLOW_FAILED")
    assert set(error["details"]) == {"instance_id", "status"}
    assert "nobody" not in body
    assert "length" not in body
    assert instance(error["details"]["instance_id"])["error"]["code"] == "EXPRESSION_ERROR"


def test_a_run_that_does_not_end_in_time_goes_on_and_its_id_is_told(states, monkeypatch):
    late(monkeypatch)
    _, token = inbound(PRICE, trigger=ANSWERS, output=OUTPUT)
    status, body, _ = sent(token, {"units": 2, "who": "x"})
    data = json.loads(body)["data"]
    assert (status, data["status"]) == (202, "pending")
    work_off()
    states.run()
    assert instance(data["instance_id"])["output"] == {"total": 5, "for": "x"}


def test_a_run_that_waits_for_somebody_is_answered_with_where_it_stands(states, monkeypatch):
    _, token = inbound(WAITS, trigger={**ANSWERS, "dedupe": "input.id"})
    late(monkeypatch)
    sent(token, {"id": 1})
    work_off()
    states.run()
    monkeypatch.setenv("INBOUND_WAIT_SECONDS", "0.2")
    status, body, _ = sent(token, {"id": 1})
    assert (status, json.loads(body)["data"]["status"]) == (202, "waiting")


def test_a_call_that_is_repeated_gets_the_same_answer_of_one_run(states):
    identifier, token = inbound(PRICE, trigger={**ANSWERS, "dedupe": "input.id"}, output=OUTPUT)
    body = {"id": "a", "units": 4, "who": "x"}
    first, again = answered(states, token, body), answered(states, token, {**body, "units": 5})
    assert first[:2] == again[:2]
    assert len(call("workflows.instances", {"workflow_id": identifier}).data["instances"]) == 1


def test_only_so_many_calls_of_a_url_wait_and_the_others_are_answered_at_once(states, monkeypatch):
    be_on("enterprise")
    late(monkeypatch)
    _, token = inbound(PRICE, trigger={**ANSWERS, "per_minute": 6_000, "dedupe": "input.units"}, output=OUTPUT)
    body = {"units": 1, "who": "x"}
    begin = clock.now().replace(second=5)
    with clock.frozen(begin):
        sent(token, body)
        work_off()
        states.run()
    monkeypatch.setenv("INBOUND_WAIT_SECONDS", "20")
    answers = []
    for second in range(12):
        with clock.frozen(begin + timedelta(seconds=1 + second)):
            answers += [sent(token, body)[0] for _ in range(12)]
    assert answers.count(200) == 119, "120 a minute, of which the first call was one"
    assert answers[-20:] == [202] * 20


def test_the_function_outlives_the_wait_and_the_gateway_the_function(monkeypatch):
    monkeypatch.delenv("INBOUND_WAIT_SECONDS")
    timeout = load("inbound/workflows").handler.inbound.needs.timeout
    longest_answer, gateway = config.inbound_wait_seconds() + run_end.LONGEST_PAUSE_SECONDS, 29
    assert longest_answer <= 10 < timeout < gateway


def test_without_it_a_call_is_answered_at_once(states):
    _, token = inbound(PRICE, output=OUTPUT)
    status, body, _ = sent(token, {"units": 3, "who": "x"})
    assert (status, json.loads(body)["data"]["status"]) == (202, "pending")
