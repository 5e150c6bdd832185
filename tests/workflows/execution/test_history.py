"""A run shows what each step received, and each of its attempts."""

import json
from datetime import timedelta

from bivelio_core import clients, clock
from bivelio_core.store.keys import sequence_sk
from bivelio_core.workflows.execution.history import WHOLE_CHARACTERS

from tests.api import ORGANISATION, call
from tests.network import events_of
from tests.receiver import Receiver, Reply
from tests.workflows.calls import APPROVE, CREATE, call_to, execute, instance, workflow


def steps_of(run):
    return {step["id"]: step for step in instance(run)["steps"]}


def test_each_type_of_step_shows_what_it_received(states):
    with Receiver() as receiver:
        steps = [
            {"id": "s", "type": "set", "input": {"n": "{{ input.n }}"}},
            {"id": "c", "type": "condition", "input": {"if": "input.n > `1`", "then": "w"}},
            {"id": "w", "type": "wait", "input": {"seconds": "{{ input.n }}"}},
            call_to(receiver.url),
            CREATE,
            APPROVE,
            {"id": "no", "type": "set", "when": "`false`", "input": {"x": 1}},
        ]
        run = execute(workflow(*steps), {"n": 2, "client_name": "Pau"})["instance_id"]
        states.run()
    shown = steps_of(run)
    assert shown["s"]["input"] == {"n": 2}
    assert shown["c"]["input"] == {"if": "input.n > `1`", "then": "w"}
    assert shown["w"]["input"] == {"seconds": 2}
    assert shown["call"]["input"] == {"url": receiver.url, "json": {"n": 2}}
    assert shown["create"]["input"] == {"type": "company", "name": "Pau"}
    assert shown["ok"]["input"]["message"] == "Send to Pau?"
    assert "input" not in shown["no"]
    assert [attempt["status"] for attempt in shown["ok"]["attempt_list"]] == ["waiting"]


def test_each_attempt_has_its_time_duration_status_and_error(states):
    answers = [Reply(503), Reply(429), Reply(200)]
    with Receiver(lambda _: answers.pop(0)) as receiver:
        run = execute(workflow(call_to(receiver.url)))["instance_id"]
        states.run()
    step = steps_of(run)["call"]
    first, second, third = step["attempt_list"]
    assert [attempt["status"] for attempt in (first, second, third)] == ["failed", "failed", "completed"]
    assert (first["error"]["code"], second["error"]["message"]) == (
        "HTTP_STATUS",
        "El receptor ha respost amb l'estat 429.",
    )
    assert "error" not in third
    assert first["started_at"] <= first["ended_at"] <= second["started_at"] <= second["ended_at"] <= third["started_at"]
    for attempt in step["attempt_list"]:
        took = clock.parse(attempt["ended_at"]) - clock.parse(attempt["started_at"])
        assert attempt["duration_ms"] == took // timedelta(milliseconds=1)
    assert step["input"]["json"] == {"n": None}


def test_the_attempts_before_a_retry_of_the_run_stay(states):
    answers = [Reply(404), Reply(503), Reply(200)]
    with Receiver(lambda _: answers.pop(0)) as receiver:
        run = execute(workflow(call_to(receiver.url)))["instance_id"]
        states.run()
        assert [attempt["status"] for attempt in steps_of(run)["call"]["attempt_list"]] == ["failed"]
        call("workflows.retry", {"instance_id": run})
        states.run()
    step = steps_of(run)["call"]
    codes = [attempt.get("error", {}).get("message") for attempt in step["attempt_list"]]
    assert codes == ["El receptor ha respost amb l'estat 404.", "El receptor ha respost amb l'estat 503.", None]
    assert step["attempts"] == 2


def test_a_large_input_is_recorded_by_its_beginning_and_size(states, table):
    text = "x" * 20_000
    with Receiver() as receiver:
        sent = {"url": receiver.url, "json": {"text": "{{ input.text }}"}}
        run = execute(workflow({"id": "call", "type": "http_request", "input": sent}), {"text": text})["instance_id"]
        states.run()
    step = steps_of(run)["call"]
    whole = json.dumps({"json": {"text": text}, "url": receiver.url}, separators=(",", ":"))
    assert abs(step["input_bytes"] - len(whole)) < 10
    assert step["input_beginning"].count("x") > 900
    assert "input" not in step
    partition = f"{ORGANISATION}#live#WFS#{sequence_sk(1)}"
    record = next(item for item in table.query(partition) if item["SK"] == "call#0")
    assert len(str(record)) < WHOLE_CHARACTERS


def test_recording_what_a_step_received_is_no_further_call_whatever_its_size(states):
    counts = []
    for text in ("x", "x" * 20_000):
        calls: list[str] = []
        note = lambda model, calls=calls, **_: calls.append(model.name)  # noqa: E731
        services = [events_of(clients.client(name)) for name in ("dynamodb", "s3")]
        with Receiver() as receiver:
            sent = {"url": receiver.url, "json": {"text": "{{ input.text }}"}}
            execute(workflow({"id": "call", "type": "http_request", "input": sent}), {"text": text})
            for events in services:
                events.register("before-call", note)
            states.run()
            for events in services:
                events.unregister("before-call", note)
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0
