"""`get` and `validate` tell when a schedule fires next, and which of its times the clocks skip."""

import boto3
import pytest
from bivelio_core import clock

from tests.api import call

STEPS = [{"id": "s", "type": "set", "input": {"x": 1}}]
NIGHTLY = {"cron": "30 2 * * *"}
pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(autouse=True)
def _in_march(table):
    boto3.client("scheduler").create_schedule_group(Name="workflows")
    with clock.frozen(clock.parse("2027-03-26T12:00:00Z")):
        yield


def scheduled(**trigger):
    made = {"name": "Nit", "trigger_type": "cron", "trigger": trigger, "steps": STEPS}
    return call("workflows.create", made).data["id"]


def validated(language="en", **trigger):
    definition = {"name": "Nit", "trigger_type": "cron", "trigger": trigger, "steps": STEPS}
    return call("workflows.validate", {"definition": definition}, headers={"Accept-Language": language}).data


def test_the_next_five_times_are_told_with_the_offset_of_the_zone():
    expected = [
        "2027-03-27T02:30:00+01:00",
        "2027-03-28T03:30:00+02:00",
        "2027-03-29T02:30:00+02:00",
        "2027-03-30T02:30:00+02:00",
        "2027-03-31T02:30:00+02:00",
    ]
    assert call("workflows.get", {"id": scheduled(**NIGHTLY)}).data["next_runs"] == expected
    assert validated(**NIGHTLY)["next_runs"] == expected
    assert validated(cron="0 9 LW * *", timezone="America/Bogota")["next_runs"][0] == "2027-03-31T09:00:00-05:00"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ca", "El 2027-03-28 els rellotges se salten les 02:30: aquell dia s'executa a les 03:30, una sola vegada."),
        ("es", "El 2027-03-28 los relojes se saltan las 02:30: ese día se ejecuta a las 03:30, una sola vez."),
        ("en", "On 2027-03-28 the clocks skip 02:30: that day it runs at 03:30, once."),
    ],
)
def test_a_time_that_the_clocks_skip_is_warned_about(language, sentence):
    warning = {"field": "trigger.cron", "message": sentence}
    assert validated(language, **NIGHTLY)["warnings"] == [warning]
    shown = call("workflows.get", {"id": scheduled(**NIGHTLY)}, headers={"Accept-Language": language}).data
    assert shown["warnings"] == [warning]


def test_a_time_that_is_there_each_day_is_not_warned_about():
    assert validated(cron="0 9 * * 1#1")["warnings"] == []
    assert "warnings" not in call("workflows.get", {"id": scheduled(cron="0 9 * * 1#1")}).data


def test_who_starts_by_no_schedule_has_no_next_times():
    definition = {"name": "A mà", "steps": STEPS}
    assert "next_runs" not in call("workflows.validate", {"definition": definition}).data
    assert "next_runs" not in call("workflows.get", {"id": call("workflows.create", definition).data["id"]}).data


def test_a_workflow_that_nothing_starts_has_no_next_times():
    identifier = scheduled(**NIGHTLY)
    assert "next_runs" not in call("workflows.pause", {"id": identifier}).data
    assert "next_runs" not in call("workflows.get", {"id": identifier}).data
    assert len(call("workflows.resume", {"id": identifier}).data["next_runs"]) == 5
    call("workflows.update", {"id": identifier, "trigger": {"cron": "0 9 L * *"}})
    assert "next_runs" not in call("workflows.get", {"id": identifier, "version": 1}).data
    assert call("workflows.get", {"id": identifier}).data["next_runs"][0] == "2027-03-31T09:00:00+02:00"
    call("workflows.update", {"id": identifier, "status": "inactive"})
    assert "next_runs" not in call("workflows.get", {"id": identifier}).data


def test_what_is_caught_up_is_one_of_three_words():
    refused = validated(cron="0 9 L * *", catch_up="some")
    assert [fault["field"] for fault in refused["errors"]] == ["trigger.catch_up"]
    assert validated(cron="0 9 L * *", catch_up="all")["valid"]


@pytest.mark.parametrize(
    ("cron", "reason"),
    [
        ("0 9 31W * *", "not every month has the day of '31W': write LW, the last weekday of the month"),
        ("0 9 * * L", "'L' in the day of the week needs a day: 5L is the last Friday of the month"),
        ("0 9 1,L * *", "'L' must stand alone, without other days"),
        ("0 9 * * 1#6", "'1#6' must be from #1 to #5"),
    ],
)
def test_a_refused_expression_says_what_to_write(cron, reason):
    (fault,) = validated(cron=cron)["errors"]
    assert (fault["field"], fault["constraint"], fault["reason"]) == ("trigger.cron", "cron", reason)
