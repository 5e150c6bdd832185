"""Each alarm on metric math goes off when it should and at no other time: the emulator knows no metric math."""

import pytest

from tests.declared import of_type
from tests.watch.metric_math import evaluate, goes_off, names

ALARMS = {
    name: alarm
    for name, alarm in of_type("AWS::CloudWatch::Alarm").items()
    if "Metrics" in alarm and "AlarmActions" in alarm and not str(alarm["Metrics"]).count("SELECT ")
}
"""Windows of objectives are tried by tests/watch/test_objectives.py, queries by tests/watch/test_game_day.py."""
NOTHING = None
Cases = dict[str, list[dict[str, list[float | None]]]]

OFF: Cases = {
    "LiveErrorRateAlarm": [
        {"requests": [100, 100], "errors": [2, 2]},
        {"requests": [9_000, 9_000, 150], "errors": [0, 91, 150]},
    ],
    "DeliverySuccessAlarm": [
        {"attempts": [20], "delivered": [0]},
        {"attempts": [500], "delivered": [249]},
    ],
    "AsyncDropsAlarm": [
        {"starts": [1], "ends": [NOTHING], "sweeps": [NOTHING]},
        {"starts": [NOTHING], "ends": [3], "sweeps": [NOTHING]},
        {"starts": [0], "ends": [NOTHING], "sweeps": [2]},
    ],
    "MailBouncesAlarm": [{"sent": [50], "bounced": [3]}],
    "MailComplaintsAlarm": [{"sent": [1_000], "complaints": [2]}],
}
"""Metric data with which an alarm goes off, one value a period; no two of its conditions hide each other."""

SILENT: Cases = {
    "LiveErrorRateAlarm": [
        {"requests": [NOTHING, NOTHING], "errors": [NOTHING, NOTHING]},
        {"requests": [99, 99], "errors": [99, 99]},
        {"requests": [100, 100], "errors": [1, 1]},
        {"requests": [100, 100], "errors": [50, 0]},
        {"requests": [0, 0], "errors": [0, 0]},
    ],
    "DeliverySuccessAlarm": [
        {"attempts": [NOTHING], "delivered": [NOTHING]},
        {"attempts": [19], "delivered": [0]},
        {"attempts": [500], "delivered": [250]},
        {"attempts": [0], "delivered": [0]},
    ],
    "AsyncDropsAlarm": [
        {"starts": [NOTHING], "ends": [NOTHING], "sweeps": [NOTHING]},
        {"starts": [0], "ends": [0], "sweeps": [0]},
    ],
    "MailBouncesAlarm": [
        {"sent": [NOTHING], "bounced": [NOTHING]},
        {"sent": [49], "bounced": [49]},
        {"sent": [1_000], "bounced": [40]},
    ],
    "MailComplaintsAlarm": [
        {"sent": [10], "complaints": [1]},
        {"sent": [2_000], "complaints": [2]},
        {"sent": [NOTHING], "complaints": [NOTHING]},
    ],
}


def cases(table):
    """Every alarm on metric math with its data; one without data fails its test."""
    return pytest.mark.parametrize(
        ("name", "data"), [(name, data) for name in sorted(ALARMS) for data in table.get(name, [None])]
    )


@cases(OFF)
def test_an_alarm_on_metric_math_can_go_off(name, data):
    assert data is not None, f"{name} needs metric data with which it goes off, in OFF"
    assert goes_off(ALARMS[name], data)


@cases(SILENT)
def test_an_alarm_on_metric_math_is_silent_when_nothing_is_wrong(name, data):
    assert data is not None, f"{name} needs metric data with which it is silent, in SILENT"
    assert not goes_off(ALARMS[name], data)


@pytest.mark.parametrize("name", sorted(ALARMS))
def test_an_expression_names_the_metrics_of_its_alarm_and_one_period(name):
    """CloudWatch refuses a name that is not declared; a metric that nothing names watches nothing."""
    (expression,) = [each["Expression"] for each in ALARMS[name]["Metrics"] if "Expression" in each]
    metrics = {each["Id"]: each["MetricStat"]["Period"] for each in ALARMS[name]["Metrics"] if "MetricStat" in each}
    assert names(expression) == metrics.keys()
    assert len(set(metrics.values())) == 1
    for data in OFF[name] + SILENT[name]:
        assert data.keys() == metrics.keys()


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("a / b", None),
        ("a + gone", None),
        ("FILL(gone, 7) + a", 8),
        ("IF(a > 0, a, gone)", 1),
        ("IF(gone > 0, a, a)", None),
        ("IF(a != 1, gone, 100 * a - 1)", 99),
    ],
)
def test_metric_math_computes_as_cloudwatch_does(expression, value):
    assert evaluate(expression, {"a": [1], "b": [0], "gone": [None]}, 0) == value


def test_what_metric_math_is_not_known_to_compute_is_refused():
    with pytest.raises(ValueError, match="SEARCH"):
        evaluate("SEARCH(a)", {"a": [1]}, 0)
