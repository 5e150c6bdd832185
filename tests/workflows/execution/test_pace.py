"""A for_each with a rate begins no more of its items within a second or minute, whoever runs them and whatever dies."""

import os
from bisect import bisect_left
from collections import Counter
from datetime import datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import in_function, pace

from tests.api import ORGANISATION, call
from tests.receiver import Receiver, Reply
from tests.workflows.calls import execute, instance, workflow
from tests.workflows.reaper import Reaper

START = "2026-03-02T10:00:00.000Z"
LATER = {"id": "later", "type": "wait", "when": "`false`", "input": {"seconds": 1}}
"""A step that waits, though never: its loop runs as executions."""

ROUNDS = max(1, int(os.environ.get("WORKFLOW_KILLED_PACES", "3")))


def each(*steps, limit=2, per="second", items="{{ input.items }}", **about):
    rate = {"limit": limit, "per": per}
    return {"id": "each", "type": "for_each", "input": {"items": items, "rate": rate, "steps": list(steps), **about}}


def send(url, name="send", **about):
    return {"id": name, "type": "http_request", "input": {"url": url, "json": "{{ item }}"}, **about}


def find(name="find"):
    return {"id": name, "type": "contact.find", "input": {"id": "ct_nobody"}}


class Times:
    """A receiver's answer, which notes when each request came."""

    def __init__(self):
        self.began: dict[str, datetime] = {}
        self.all: list[datetime] = []

    def __call__(self, got):
        self.all.append(clock.now())
        self.began.setdefault(got.headers["idempotency-key"], clock.now())
        return Reply(body=b"{}")

    def most(self, within: timedelta) -> int:
        """The most requests within any such time, both ends included."""
        times = sorted(self.all)
        return max(bisect_left(times, at + within) - number for number, at in enumerate(times))

    @property
    def lasted(self) -> float:
        """The seconds from the first to the last."""
        return (max(self.all) - min(self.all)).total_seconds()


def run(states, *steps, items, start=START):
    with states.timed(start):
        started = execute(workflow(*steps), {"items": items})["instance_id"]
        states.run()
        return instance(started)


@pytest.mark.parametrize(("more", "count"), [([], 500), ([LATER], 40)])
def test_two_a_second_are_two_in_any_second(states, more, count):
    """500 items take some 250 seconds inside a function; as executions they take as long for each item."""
    times = Times()
    with Receiver(times) as receiver:
        done = run(states, each(send(receiver.url), *more), items=list(range(count)))
    assert (done["status"], len(times.began)) == ("completed", count)
    assert times.most(timedelta(seconds=1)) == 2
    assert count / 2 - 1 <= times.lasted <= count / 2 * 1.03


@pytest.mark.parametrize("more", [[], [LATER]])
def test_many_a_minute_begin_at_once_and_wait_in_the_state_machine(states, more):
    times = Times()
    with Receiver(times) as receiver:
        done = run(states, each(send(receiver.url), *more, limit=10, per="minute"), items=list(range(35)))
    assert done["status"] == "completed"
    assert times.most(timedelta(minutes=1)) == 10
    assert 180 <= times.lasted <= 182
    if not more:
        assert states.entered["Wait"] == 3, "one for each minute, not for each item"
        assert states.entered.total() == 5 + 3 * 5


def test_short_waits_pass_in_the_function_and_cost_no_transition(states, monkeypatch):
    monkeypatch.setattr(in_function, "LONGEST_PAUSE_SECONDS", 10)
    with Receiver() as receiver:
        started = execute(workflow(each(send(receiver.url), limit=4)), {"items": list(range(9))})["instance_id"]
        states.run()
    done = instance(started)
    assert (done["status"], done["duration_ms"] >= 2_000) == ("completed", True)
    assert states.entered == Counter(Plan=1, Decide=2, Http=1, Done=1)


def steps_of(started):
    """The first step of each iteration."""
    answer = call("workflows.instances_steps", {"instance_id": started, "step_id": "each", "per_page": 100})
    return [one["steps"][0] for one in answer.data["iterations"]]


def test_short_waits_of_iterations_that_are_executions_pass_in_plan(states, monkeypatch):
    monkeypatch.setattr(pace, "LONGEST_PAUSE_SECONDS", 5)
    with Receiver() as receiver:
        started = execute(workflow(each(send(receiver.url), LATER, limit=4)), {"items": list(range(6))})["instance_id"]
        states.run()
    done = instance(started)
    assert (done["status"], done["duration_ms"] >= 1_000, states.entered["Wait"]) == ("completed", True, 0)


