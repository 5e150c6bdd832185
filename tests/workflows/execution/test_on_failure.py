"""`on_failure`: steps that run when a run has failed, with the error; a retry does not repeat what they completed."""

import json

import pytest

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import APPROVE, execute, instance
from tests.workflows.reaper import Reaper
from tests.workflows.stream import Stream
from tests.workflows.world import World


def saga(url):
    """Reserve, charge, ship; and release what was reserved when a step fails."""

    def post(step, path, **about):
        sent = {"url": f"{url}/{path}", "json": {"order": "{{ input.order }}"}}
        return {"id": step, "type": "http_request", "input": sent, "retry": {"attempts": 1}, **about}

    why = {"code": "{{ run.error.code }}", "step": "{{ run.error.step }}", "run": "{{ run.id }}"}
    told = {"url": f"{url}/told", "json": why}
    return {
        "steps": [post("reserve", "reserve"), post("charge", "charge"), post("ship", "ship")],
        "on_failure": [
            post("release", "release", when="steps.reserve.status == 'completed'"),
            post("refund", "refund", when="steps.charge.status == 'completed'"),
            {"id": "tell", "type": "http_request", "input": told, "retry": {"attempts": 1}},
        ],
    }


class Shop:
    """A receiver whose paths fail as long as they are in `broken`; `asked` has what was asked, once for each key."""

    def __init__(self, *broken):
        self.broken, self.asked, self.keys = set(broken), [], set()

    def __call__(self, got):
        path = got.path.rpartition("/")[2]
        if path in self.broken:
            return Reply(503)
        if got.headers["idempotency-key"] not in self.keys:
            self.keys.add(got.headers["idempotency-key"])
            self.asked.append((path, json.loads(got.body) if path == "told" else None))
        return Reply(body=b"{}")


def created(definition, **about):
    return call("workflows.create", {"name": "Order", "concurrency": "allow", **definition, **about}).data["id"]


def paths(shop):
    return [path for path, _ in shop.asked]


def test_a_failed_run_compensates_what_it_did_and_stays_failed(states):
    shop = Shop("charge")
    with Receiver(shop) as receiver:
        run = execute(created(saga(receiver.url)), {"order": 1})["instance_id"]
        states.run()
    done = instance(run)
    assert (done["status"], done["error"]["code"], done["failed_step"]) == ("failed", "HTTP_STATUS", "charge")
    assert paths(shop) == ["reserve", "release", "told"]
    assert shop.asked[2][1] == {"code": "HTTP_STATUS", "step": "charge", "run": run}
    assert {step["id"]: step["status"] for step in done["steps"]} == {
        "reserve": "completed",
        "charge": "failed",
        "ship": "pending",
        "release": "completed",
        "refund": "skipped",
        "tell": "completed",
    }


def test_a_retry_does_not_repeat_what_was_compensated(states):
    shop = Shop("charge")
    with Receiver(shop) as receiver:
        run = execute(created(saga(receiver.url)), {"order": 1})["instance_id"]
        states.run()
        call("workflows.retry", {"instance_id": run})
        states.run()
        assert paths(shop) == ["reserve", "release", "told"]
        shop.broken.clear()
        call("workflows.retry", {"instance_id": run})
        states.run()
    assert instance(run)["status"] == "completed"
    assert paths(shop) == ["reserve", "release", "told", "charge", "ship"]


def test_a_handler_that_fails_itself_leaves_the_first_error_and_goes_on_there_after_a_retry(states):
    shop = Shop("charge", "release")
    with Receiver(shop) as receiver:
        run = execute(created(saga(receiver.url)), {"order": 1})["instance_id"]
        states.run()
        assert (instance(run)["failed_step"], paths(shop)) == ("charge", ["reserve"])
        shop.broken.discard("release")
        call("workflows.retry", {"instance_id": run})
        states.run()
    assert instance(run)["status"] == "failed"
    assert paths(shop) == ["reserve", "release", "told"]


def test_a_run_that_completes_or_is_cancelled_has_nothing_to_handle(states):
    shop = Shop()
    with Receiver(shop) as receiver:
        run = execute(created(saga(receiver.url)), {"order": 1})["instance_id"]
        states.run()
        assert instance(run)["status"] == "completed"
        waiting = {**saga(receiver.url), "steps": [APPROVE]}
        waiting["on_failure"] = waiting["on_failure"][2:]
        cancelled = execute(created(waiting), {"client_name": "x"})["instance_id"]
        states.run()
        call("workflows.cancel", {"instance_id": cancelled})
        states.run()
    assert instance(cancelled)["status"] == "cancelled"
    assert paths(shop) == ["reserve", "charge", "ship"]


def test_a_handler_may_wait_for_a_person(states, stream: Stream):
    failing = {"id": "bad", "type": "stop", "input": {"status": "failed", "message": "No"}}
    ask = {"id": "ask", "type": "approval", "input": {"message": "{{ run.error.message }}: go on?"}}
    run = execute(created({"steps": [failing], "on_failure": [ask]}))["instance_id"]
    states.run()
    (waiting,) = instance(run)["waiting"]
    assert (waiting["step_id"], waiting["message"]) == ("ask", "No: go on?")
    assert call("workflows.approve", {"instance_id": run}).status == 200
    states.run()
    assert (instance(run)["status"], instance(run)["error"]["code"]) == ("failed", "STOPPED")


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"id": "reserve", "type": "set", "input": {}}, "on_failure[0].id"),
        ({"id": "x", "type": "set", "input": {"a": "{{ steps.nobody.output }}"}}, "on_failure[0].input.a"),
        ({"id": "x", "type": "nothing", "input": {}}, "on_failure[0].type"),
        ({"id": "x", "type": "set", "input": {"a": "{{ item }}"}}, "on_failure[0].input.a"),
    ],
)
def test_a_handler_that_makes_no_sense_is_refused_by_its_field(table, step, field):
    steps = [{"id": "reserve", "type": "set", "input": {}}]
    refused = call("workflows.create", {"name": "x", "steps": steps, "on_failure": [step]})
    assert (refused.status, refused.error["details"]["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_each_compensation_is_had_once(states, table, seed):
    shop, reaper = Shop("ship"), Reaper(seed)
    with Receiver(shop) as receiver:
        world = World(states, table, receiver)
        identifier = created(saga(receiver.url))
        states.around = reaper.around
        runs = [execute(identifier, {"order": n})["instance_id"] for n in range(5)]
        world.until_rest()
        world.assert_nothing_is_left()
    assert {instance(run)["status"] for run in runs} == {"failed"}
    assert sorted(paths(shop)) == sorted(["reserve", "charge", "release", "refund", "told"] * 5)
    assert table.query(f"{ORGANISATION}#live#WFL") == []
    assert reaper.killed.total() > 5
