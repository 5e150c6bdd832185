"""Firings that EventBridge Scheduler left out, or that did not reach us, are started by the sweeper, each once."""

import os
from contextlib import suppress
from datetime import timedelta
from functools import partial

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.writes import Key, Update

from tests.api import ORGANISATION, call, load
from tests.workflows.calls import QUICK, workflow
from tests.workflows.killer import Killer
from tests.workflows.states import Killed
from tests.workflows.stream import instances

NIGHTLY = "0 2 * * *"
STEP = 1 if os.environ.get("CATCH_UP_KILLED") else 3
SATURDAY = clock.parse("2027-03-27T12:00:00Z")
"""The day before the clocks of Madrid skip from two to three."""

pytestmark = pytest.mark.usefixtures("states")


def at(moment):
    return clock.frozen(clock.parse(moment) if isinstance(moment, str) else moment)


def scheduled(cron, made_at=SATURDAY, **trigger):
    """A workflow with a schedule, saved at a time."""
    with at(made_at):
        return workflow(QUICK, trigger_type="cron", trigger={"cron": cron, **trigger}, concurrency="allow")


def sweep(moment):
    with at(moment):
        return load("workers/sweep_workflows").handler({})["firings"]


def sweep_often(since, minutes):
    """The sweeper runs each minute; each seventh is enough to see what it leaves alone."""
    return sum(sweep(since + timedelta(minutes=number)) for number in range(0, minutes, 7))


def deliver(identifier, scheduled_at, **about):
    """EventBridge Scheduler's delivery of a firing."""
    schedule = about or {"timezone": "Europe/Madrid"}
    event = {"organisation": ORGANISATION, "environment": "live", "workflow_id": identifier, **schedule}
    with at(scheduled_at):
        load("workers/start_workflow").handler({**event, "scheduled_at": scheduled_at})


def started(identifier):
    return sorted(run["trigger"]["scheduled_at"] for run in instances(identifier))


def test_a_time_that_the_clocks_skip_runs_that_night_within_a_minute_and_once():
    identifier = scheduled("30 2 * * *")
    deliver(identifier, "2027-03-27T01:30:00Z")
    assert sweep_often(clock.parse("2027-03-27T23:00:00Z"), 150) == 0
    assert sweep("2027-03-28T01:30:59Z") == 1
    assert sweep_often(clock.parse("2027-03-28T01:32:00Z"), 90) == 0
    deliver(identifier, "2027-03-29T00:30:00Z")
    assert sweep_often(clock.parse("2027-03-29T00:31:00Z"), 60) == 0
    assert started(identifier) == ["2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"]


@pytest.mark.parametrize("catch_up", ["none", "last", "all"])
def test_the_skipped_time_runs_whatever_is_caught_up(catch_up):
    identifier = scheduled("30 2 * * 0", catch_up=catch_up)
    assert sweep("2027-03-28T01:30:30Z") == 1
    assert started(identifier) == ["2027-03-28T01:30:00Z"]


def test_a_time_that_the_clock_shows_twice_runs_once_even_if_it_is_delivered_twice():
    identifier = scheduled("30 2 * * *", made_at=clock.parse("2027-10-30T12:00:00Z"))
    for moment in ("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"):
        deliver(identifier, moment)
    sweep_often(clock.parse("2027-10-31T00:00:00Z"), 180)
    assert started(identifier) == ["2027-10-31T00:30:00Z"]


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ({"catch_up": "none"}, []),
        ({}, ["2027-06-04T00:00:00Z"]),
        ({"catch_up": "last"}, ["2027-06-04T00:00:00Z"]),
        ({"catch_up": "all"}, ["2027-06-02T00:00:00Z", "2027-06-03T00:00:00Z", "2027-06-04T00:00:00Z"]),
    ],
)
def test_what_was_missed_while_nothing_ran_is_caught_up_as_the_workflow_says(catch_up, expected):
    """Nothing ran from the evening of the first to the morning of the fourth."""
    identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"), **catch_up)
    for _ in range(3):
        sweep("2027-06-04T07:00:00Z")
        sweep("2027-06-04T09:00:00Z")
    assert started(identifier) == expected


def test_a_firing_that_only_comes_late_is_no_second_run():
    identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"))
    assert sweep("2027-06-02T00:05:00Z") == 0, "it has ten minutes"
    assert sweep("2027-06-02T00:11:00Z") == 1
    with at("2027-06-02T00:40:00Z"):  # Scheduler tries for an hour
        deliver(identifier, "2027-06-02T00:00:00Z")
    assert started(identifier) == ["2027-06-02T00:00:00Z"]