def test_a_loop_over_two_functions_begins_its_items_in_the_first(states):
    times = Times()
    with Receiver(times) as receiver:
        done = run(states, each(find(), send(receiver.url), concurrency=5), items=list(range(20)))
    assert done["status"] == "completed"
    assert times.most(timedelta(seconds=1)) == 2
    assert times.lasted <= 10


def test_an_item_goes_on_while_the_next_waits_for_its_turn(states, monkeypatch):
    monkeypatch.setattr(in_function, "LONGEST_PAUSE_SECONDS", 10)
    with Receiver() as receiver:
        loop = each(find(), send(receiver.url), limit=1, concurrency=2)
        started = execute(workflow(loop), {"items": [0, 1]})["instance_id"]
        states.run()
    answer = call("workflows.instances_steps", {"instance_id": started, "step_id": "each"}).data["iterations"]
    (_, sent), (found, _) = (one["steps"] for one in answer)
    assert sent["ended_at"] <= found["started_at"]


def test_what_an_item_begins_with_takes_time_and_the_next_counts_on_when_it_began(table):
    store, start = TenantStore(table, Tenant(ORGANISATION, "live")), clock.parse(START)
    record = store.put(STEP, f"{pace.PACE}each", {"limit": 1, "period": 1_000}, "1")
    turns = pace.Pace(store, "1", "each", record)
    with clock.frozen(start):
        assert turns.take("each#0") is None
    with clock.frozen(start + timedelta(seconds=0.4)):
        turns.correct("each#0")
        assert turns.take("each#1") == start + timedelta(seconds=1.42)
    with clock.frozen(start + timedelta(seconds=2)):
        turns.correct("each#0")
        assert turns.take("each#1") is None


def test_a_function_that_starts_slowly_makes_no_items_begin_together(states):
    """The items wait for their turn in the function that begins them, not in the state for that function."""

    def slowly(path):
        if path == "workers/run_contacts" and states.invoked[path] % 2 == 0:
            states.pass_until(clock.now() + timedelta(seconds=0.7))

    states.around = slowly
    with Receiver() as receiver:
        done = run(states, each(find(), send(receiver.url), concurrency=3), items=list(range(12)))
    assert done["status"] == "completed"
    began = Times()
    began.all = [clock.parse(step["started_at"]) for step in steps_of(done["instance_id"])]
    assert began.most(timedelta(seconds=1)) <= 2


def test_an_iteration_that_comes_late_to_its_turn_takes_another(states):
    """Else it would begin beside those whose turn is a minute after its own."""
    times, waits = Times(), [0]

    def late(path):
        if path == "workers/run_plan" and clock.now() > clock.parse(START) + timedelta(minutes=1) and not waits[0]:
            waits[0] = 1
            states.pass_until(clock.now() + timedelta(seconds=45))

    states.around = late
    with Receiver(times) as receiver:
        done = run(states, each(send(receiver.url), LATER, per="minute", concurrency=6), items=list(range(6)))
    assert (done["status"], len(times.began), waits) == ("completed", 6, [1])
    assert times.most(timedelta(minutes=1)) == 2


def test_who_reads_the_same_times_does_not_begin_on_both(table):
    """Two functions run a loop at once when one is thought dead: the second takes over what the first wrote."""
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    with clock.frozen(clock.parse(START)):
        record = store.put(STEP, f"{pace.PACE}each", {"limit": 2, "period": 1_000}, "1")
        first, second, third = (pace.Pace(store, "1", "each", record) for _ in range(3))
        assert (first.take("each#0"), second.take("each#1")) == (None, None)
        due = clock.now() + timedelta(milliseconds=1_000 + pace.SLACK_MILLISECONDS)
        assert [each.take("each#2") for each in (first, second, third)] == [due] * 3
        assert [first.reserve(), second.reserve(), third.reserve()] == [due, due, due + (due - clock.now())]


def test_loops_in_other_iterations_share_the_rate(states):
    times = Times()
    with Receiver(times) as receiver:
        inner = {**each(send(receiver.url), items="{{ item }}"), "id": "inner"}
        outer = {"id": "outer", "type": "for_each", "input": {"items": "{{ input.items }}", "steps": [inner]}}
        done = run(states, outer, items=[[1, 2, 3], [4, 5, 6], [7, 8]])
    assert (done["status"], len(times.began)) == ("completed", 8)
    assert times.most(timedelta(seconds=1)) == 2


