"""Runs that Step Functions refused are started soon and in order, whatever else the sweeper has to do."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.store import due
from bivelio_core.store.keys import INSTANCE, sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.sweeping import sweep

from tests.api import load
from tests.workflows.calls import APPROVE, execute, instance, workflow

MANY, FEW = Tenant("org_many", "live"), Tenant("org_z", "live")


@pytest.fixture
def marked():
    """Puts marked runs into a table: `marked.put(tenant, count, mark)`, each a second younger than the one before."""
    table, began = MemoryTable(), clock.now() - timedelta(hours=3)

    def put(tenant: Tenant, count: int, mark: Any, later: timedelta = timedelta()) -> None:
        store = TenantStore(table, tenant)
        for number in range(1, count + 1):
            sk = sequence_sk(number)
            with clock.frozen(began + later + timedelta(seconds=number)):
                store.put(INSTANCE, sk, mark(store, sk))

    return SimpleNamespace(put=put, table=table)


def all_turns(table):
    """Each turn, whose keys are taken out before the next one, as those of runs that were started."""
    for turn in sweep.turns(table):
        yield turn
        table.delete_many([key for _, key in turn])


def watched(_store, sk):
    return sweep_marks.mark(sk)


def test_one_organisation_does_not_hold_up_the_pending_runs_of_another(marked):
    marked.put(MANY, 4_000, sweep_marks.pending_mark)
    marked.put(FEW, 3, sweep_marks.pending_mark)
    first, *others = all_turns(marked.table)
    counts = Counter(key.pk.split("#")[0] for _, key in first)
    assert counts["org_z"] == 3
    assert counts["org_many"] <= sweep.PAGE * sweep_marks.SHARDS
    assert [key.pk.split("#")[0] for _, key in first[:6]].count("org_z") == 3
    given = [key for turn in (first, *others) for _, key in turn]
    assert (len(given), len(set(given))) == (4_003, 4_003)


def test_one_organisation_does_not_hold_up_what_is_due_of_another(marked):
    """Its runs wait, are healthy, and became due before those that a function left behind."""
    marked.put(MANY, 4_000, watched)
    marked.put(FEW, 3, watched, later=timedelta(hours=2))
    given = []
    for number, turn in enumerate(sweep.turns(marked.table), start=1):
        counts = Counter(key.pk.split("#")[0] for _, key in turn)
        assert counts["org_many"] <= sweep.PAGE * sweep_marks.SHARDS
        assert counts["org_z"] == (3 if number == 1 else 0)
        given += [key for _, key in turn]
    assert (len(given), len(set(given))) == (4_003, 4_003)


def test_what_is_beyond_the_keys_that_are_read_ahead_is_given_as_well(marked, monkeypatch):
    monkeypatch.setattr(due, "READ_AHEAD", 50)
    marked.put(MANY, 1_000, watched)
    assert sum(len(turn) for turn in all_turns(marked.table)) == 1_000


def test_pending_runs_do_not_wait_behind_healthy_ones(marked):
    marked.put(MANY, 4_000, watched)
    marked.put(FEW, 3, sweep_marks.pending_mark)
    first = next(sweep.turns(marked.table))
    assert [key.pk.split("#")[0] for _, key in first[:6]].count("org_z") == 3


def test_a_pass_goes_on_beyond_the_first_page_and_begins_each_run_once(states, monkeypatch):
    monkeypatch.setattr(sweep, "PAGE", 2)
    identifier = workflow(APPROVE, concurrency="allow")
    states.is_busy = True
    started = [execute(identifier)["instance_id"] for _ in range(40)]
    assert {instance(each)["status"] for each in started[:3]} == {"pending"}
    states.is_busy = False
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        found = load("workers/sweep_workflows").handler({})
        assert (found["runs"], found["failed"]) == (40, 0)
        assert load("workers/sweep_workflows").handler({})["runs"] == 0, "they are looked at again minutes later"
    states.run()
    assert {instance(each)["status"] for each in started} == {"waiting"}
    assert len(states.executions) == 40


def test_while_step_functions_takes_nothing_each_run_is_tried_once_in_a_pass(states):
    identifier = workflow(APPROVE, concurrency="allow")
    states.is_busy = True
    started = [execute(identifier)["instance_id"] for _ in range(3)]
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert load("workers/sweep_workflows").handler({})["runs"] == 3
        states.is_busy = False
        assert load("workers/sweep_workflows").handler({})["runs"] == 3
    states.run()
    assert {instance(each)["status"] for each in started} == {"waiting"}
