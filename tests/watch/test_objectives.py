"""An objective's alarm goes off when its budget goes too fast, ends soon after, and is silent otherwise."""

import pytest

from tests.watch.evaluation import COMPOSITE, Metrics, alarms, is_ringing
from tools.watch.objectives import OBJECTIVES, Beyond, Failures, windows

HOUR, DAY = 3_600, 86_400
NOW = 40 * DAY
DIMENSIONS = {"*live_api": {"ApiName": "Platform", "Stage": "v1"}, "*live": {"Environment": "live"}}
OF_SHARE = {each.name: each for each in OBJECTIVES}


def traffic(objective, shares, *, rate=10, now=NOW):
    """A day of metrics, `rate` a minute; `shares` are pairs of minutes before now and the share that is bad since."""
    metrics, measure = Metrics(), objective.measure
    dimensions = DIMENSIONS[measure.dimensions]
    namespace = measure.namespace.removeprefix("!Ref ")
    for minute in range(DAY // 60):
        at = now - 60 * (minute + 1)
        share = next((share for minutes, share in sorted(shares) if minute < minutes), 0)
        bad = share * rate
        match measure:
            case Failures():
                metrics.add(namespace, measure.failures, dimensions, at, bad)
                metrics.add(namespace, measure.total, dimensions, at, rate)
            case Beyond():
                late = round(bad * 10)
                values = [measure.milliseconds + 1] * late + [measure.milliseconds] * (rate * 10 - late)
                metrics.add(namespace, measure.metric, dimensions, at, *values)
    return metrics


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda each: each.name)
def test_an_hour_at_the_fastest_rate_rings_and_five_good_minutes_end_it(objective):
    share = min(1, 16 * (100 - objective.percent) / 100)
    assert is_ringing(objective.alarm, traffic(objective, [(60, share)]), NOW)
    assert not is_ringing(objective.alarm, traffic(objective, [(5, 0), (65, share)]), NOW)


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda each: each.name)
def test_six_hours_at_a_lower_rate_ring(objective):
    share = 7 * (100 - objective.percent) / 100
    assert is_ringing(objective.alarm, traffic(objective, [(6 * 60, share)]), NOW)
    assert not is_ringing(objective.alarm, traffic(objective, [(60, share)]), NOW), "an hour of it is no trouble"


@pytest.mark.parametrize("objective", OBJECTIVES, ids=lambda each: each.name)
def test_what_the_budget_allows_rings_nobody(objective):
    assert not is_ringing(objective.alarm, traffic(objective, [(24 * 60, (100 - objective.percent) / 100)]), NOW)
    assert not is_ringing(objective.alarm, Metrics(), NOW), "nothing was asked"


@pytest.mark.parametrize("name", ["LiveAvailability", "LiveLatency"])
def test_a_day_that_spends_a_tenth_of_the_budget_rings(name):
    objective = OF_SHARE[name]
    assert is_ringing(objective.alarm, traffic(objective, [(24 * 60, 3.5 * (100 - objective.percent) / 100)]), NOW)


def test_one_failure_of_a_quiet_night_wakes_nobody():
    objective = OF_SHARE["LiveAvailability"]
    metrics = Metrics()
    for name, value in (("5XXError", 1), ("Count", 3)):
        metrics.add("AWS/ApiGateway", name, DIMENSIONS["*live_api"], NOW - 120, value)
    assert not is_ringing(objective.alarm, metrics, NOW)


def test_windows_have_no_actions_and_the_alarms_that_join_them_do():
    for name in windows():
        assert "AlarmActions" not in alarms()[name], name
    assert alarms(COMPOSITE).keys() == {each.alarm for each in OBJECTIVES}
    for name, alarm in alarms(COMPOSITE).items():
        assert alarm["AlarmActions"] == alarm["OKActions"] != [], name


def test_a_window_is_one_that_cloudwatch_takes():
    """PutMetricAlarm: a period is a multiple of a minute; all periods together are a day at most below an hour each."""
    for objective, _, seconds in windows().values():
        assert seconds % 60 == 0
        assert seconds <= DAY
        assert 0 < objective.percent < 100