def test_steps_that_are_evaluated_keep_the_rate_as_well(states):
    done = run(states, each({"id": "double", "type": "set", "input": {"n": "{{ item }}"}}), items=list(range(7)))
    assert done["output"]["count"] == 7
    began = Counter(item["started_at"] for item in steps_of(done["instance_id"]))
    assert max(began.values()) == 2


def test_a_retry_of_a_step_is_no_beginning_and_a_rate_can_be_an_expression(states):
    tried = Counter[str]()

    def receive(got):
        tried[got.headers["idempotency-key"]] += 1
        return Reply(503 if tried.total() == 1 else 200)

    with Receiver(receive) as receiver:
        step = send(receiver.url, retry={"attempts": 2, "backoff_seconds": 1})
        done = run(states, each(step, limit="{{ length(input.items) }}"), items=[1, 2])
    assert (done["status"], sorted(tried.values())) == ("completed", [1, 2])


def test_a_paused_run_begins_no_item_and_goes_on_at_its_rate(states):
    times = Times()
    with Receiver(times) as receiver, states.timed(START):
        identifier = workflow(each(send(receiver.url), LATER, limit=2, per="minute", concurrency=3))
        started = execute(identifier, {"items": [1, 2, 3, 4, 5]})["instance_id"]
        paused = [False]

        def pause(path):
            if len(times.all) == 2 and not paused[0]:
                paused[0] = True
                call("workflows.pause_run", {"instance_id": started})

        states.around = pause
        states.run()
        assert (instance(started)["status"], len(times.all)) == ("paused", 2)
        states.around = lambda _: None
        assert call("workflows.resume_run", {"instance_id": started}).status == 200
        states.run()
        assert instance(started)["status"] == "completed"
    assert (len(times.began), times.most(timedelta(minutes=1))) == (5, 2)


@pytest.mark.parametrize("more", [[], [LATER], [find("after")]])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_functions_that_die_make_a_loop_slower_never_faster(states, table, monkeypatch, seed, more):
    monkeypatch.setattr(in_function, "LEAST_SECONDS", 0.05)
    states.remaining_ms = 60_000
    reaper, times = Reaper(seed, deepest=12, share=0.5), Times()
    functions = ("workers/run_plan", "workers/run_http", "workers/run_contacts")
    states.around = lambda path: reaper.around(path) if path in functions else reaper.disarm
    with Receiver(times) as receiver:
        done = run(states, each(send(receiver.url), *more), items=list(range(30)))
    assert (done["status"], done["output"]["count"], len(times.began)) == ("completed", 30, 30)
    first = Times()
    first.all = list(times.began.values())
    assert first.most(timedelta(seconds=1)) <= 2
    assert reaper.killed.total() > 0
    assert table is not None


@pytest.mark.parametrize(
    ("rate", "field"),
    [
        ({"limit": 0, "per": "second"}, "rate.limit"),
        ({"limit": 1_001, "per": "second"}, "rate.limit"),
        ({"limit": 2, "per": "hour"}, "rate.per"),
        ({"limit": 2}, "rate.per"),
        (2, "rate"),
        ({"limit": 2, "per": "second", "burst": 1}, "rate.burst"),
    ],
)
def test_a_rate_that_is_none_is_refused_when_it_is_saved(table, rate, field):
    step = {"id": "each", "type": "for_each", "input": {"items": [], "rate": rate, "steps": [find()]}}
    refused = call("workflows.create", {"name": "x", "steps": [step]})
    assert (refused.status, refused.error["details"]["field"]) == (422, f"steps[0].input.{field}")


def test_a_trial_takes_a_rate_and_waits_for_nothing(table):
    definition = {"name": "x", "trigger_type": "manual", "steps": [each(find(), per="minute", items=[1, 2, 3])]}
    tried = call("workflows.validate", {"definition": definition}).data
    assert (tried["valid"], tried["steps"][0]["input"]["rate"]) == (True, {"limit": 2, "per": "minute"})
    assert tried["steps"][0]["output"]["count"] == 3


def test_times_of_many_items_stay_small():
    times = [1_760_000_000_000 + 60 * number for number in range(1_000)]
    assert pace._read(pace._written(times)) == times
    assert len(pace._written(times)) < 4_000
