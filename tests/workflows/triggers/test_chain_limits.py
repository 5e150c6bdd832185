"""The runs and effects of one root cause are limited exactly, and a run at the limit reports it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from bivelio_core import clock
from bivelio_core.store.chain_counts import MAXIMUM, counted
from bivelio_core.store.keys import CHAIN, INSTANCE
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.receiver import Receiver
from tests.workflows.calls import CREATE, QUICK, execute, instance, workflow
from tests.workflows.stream import instances
from tests.workflows.world import World, answer

FIND = {"id": "find", "type": "contact.find", "input": {"email": "a@example.com"}}
MAKE = {"id": "make", "type": "contact.create", "input": {"type": "company", "name": "Item {{ item }}"}}
ON_CONTACT = {"trigger_type": "event", "trigger": {"event": "contact.created"}}
LIMIT = "CHAIN_LIMIT_REACHED"


def each(*steps, count=5, **about):
    return {"id": "each", "type": "for_each", "input": {"items": list(range(count)), "steps": list(steps)}, **about}


@pytest.fixture
def store(states, table):
    return TenantStore(table, Tenant(ORGANISATION, "live"))


def run_of(store, started):
    """The item of an instance."""
    items = store.query(INSTANCE, consistent=True)
    return next(item for item in items if item["workflow_id"] == started["workflow_id"])


def used(store, started):
    """What the counter of a run's chain says, without its key and its expiry."""
    counter = store.get(CHAIN, run_of(store, started)["root"]) or {}
    return {name: int(counter[name]) for name in MAXIMUM if name in counter}


def use_up(store, started, **left):
    """Leave room for so many more."""
    for what, room in left.items():
        store.update(CHAIN, run_of(store, started)["root"], Update(set={what: MAXIMUM[what] - room}))


def contacts():
    return call("contacts.list", {}).data["pagination"]["total"]


def test_what_changes_something_is_counted_and_reading_is_not(store, states):
    started = execute(
        workflow(
            FIND, each(MAKE, {**FIND, "id": "again"}, count=3), {**CREATE, "input": {**CREATE["input"], "name": "x"}}
        )
    )
    states.run()
    assert instance(started["instance_id"])["status"] == "completed"
    assert used(store, started) == {"effects": 4}


def test_a_loop_beyond_the_limit_fails_the_run_and_says_so_whatever_on_error_says(store, states, stream):
    goes_on = {"on_error": "continue"}
    started = execute(workflow(each({**MAKE, **goes_on}, **goes_on), QUICK))
    use_up(store, started, effects=3)
    states.run()
    run = instance(started["instance_id"])
    assert (run["status"], run["error"]["code"], run["failed_step"]) == ("failed", LIMIT, "each")
    assert run["error"]["details"] == {"runs": 2_000, "effects": 10_000}
    assert contacts() == 3
    stream.publish()
    with clock.frozen(clock.now() + timedelta(seconds=10)):
        events = call("events.list", {"types": ["workflow.failed"]}).data["events"]
    assert [event["data"]["error"]["code"] for event in events] == [LIMIT]
    again = call("workflows.retry", {"instance_id": started["instance_id"]}).data
    states.run()
    assert instance(again["instance_id"])["error"]["code"] == LIMIT
    assert contacts() == 3


def test_a_retry_from_the_start_is_a_cause_of_its_own(store, states):
    started = execute(workflow(each(MAKE)))
    use_up(store, started, effects=3)
    states.run()
    anew = call("workflows.retry", {"instance_id": started["instance_id"], "from": "start"}).data
    states.run()
    assert instance(anew["instance_id"])["status"] == "completed"
    assert contacts() == 8


def test_the_runs_that_a_run_leads_to_by_events_are_bounded_and_one_failed_run_tells(store, states, stream):
    reacting = workflow(QUICK, **ON_CONTACT)
    started = execute(workflow(each(MAKE)))
    use_up(store, started, runs=2)
    states.run()
    stream.publish()
    stream.again()
    states.run()
    runs = instances(reacting)
    assert sorted(run["status"] for run in runs) == ["completed", "completed", "failed"]
    assert [run["error"]["code"] for run in runs if run["status"] == "failed"] == [LIMIT]
    assert used(store, started) == {"runs": MAXIMUM["runs"], "effects": 5}


def test_the_whole_chain_has_one_counter(store, states, stream):
    """The breadth of each level multiplies: one start made thousands of contacts before."""
    reacting = workflow(each(MAKE, count=3), **ON_CONTACT)
    started = execute(workflow({**CREATE, "input": {"type": "company", "name": "First"}}))
    use_up(store, started, effects=8, runs=3)
    for _ in range(10):
        states.run()
        if not stream.publish():
            break
    assert contacts() == 8
    assert {run["status"] for run in instances(reacting)} == {"completed", "failed"}
    assert used(store, started) == MAXIMUM


def test_what_a_person_does_is_a_cause_each_time(store, states, stream):
    reacting = workflow(QUICK, **ON_CONTACT)
    for number in range(3):
        call("contacts.create", {"type": "company", "name": f"By hand {number}"})
    stream.publish()
    assert len(instances(reacting)) == 3
    assert len({item["root"] for item in store.query(INSTANCE, consistent=True)}) == 3
    assert store.query(CHAIN) == []


def test_a_run_that_runs_others_is_bounded(store, states):
    goes_on = {"on_error": "continue"}
    inner = workflow(QUICK, concurrency="allow")
    call_it = {"id": "run", "type": "run_workflow", "input": {"workflow_id": inner}, **goes_on}
    started = execute(workflow(each(call_it, **goes_on)))
    use_up(store, started, runs=2)
    states.run()
    run = instance(started["instance_id"])
    assert (run["status"], run["error"]["code"]) == ("failed", LIMIT)
    assert len(instances(inner)) == 2


def test_no_concurrency_passes_a_limit(store):
    store.update(CHAIN, "run:x", Update(set={"effects": MAXIMUM["effects"] - 5}))

    def count(_):
        try:
            store.transact([counted(store, "run:x", "effects")])
        except TransactionFailed:
            return 0
        return 1

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(count, range(40))) == 5
    assert store.get(CHAIN, "run:x")["effects"] == MAXIMUM["effects"]


def is_at(number: int, when: str, call: int, at: str) -> bool:
    return (call, at) == (number, when)


def test_a_function_that_dies_anywhere_counts_its_effect_once(store, states, table):
    with Receiver(answer) as receiver:
        world = World(states, table, receiver)
        send = {"id": "send", "type": "http_request", "input": {"url": receiver.url}}
        identifier = world.create(send, concurrency="allow")
        for number in range(12):
            for when in ("before", "after"):
                world.forget()
                world.ask("workflows.execute", {"workflow_id": identifier})
                with world.killer.armed(partial(is_at, number, when)):
                    world.minute()
                world.until_rest()
                (run,) = world.runs()
                assert (run["status"], store.get(CHAIN, run["root"])["effects"]) == ("completed", 1)