def test_of_a_schedule_that_fires_often_the_last_is_caught_up_unless_a_later_one_came():
    identifier = scheduled("*/5 * * * *", made_at=clock.parse("2027-06-01T06:00:30Z"))
    deliver(identifier, "2027-06-01T06:05:00Z")
    assert sweep("2027-06-01T12:01:00Z") == 1
    deliver(identifier, "2027-06-01T12:05:00Z")
    assert sweep_often(clock.parse("2027-06-01T12:02:00Z"), 13) == 0
    assert started(identifier) == ["2027-06-01T06:05:00Z", "2027-06-01T11:50:00Z", "2027-06-01T12:05:00Z"]


def test_what_is_caught_up_is_bounded_in_age_and_number():
    old = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"), catch_up="all")
    many = scheduled("* * * * *", made_at=clock.parse("2027-06-10T06:00:30Z"), catch_up="all")
    sweep("2027-06-11T07:00:00Z")
    assert started(old) == [f"2027-06-{day:02}T00:00:00Z" for day in (9, 10, 11)]
    with at("2027-06-11T07:00:00Z"):
        page = call("workflows.instances", {"workflow_id": many}).data
    assert page["pagination"]["total"] == 100


def test_what_a_workflow_missed_while_it_was_switched_off_is_not_caught_up():
    identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"), catch_up="all")
    with at("2027-06-01T19:00:00Z"):
        call("workflows.update", {"id": identifier, "status": "inactive"})
    assert sweep("2027-06-02T09:00:00Z") == 0
    with at("2027-06-03T12:00:00Z"):
        call("workflows.update", {"id": identifier, "status": "active"})
    sweep("2027-06-04T00:11:00Z")
    assert started(identifier) == ["2027-06-04T00:00:00Z"]


def test_a_missed_time_of_a_paused_workflow_is_a_failed_run_as_one_that_came():
    identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"))
    with at("2027-06-01T19:00:00Z"):
        call("workflows.pause", {"id": identifier})
    sweep("2027-06-02T00:11:00Z")
    (run,) = instances(identifier)
    assert (run["status"], run["error"]["code"]) == ("failed", "CONFLICT")


def test_a_schedule_that_was_there_before_is_looked_at_from_its_next_firing_on():
    identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"))
    key = Key(f"{ORGANISATION}#live#WF", identifier)
    the_table().update(key, Update(remove=("GSI1PK", "GSI1SK", "settled_until")))
    assert sweep("2027-06-02T09:00:00Z") == 0
    deliver(identifier, "2027-06-03T00:00:00Z", old="a schedule without a time zone in its input")
    assert sweep("2027-06-04T00:11:00Z") == 1
    assert started(identifier) == ["2027-06-03T00:00:00Z", "2027-06-04T00:00:00Z"]


def test_the_sandbox_is_caught_up_on_the_day_that_it_is():
    sandbox = {"environment": "sandbox"}
    with at("2027-06-01T18:00:00Z"):
        made = {"name": "Nit", "trigger_type": "cron", "trigger": {"cron": NIGHTLY}, "steps": [QUICK]}
        identifier = call("workflows.create", made, caller=sandbox).data["id"]
    assert sweep("2027-06-02T00:11:00Z") >= 1
    with at("2027-06-02T00:12:00Z"):
        page = call("workflows.instances", {"workflow_id": identifier}, caller=sandbox).data
    assert page["pagination"]["total"] == 1


def _is_at(place, call_number, moment):
    return (call_number, moment) == place


def test_a_sweeper_that_dies_anywhere_starts_each_missed_firing_once():
    """Before and after each call in turn; of all of them with CATCH_UP_KILLED=1."""
    killer, number = Killer(), 0
    while True:
        when = ("before", "after")[number % 2]
        identifier = scheduled(NIGHTLY, made_at=clock.parse("2027-06-01T18:00:00Z"), catch_up="all")
        place = (number, when)
        with at("2027-06-03T07:00:00Z"), killer.armed(partial(_is_at, place)), suppress(Killed):
            load("workers/sweep_workflows").handler({})
        if not killer.kills:
            break
        sweep("2027-06-03T07:10:00Z")
        sweep("2027-06-03T08:10:00Z")
        assert started(identifier) == ["2027-06-02T00:00:00Z", "2027-06-03T00:00:00Z"], f"killed {when} call {number}"
        with at("2027-06-03T08:20:00Z"):
            call("workflows.archive", {"id": identifier})
        number += STEP
    assert number > 10


def test_the_schedule_itself_stays_eventbridges():
    identifier = scheduled("0 9 LW * *")
    (named,) = boto3.client("scheduler").list_schedules(GroupName="workflows")["Schedules"]
    schedule = boto3.client("scheduler").get_schedule(GroupName="workflows", Name=named["Name"])
    assert schedule["ScheduleExpression"] == "cron(0 9 LW * ? *)"
    assert identifier in schedule["Target"]["Input"]
