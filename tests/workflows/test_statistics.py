"""Statistics of runs agree with the runs themselves, whatever dies or comes twice."""

import math
import os
import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution.finish import write_end
from bivelio_core.workflows.execution.results import FAILED, Failure
from bivelio_core.workflows.terms import bucket, middle

from tests.api import ORGANISATION, call, load
from tests.streams import batch, record
from tests.workflows.calls import execute, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

FIRST = datetime(2026, 3, 27, tzinfo=UTC)
NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
RUNS = int(os.environ.get("WORKFLOW_COUNTED_RUNS", "30"))
ERROR = Failure("STOPPED", "x").describe()


@pytest.fixture(autouse=True)
def _no_zones() -> None:
    plans.forget()


def store() -> TenantStore:
    return TenantStore(the_table(), Tenant(ORGANISATION, "live"))


def stats(**about: Any) -> Any:
    with clock.frozen(NOW):
        return call("workflows.stats", about).data


def items() -> list[Any]:
    return list(the_table().query(f"{ORGANISATION}#live#WFI", consistent=True))


def generated(seed: int, *identifiers: str) -> None:
    """Runs that end at random, over the change to summer time of Madrid; some have not ended."""
    chance = random.Random(seed)
    for _ in range(RUNS):
        began = FIRST + timedelta(seconds=chance.randrange(5 * 86_400))
        with clock.frozen(began):
            execute(chance.choice(identifiers), {})
        ended = began + timedelta(milliseconds=int(10 ** chance.uniform(0, 7)))
        how = chance.choice(["completed", "completed", "completed", "failed", "cancelled", "running"])
        if how != "running":
            with clock.frozen(ended):
                write_end(store(), items()[-1], how, error=ERROR if how == FAILED else None)


def exact(runs: list[Any], zone: ZoneInfo) -> dict[date, dict[str, Any]]:
    """By day: the numbers, and the sorted durations of runs that completed or failed."""
    found: defaultdict[date, dict[str, Any]] = defaultdict(lambda: {"runs": 0, "timed": []})
    for run in runs:
        if "ended_at" in run:
            day = clock.parse(run["ended_at"]).astimezone(zone).date()
            for of in (found[day], found[date.max]):
                of["runs"] += 1
                of[run["status"]] = of.get(run["status"], 0) + 1
                of["timed"] += [int(run["duration_ms"])] if run["status"] != "cancelled" else []
    return found


def assert_agrees(shown: Any, oracle: dict[str, Any]) -> None:
    assert shown["runs"] == oracle["runs"]
    for status in ("completed", "failed", "cancelled"):
        assert shown[status] == oracle.get(status, 0)
    timed = sorted(oracle["timed"])
    for name, part in (("p50_ms", 0.5), ("p95_ms", 0.95)):
        if not timed:
            assert name not in shown
            continue
        real = timed[math.ceil(part * len(timed)) - 1]
        assert abs(shown[name] - real) <= 0.045 * real + 0.5, (name, shown[name], real)


def assert_all_agree(workflow_id: str | None = None, zone: str = "Europe/Madrid") -> None:
    about = {"workflow_id": workflow_id} if workflow_id else {}
    runs = [run for run in items() if workflow_id in (None, run["workflow_id"])]
    oracle, shown = exact(runs, ZoneInfo(zone)), stats(from_date="2026-03-26", to_date="2026-04-02", **about)
    assert [day["date"] for day in shown["days"]] == [str(date(2026, 3, 26) + timedelta(days=n)) for n in range(8)]
    for day in shown["days"]:
        assert_agrees(day, oracle[date.fromisoformat(day["date"])])
    assert_agrees(shown["total"], oracle[date.max])


