"""What depends on the clock or on chance is the same at every try of a step: a repeated request has the same body."""

from contextlib import ExitStack
from datetime import timedelta

from bivelio_core import clock

from tests.api import call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.killer import Killer

BODY = {
    "at": "{{ now() }}",
    "ids": ["{{ uuid() }}", "{{ uuid() }}"],
    "due": "{{ add_days(now(), `30`, 'Europe/Madrid') }}",
}


class Ticking:
    """A minute passes before each invocation."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack

    def __call__(self, _path: str):
        """See States.around."""
        self.stack.enter_context(clock.frozen(clock.now() + timedelta(minutes=1)))


def send(url, **about):
    return {"id": "send", "type": "http_request", "input": {"url": url, "json": BODY}, **about}


def test_every_try_sends_the_same_body_minutes_later_and_after_a_function_died(states):
    killer, answers = Killer(), [Reply(503), Reply(200), Reply(503), Reply(200)]
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver(lambda _: answers.pop(0)))
        started = execute(workflow(send(receiver.url, retry={"attempts": 5})))
        states.around = Ticking(stack)
        with killer.armed(lambda _, when: when == "before" and len(receiver.received) == 2 and not killer.kills):
            states.run()
    assert killer.kills == 1
    assert instance(started["instance_id"])["status"] == "completed"
    assert len(receiver.received) == 4
    assert len({got.body for got in receiver.received}) == 1
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 1


def test_a_run_that_is_retried_later_repeats_the_body_and_one_from_its_start_does_not(states):
    with ExitStack() as stack:
        receiver = stack.enter_context(Receiver(lambda _: Reply(400)))
        states.around = Ticking(stack)
        started = execute(workflow(send(receiver.url)))["instance_id"]
        states.run()
        call("workflows.retry", {"instance_id": started})
        states.run()
        bodies = [got.body for got in receiver.received]
        assert len(bodies) == 2
        assert len(set(bodies)) == 1
        call("workflows.retry", {"instance_id": started, "from": "start"})
        states.run()
        assert receiver.received[-1].body != bodies[0]


def test_each_iteration_has_its_own(states):
    with Receiver(lambda _: Reply(200)) as receiver:
        each = {"items": [1, 2, 3], "steps": [send(receiver.url)]}
        execute(workflow({"id": "each", "type": "for_each", "input": each}))
        states.run()
    assert len({got.body for got in receiver.received}) == 3


def test_an_expression_knows_its_run_and_workflow(states):
    about = {"id": "about", "type": "set", "input": {"run": "{{ run }}", "of": "{{ workflow.id }}"}}
    identifier = workflow(about)
    started = execute(identifier)
    states.run()
    output = instance(started["instance_id"])["steps"][0]["output"]
    assert output["of"] == identifier
    assert output["run"]["id"] == started["instance_id"]
    assert output["run"]["url"].endswith(f"/workflows/instances/{started['instance_id']}")
    assert output["run"]["started_at"] == started["started_at"]
