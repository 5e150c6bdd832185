"""A run is checked until nothing remains to be done for it, less often the longer it runs without failure."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.definitions.program import Frame
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.execution.results import COMPLETED, Result
from bivelio_core.workflows.execution.run_view import RunOver, open_view
from bivelio_core.workflows.execution.runs import Run
from bivelio_core.workflows.execution.start import ensure_started
from bivelio_core.workflows.execution.step_records import close_frame, postpone, settle
from bivelio_core.workflows.sweeping import unfinished

from tests.api import ORGANISATION, load
from tests.receiver import Receiver
from tests.workflows.execution.test_every_call import approval, create, instance_id
from tests.workflows.world import World, answer


@pytest.fixture
def world(states, table):
    """A world with nothing in it."""
    with Receiver(answer) as receiver:
        yield World(states, table, receiver)


def start(world, *steps, **about):
    """The instance of a run that was just started."""
    world.ask("workflows.execute", {"workflow_id": world.create(*steps, **about)})
    return world.runs()[-1]


def only(world):
    (run,) = world.runs()
    return run


def test_a_decision_whose_function_died_before_waking_the_run_is_not_forgotten(world):
    run = start(world, approval(), create("After"))
    world.minute()
    with world.killer.armed(lambda number, _: world.killer.calls[number] == "SendTaskSuccess"):
        world.ask("workflows.approve", {"instance_id": instance_id(run)})
        assert world.killer.kills == 1
    world.until_rest()
    assert only(world)["status"] == "completed"


def test_the_end_of_an_execution_that_nobody_told_ends_the_run(world):
    start(world, approval())
    world.minute()
    next(iter(world.states.executions.values())).status = "FAILED"
    world.until_rest()
    assert only(world)["status"] == "failed"
    world.assert_nothing_is_left()


def test_a_run_that_is_well_is_looked_at_less_and_less_often(world):
    start(world, approval())
    looks, due = 0, ""
    for _ in range(60 * 24):
        world.now += timedelta(minutes=1)
        with clock.frozen(world.now):
            if world.table.query_index(sweep_marks.partition(1), high=clock.stamp()):
                world.minute()
        if only(world)["GSI1SK"] != due:
            looks, due = looks + 1, only(world)["GSI1SK"]
    assert 8 <= looks <= 14
    assert only(world)["status"] == "waiting"


def test_an_old_lock_of_a_run_that_was_not_started_yet_is_left_alone(world):
    world.states.is_busy = True
    run = start(world, create("x"))
    world.now += timedelta(minutes=10)
    with clock.frozen(world.now):
        world.ask("workflows.execute", {"workflow_id": run["workflow_id"]})
    assert only(world)["status"] == "pending"
    world.states.is_busy = False
    world.until_rest()
    assert only(world)["status"] == "completed"


def test_a_child_that_began_while_its_parent_was_cancelled_is_cancelled_too(world):
    leaf = world.create(approval())
    parent = start(world, {"id": "run", "type": "run_workflow", "input": {"workflow_id": leaf}})
    world.minute()
    (child,) = world.runs(leaf)
    entry = world.table.query(f"{parent['PK'].replace('#WFI', '#WFC')}#{parent['SK']}")[0]
    world.table.delete(Key(entry["PK"], entry["SK"]))  # as if it had not been written yet
    world.ask("workflows.cancel", {"instance_id": instance_id(parent)})
    world.until_rest()
    assert [run["status"] for run in world.runs()] == ["cancelled"] * 2
    assert child["SK"] == world.runs(leaf)[0]["SK"]
    world.assert_nothing_is_left()


def test_a_sweeper_that_fails_at_one_run_takes_up_the_others(world, monkeypatch):
    world.states.is_busy = True
    runs = [start(world, create("x")) for _ in range(3)]
    world.states.is_busy = False
    taking_up = ensure_started

    def start_but_one(store, instance):
        if instance["SK"] == runs[1]["SK"]:
            raise RuntimeError
        return taking_up(store, instance)

    monkeypatch.setattr(unfinished, "ensure_started", start_but_one)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        found = load("workers/sweep_workflows").handler({})
    assert (found["runs"], found["failed"]) == (2, 1)


def view_of(world, run):
    state = {"run": Run.of_item(_store(world), run).to_state(), "frame": str(Frame())}
    return open_view(world.table, state)


def _store(world):
    return TenantStore(world.table, Tenant(ORGANISATION, "live"))


def test_a_result_that_a_function_thought_lost_has_written_is_not_put_off(world):
    run = start(world, create("x"))
    lost, other = view_of(world, run), view_of(world, run)
    node = other.program.nodes["create"]
    settle(lost, lost.step(node), Result(COMPLETED, {"id": "ct_1"}))
    assert not postpone(other, other.step(node), {"attempts": 1})
    assert other.data.results([other.key(node)])[other.key(node)] == Result(COMPLETED, {"id": "ct_1"})


def test_an_iteration_of_an_earlier_run_does_not_overwrite_how_a_later_one_ended(world):
    run = start(world, create("x"))
    early = view_of(world, run)
    late = view_of(world, run)
    late.run = Run(late.run.tenant, late.run.sk, 2)
    close_frame(late, Result(COMPLETED, 1), None)
    with pytest.raises(RunOver):
        close_frame(early, Result("failed", None, {"code": "X"}), "create")


def test_a_result_that_was_written_is_not_made_again(world):
    """The function died after it wrote what the receiver answered: the request is not sent a second time."""
    send = {"id": "send", "type": "http_request", "input": {"url": world.receiver.url}}
    start(world, send)

    def is_first_put(_number, when):
        calls = world.killer.calls
        return when == "after" and calls[-1] == "PutItem" and calls.count("PutItem") == 1

    with world.killer.armed(is_first_put):
        world.minute()
        assert world.killer.kills == 1
    world.until_rest()
    assert only(world)["status"] == "completed"
    assert len(world.receiver.received) == 1


def test_a_run_that_is_tried_again_after_months_has_no_second_effect(world):
    """The contact was made, but each function died before it could say so."""
    run = start(world, create("x"), concurrency="allow")

    def is_after_the_effect(_number, when):
        return when == "after" and world.killer.calls[-1] == "TransactWriteItems"

    with world.killer.armed(is_after_the_effect):
        world.until_rest()
    assert (only(world)["status"], sum(world.names().values())) == ("failed", 1)
    world.now += timedelta(days=100)
    with clock.frozen(world.now):
        world.ask("workflows.retry", {"instance_id": instance_id(run)})
    world.until_rest()
    assert (only(world)["status"], sum(world.names().values())) == ("completed", 1)