def assert_each_agrees(*identifiers: str, zone: str = "Europe/Madrid") -> None:
    """What is counted for each workflow is what is counted for it alone; the last run is the newest."""
    asked = {"from_date": "2026-03-28", "to_date": "2026-03-30", "workflow_ids": [*identifiers, "wf_nobody"]}
    *each, nobody = stats(**asked)["workflows"]
    assert nobody == {"workflow_id": "wf_nobody", "runs": 0, "completed": 0, "failed": 0, "cancelled": 0}
    for identifier, counted in zip(identifiers, each, strict=True):
        runs = [run for run in items() if run["workflow_id"] == identifier]
        days = exact(runs, ZoneInfo(zone))
        some = [days[date(2026, 3, day)] for day in (28, 29, 30)]
        together: dict[str, Any] = {"timed": [took for day in some for took in day["timed"]]}
        for name in ("runs", "completed", "failed", "cancelled"):
            together[name] = sum(day.get(name, 0) for day in some)
        assert_agrees(counted, together)
        last = runs[-1]
        assert (counted["workflow_id"], counted["last_run"]["status"]) == (identifier, last["status"])
        assert counted["last_run"]["started_at"] == last["started_at"]
        listed = call("workflows.instances", {"workflow_id": identifier, "per_page": 1}).data["instances"]
        assert counted["last_run"]["instance_id"] == listed[0]["instance_id"]


def two() -> tuple[str, str]:
    step = {"id": "s", "type": "set"}
    return workflow(step, concurrency="allow"), workflow(step, concurrency="allow")


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("zone", ["Europe/Madrid", "Asia/Kathmandu"])
def test_the_numbers_of_generated_runs_are_exact_and_percentiles_within_their_error(zone):
    the_table().transact([plans.copied(ORGANISATION, plans.Plan("starter", zone))])
    one, other = two()
    generated(1, one, other)
    for of in (None, one, other):
        assert_all_agree(of, zone)  # before the index knows of any
    assert_each_agrees(one, other, zone=zone)
    half = items()
    deliver(half[: len(half) // 2])
    assert_each_agrees(one, other, zone=zone)
    deliver(half)
    with clock.frozen(NOW + timedelta(minutes=1)):
        for of in (None, one, other):
            assert_all_agree(of, zone)
        assert_each_agrees(other, one, zone=zone)
    assert stats()["time_zone"] == zone


def _is_at(number: int, when: str, made: int, at: str) -> bool:
    return (made, at) == (number, when)


def deliver(runs: list[Any]) -> None:
    with clock.frozen(NOW - timedelta(minutes=5)):
        answer = load("workers/index_changes").handler(batch(*(record(None, run) for run in runs)))
    assert answer == {"batchItemFailures": []}


@pytest.mark.usefixtures("states")
def test_a_run_is_counted_once_however_often_its_consumer_is_killed_and_its_record_comes():
    one, other = two()
    generated(2, one, other)
    killer, chance, kills = Killer(), random.Random(3), 0
    runs = items()
    for start in range(0, len(runs), 6):
        some = runs[start : start + 6]
        for _ in range(10):
            when, number = chance.choice(["before", "after"]), chance.randrange(12)
            try:
                with killer.armed(partial(_is_at, number, when)):
                    deliver(some)
            except Killed:
                kills += 1
        deliver([*reversed(some), *runs[: chance.randrange(len(runs))]])
    assert kills >= RUNS // 3, kills
    for of in (None, one, other):
        assert_all_agree(of)


def test_a_run_that_is_retried_counts_as_it_ends_at_last(states):
    step = {"id": "s", "type": "stop", "input": {"status": "failed"}}
    identifier = workflow(step)
    with clock.frozen(NOW - timedelta(days=1)):
        run = execute(identifier)["instance_id"]
        states.run()
    assert [stats()["total"][name] for name in ("runs", "failed")] == [1, 1]
    deliver(items())
    with clock.frozen(NOW):
        call("workflows.retry", {"instance_id": run})
        assert stats()["total"]["runs"] == 0, "it is under way again"
        states.run()
    assert [stats()["total"][name] for name in ("runs", "failed")] == [1, 1]
    assert [day["runs"] for day in stats()["days"][-2:]] == [0, 1]


def test_the_middle_of_a_bucket_is_within_the_documented_error():
    for milliseconds in [*range(1, 3_000), *(int(1.07**n) for n in range(100, 350))]:
        assert abs(middle(bucket(milliseconds)) - milliseconds) <= 0.045 * milliseconds + 0.5
    assert bucket(0) == 0
