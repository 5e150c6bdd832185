"""The id that a call of a URL is answered finds its run at once, also before the worker has written it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core import ids

from tests.api import ORGANISATION, call
from tests.workflows.calls import QUICK, execute, workflow
from tests.workflows.inbound import inbound, send, work_off


@pytest.mark.parametrize(
    ("operation", "status"),
    [("workflows.instances_get", "pending"), ("workflows.cancel", "cancelled"), ("workflows.instances_steps", None)],
)
def test_a_run_is_found_by_the_id_of_its_acceptance_before_it_is_written(states, monkeypatch, operation, status):
    monkeypatch.setenv("PROMISE_SECONDS", "30")
    loop = {"id": "each", "type": "for_each", "input": {"items": [1], "steps": [QUICK]}}
    _, token = inbound(loop)
    accepted = send(token, {"name": "x"}).data["instance_id"]
    asked = {"instance_id": accepted, **({"step_id": "each"} if operation.endswith("steps") else {})}
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(call, operation, asked)
        work_off()
        found = answer.result()
    assert found.status == 200, found.body
    assert status is None or found.data["status"] in (status, "running")


@pytest.mark.parametrize("number", [0, 1, 10**6])
def test_an_id_that_nobody_was_promised_is_not_found(states, monkeypatch, number):
    """It is not waited for: the numbers that were given out have their runs, and the others were not given out."""
    monkeypatch.setenv("PROMISE_SECONDS", "60")
    execute(workflow(QUICK))
    unknown = ids.sequenced_id("instance", ORGANISATION, number)
    assert call("workflows.instances_get", {"instance_id": unknown}).status == 404


def test_a_promise_that_is_not_kept_in_time_is_not_found(states, monkeypatch):
    monkeypatch.setenv("PROMISE_SECONDS", "0.2")
    _, token = inbound(QUICK)
    accepted = send(token, {}).data["instance_id"]
    assert call("workflows.instances_get", {"instance_id": accepted}).status == 404
    work_off()
    assert call("workflows.instances_get", {"instance_id": accepted}).status == 200
