"""An organisation has at most so many runs under way: what the API starts is refused then, all else waits in order."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core.credits import plans
from bivelio_core.workflows.execution import ceiling

from tests.api import ORGANISATION, call
from tests.workflows.calls import APPROVE, ASK, QUICK, execute, instance, workflow
from tests.workflows.inbound import inbound, send, work_off
from tests.workflows.stream import happen, instances

LIMIT = 3


@pytest.fixture(autouse=True)
def low_ceiling(monkeypatch):
    """A ceiling that tests can reach."""
    monkeypatch.setattr(ceiling, "BY_PLAN", dict.fromkeys(ceiling.BY_PLAN, LIMIT))
    monkeypatch.setattr(ceiling, "SANDBOX", LIMIT - 1)
    plans.forget()
    yield
    plans.forget()


def on_event(*steps, **about):
    return workflow(*steps, trigger_type="event", trigger={"event": "invoice.paid"}, **about)


def started(identifier):
    return execute(identifier, {"client_name": "x"})["instance_id"]


def counted(table):
    """The runs that have a place, those that wait for one, and what else is left of the queue."""
    items = table.query(f"{ORGANISATION}#live#WFG#-")
    found: dict[str, int] = next((item for item in items if item["SK"] == "ceiling"), {})
    return found.get("active", 0), found.get("queued", 0), len(items) - bool(found)


def approve(states, run):
    call("workflows.approve", {"instance_id": run}).data  # noqa: B018
    states.run()


def test_a_start_above_the_ceiling_is_refused_with_the_limit_and_the_number(states, table):
    identifier = workflow(APPROVE, concurrency="allow")
    runs = [started(identifier) for _ in range(LIMIT)]
    states.run()
    for language in ("ca", "es", "en"):
        refused = call("workflows.execute", {"workflow_id": identifier}, headers={"Accept-Language": language})
        assert (refused.status, refused.error["code"]) == (429, "WORKFLOW_RUN_LIMIT_REACHED")
        assert refused.headers["Retry-After"] == "30"
        assert refused.error["details"] == {"limit": LIMIT, "running": LIMIT}
    assert len(instances(identifier)) == LIMIT
    approve(states, runs[0])
    runs.append(started(identifier))
    states.run()
    for run in runs[1:]:
        approve(states, run)
    assert counted(table) == (0, 0, 0)


def test_what_starts_by_itself_waits_and_begins_in_order(states, table):
    identifier = on_event(ASK)
    for _ in range(LIMIT + 3):
        happen("invoice.paid")
    states.run()
    runs = [run["instance_id"] for run in reversed(instances(identifier))]
    assert [instance(run)["status"] for run in runs] == ["waiting"] * LIMIT + ["pending"] * 3
    assert counted(table) == (LIMIT, 3, 3)
    assert call("workflows.execute", {"workflow_id": identifier}).status == 429
    for number, run in enumerate(runs):
        approve(states, run)
        begun = [one for one in runs if instance(one)["status"] == "waiting"]
        assert begun == runs[number + 1 : number + 1 + LIMIT]
    assert counted(table) == (0, 0, 0)


def test_calls_of_a_url_wait_under_the_id_they_were_told(states, table):
    identifier, token = inbound(APPROVE)
    told = []
    for n in range(LIMIT + 1):
        told.append(send(token, {"client_name": f"C{n}"}).data["instance_id"])
        work_off()
    states.run()
    assert [instance(run)["status"] for run in told] == ["waiting"] * LIMIT + ["pending"]
    for run in told:
        approve(states, run)
    assert [run["status"] for run in instances(identifier)] == ["completed"] * len(told)
    assert counted(table) == (0, 0, 0)


def test_a_run_that_is_a_step_of_another_has_the_place_of_that_one(states, table):
    child = workflow(APPROVE, concurrency="allow")
    parent = workflow(
        {"id": "run", "type": "run_workflow", "input": {"workflow_id": child, "input": {"client_name": "x"}}},
        concurrency="allow",
    )
    for _ in range(LIMIT):
        started(parent)
    states.run()
    assert counted(table) == (LIMIT, 0, 0)
    for run in instances(child):
        approve(states, run["instance_id"])
    assert [run["status"] for run in instances(parent)] == ["completed"] * LIMIT
    assert counted(table) == (0, 0, 0)


def test_one_that_passes_its_gate_waits_for_a_place_and_both_are_left(states, table):
    gated = workflow(APPROVE, concurrency={"limit": 1, "on_busy": "queue"})
    first, second = started(gated), started(gated)
    other = on_event(ASK)
    for _ in range(LIMIT):
        happen("invoice.paid")
    states.run()
    others = [run["instance_id"] for run in reversed(instances(other))]
    assert [instance(run)["status"] for run in (*others, second)] == ["waiting", "waiting", "pending", "pending"]
    approve(states, first)
    assert [instance(run)["status"] for run in (*others, second)] == ["waiting", "waiting", "waiting", "pending"]
    approve(states, others[0])
    assert instance(second)["status"] == "waiting"
    for run in (*others[1:], second):
        approve(states, run)
    assert counted(table) == (0, 0, 0)


def test_a_run_that_is_cancelled_leaves_the_queue_or_its_place(states, table):
    identifier = on_event(ASK)
    for _ in range(LIMIT + 3):
        happen("invoice.paid")
    states.run()
    runs = [run["instance_id"] for run in reversed(instances(identifier))]
    call("workflows.cancel", {"instance_id": runs[LIMIT]})
    call("workflows.cancel", {"instance_id": runs[0]})
    states.run()
    assert [instance(run)["status"] for run in runs[LIMIT:]] == ["cancelled", "waiting", "pending"]
    for run in (*runs[1:LIMIT], *runs[LIMIT + 1 :]):
        approve(states, run)
    assert counted(table) == (0, 0, 0)


def test_a_failed_run_is_retried_only_below_the_ceiling(states, table):
    failing = workflow({"id": "bad", "type": "stop", "input": {"status": "failed"}}, concurrency="allow")
    failed = started(failing)
    states.run()
    assert counted(table) == (0, 0, 0)
    identifier = workflow(APPROVE, concurrency="allow")
    runs = [started(identifier) for _ in range(LIMIT)]
    states.run()
    for way in ({}, {"from": "start"}):
        refused = call("workflows.retry", {"instance_id": failed, **way})
        assert (refused.status, refused.error["code"]) == (429, "WORKFLOW_RUN_LIMIT_REACHED")
    approve(states, runs[0])
    assert call("workflows.retry", {"instance_id": failed}).status == 200
    states.run()
    assert counted(table) == (LIMIT - 1, 0, 0)


def test_a_sandbox_has_a_ceiling_of_its_own(states):
    sandbox = {"environment": "sandbox"}
    made = call("workflows.create", {"name": "x", "steps": [APPROVE], "concurrency": "allow"}, caller=sandbox).data
    answers = [
        call("workflows.execute", {"workflow_id": made["id"], "input": {"client_name": "x"}}, caller=sandbox)
        for _ in range(LIMIT)
    ]
    assert [answer.status for answer in answers] == [200] * (LIMIT - 1) + [429]
    assert answers[-1].error["details"]["limit"] == LIMIT - 1


def test_a_run_that_ends_below_the_ceiling_gives_its_place_back(states, table):
    identifier = workflow(QUICK, concurrency="allow")
    for _ in range(2 * LIMIT):
        started(identifier)
        states.run()
    assert counted(table) == (0, 0, 0)
    assert {run["status"] for run in instances(identifier)} == {"completed"}


def test_starts_at_the_same_time_never_exceed_the_ceiling(states, table):
    identifier = workflow(APPROVE, concurrency="allow")
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: call("workflows.execute", {"workflow_id": identifier, "input": {"client_name": "x"}}),
                range(4 * LIMIT),
            )
        )
    assert sorted(answer.status for answer in answers) == [200] * LIMIT + [429] * 3 * LIMIT
    assert counted(table) == (LIMIT, 0, 0)
