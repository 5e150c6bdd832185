"""How each alarm is rung: by the real thing where this process can cause it, else by the metric data of AWS.

`every_way` has the way in words, as docs/game-day.md has it, with what was found; test_game_day.py does it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bivelio_core.triggers import EveryMinute, FromQueue

from tests.watch.evaluation import COMPOSITE, Key, Metrics, alarms, key_of
from tools.stack_parts.function import declared
from tools.stack_parts.names import queue_name

MINUTE, HOUR, DAY = 60, 3_600, 86_400
NOW = 40 * DAY
Alarm = Mapping[str, Any]


class Simulated(NamedTuple):
    """Values of AWS's metrics, one each minute (or period): while nothing is wrong, and while something is."""

    how: str
    good: Mapping[str, float]
    bad: Mapping[str, float]


ACCESS_LOG = "a line of the access log with {} a minute, through the filter of its metric"
SIMULATED: Mapping[str, Simulated] = {
    "LiveErrorRateAlarm": Simulated(
        "of 40 requests a minute two get a 5xx", {"errors": 0, "requests": 40}, {"errors": 2, "requests": 40}
    ),
    "LiveSlowAlarm": Simulated("`Latency` of 3 s", {"": 120}, {"": 3_000}),
    "LiveSlowestAlarm": Simulated("`Latency` of 11 s", {"": 120}, {"": 11_000}),
    "GatewayKeysAlarm": Simulated("`GatewayKeys` is 9,900", {"": 100}, {"": 9_900}),
    "ConcurrencyAlarm": Simulated("`ConcurrentExecutions` is 950", {"": 20}, {"": 950}),
    "TableReadThrottlesAlarm": Simulated("ten `ReadThrottleEvents` a minute", {"": 0}, {"": 10}),
    "TableWriteThrottlesAlarm": Simulated("ten `WriteThrottleEvents` a minute", {"": 0}, {"": 10}),
    "TableErrorsAlarm": Simulated("three `SystemErrors` of `GetItem` a minute", {"": 0}, {"": 3}),
    "IndexBehindAlarm": Simulated("`IteratorAge` of 90 s", {"": 200}, {"": 90_000}),
    "EventsBehindAlarm": Simulated("`IteratorAge` of 90 s", {"": 200}, {"": 90_000}),
    "DeliveriesBehindAlarm": Simulated("the oldest message waits for 90 s", {"": 1}, {"": 90}),
    "LanesBehindAlarm": Simulated("the oldest turn waits for 1,500 s", {"": 800}, {"": 1_500}),
    "WorkflowExecutionsFailedAlarm": Simulated("an execution fails", {"": 0}, {"": 1}),
    "AsyncDropsAlarm": Simulated(
        "Lambda gives up an event of `StartWorkflow`",
        {"starts": 0, "ends": 0, "sweeps": 0},
        {"starts": 1, "ends": 0, "sweeps": 0},
    ),
    "RunsThrottledAlarm": Simulated("transitions are held back", {"": 0}, {"": 4}),
    "SchedulerDropsAlarm": Simulated("Scheduler gives up a firing", {"": 0}, {"": 1}),
    "MailBouncesAlarm": Simulated("6 of 100 mails bounce", {"bounced": 0, "sent": 100}, {"bounced": 6, "sent": 100}),
    "MailComplaintsAlarm": Simulated(
        "2 of 1,000 mails are reported", {"complaints": 0, "sent": 1_000}, {"complaints": 2, "sent": 1_000}
    ),
    "CertificateAlarm": Simulated("29 days are left", {"": 200}, {"": 29}),
    "SiteErrorsAlarm": Simulated("10 % of the answers are 5xx", {"": 0}, {"": 10}),
    "DashboardErrorsAlarm": Simulated("10 % of the answers are 5xx", {"": 0}, {"": 10}),
    "DocsCertificateAlarm": Simulated("29 days are left", {"": 200}, {"": 29}),
    "DashboardCertificateAlarm": Simulated("29 days are left", {"": 200}, {"": 29}),
}
REAL: Mapping[str, str] = {
    "LiveServerErrorsAlarm": "the table is gone: six requests of live get a 5xx from the real handler",
    "SandboxServerErrorsAlarm": "the table is gone: six requests of the sandbox get a 5xx from the real handler",
    "DeliverySuccessAlarm": "22 deliveries by the real worker to a receiver that answers 500",
    "RunsOnTimeAlarm": "every fifth run of 40 minutes is started by the real function five minutes after its time",
}
LINES: Mapping[str, str] = {
    "AuthorizerFailuresAlarm": ACCESS_LOG.format("`AUTHORIZER_FAILURE` six times"),
    "FunctionThrottlesAlarm": ACCESS_LOG.format("`integration_status` 429"),
}
OBJECTIVES: Mapping[str, str] = {
    "LiveAvailabilityAlarm": "an hour in which 2 % of the requests get a 5xx",
    "LiveLatencyAlarm": "an hour in which 80 % of the requests take longer than a second",
    "DeliveriesOnTimeAlarm": "an hour in which every fifth first attempt ends later than a minute after its event",
}
BY_LAMBDA = "an event that Lambda gave up is in the queue, as its destination for failures puts it"
UNREADABLE = "a message that the real consumer cannot read, received as often as the queue allows"
PARKED_BY_CONSUMER = "a record that the real consumer of the stream cannot read, which it parks"
SWEEPER = "the table is gone: the real sweeper fails for three minutes"


def consumers() -> Iterator[tuple[str, str, FromQueue]]:
    """Each queue with dead letters of its own: its alarm, its consumer's folder, and how it is declared."""
    for function in declared():
        for each in function.needs.fed_by:
            if isinstance(each, FromQueue) and each.alarm:
                yield f"Dead{queue_name(each.queue)}Alarm", function.folder, each


def sweepers() -> Iterator[tuple[str, str]]:
    """The alarm of each function that the clock invokes, and its folder."""
    for function in declared():
        if any(isinstance(each, EveryMinute) for each in function.needs.fed_by):
            yield f"{function.logical_id}FailingAlarm", function.folder


PARKED = {
    "ParkedEventsAlarm": ("workers/publish_events", PARKED_BY_CONSUMER),
    "ParkedIndexChangesAlarm": ("workers/index_changes", PARKED_BY_CONSUMER),
    "ParkedWorkflowEventsAlarm": ("", BY_LAMBDA),
    "ParkedRequestsAlarm": ("", BY_LAMBDA),
}


def every_way() -> dict[str, tuple[str, str]]:
    """How each alarm is rung: in words, and whether by the real thing or by simulated data of AWS's."""
    return {
        **{name: (each.how, "simulated") for name, each in SIMULATED.items()},
        **{name: (how, "real") for name, how in REAL.items()},
        **{name: (how, "simulated") for name, how in LINES.items()},
        **{name: (how, "simulated") for name, how in OBJECTIVES.items()},
        **{name: (UNREADABLE, "real") for name, _, _ in consumers()},
        **{name: (how, "real" if folder else "simulated") for name, (folder, how) in PARKED.items()},
        **{name: (SWEEPER, "real") for name, _ in sweepers()},
    }


def publish(metrics: Metrics, alarm: Alarm, values: Mapping[str, float], start: float, end: float) -> None:
    """Publish the values of an alarm's metrics each minute of a time, or each period that is longer than an hour."""
    for key, name, period in _metrics_of(alarm):
        step = MINUTE if period <= HOUR else period
        at = start
        while at < end:
            metrics.add(key[0], key[1], dict(key[2]), at, values[name])
            at += step


def _metrics_of(alarm: Alarm) -> Iterator[tuple[Key, str, float]]:
    if "Metrics" not in alarm:
        yield key_of(alarm), "", float(alarm["Period"])
        return
    for each in alarm["Metrics"]:
        if "MetricStat" in each:
            yield key_of(each["MetricStat"]["Metric"]), each["Id"], float(each["MetricStat"]["Period"])
        elif "SELECT" in each["Expression"]:
            dimensions = frozenset({("TableName", "Table"), ("Operation", "GetItem")})
            yield ("AWS/DynamoDB", "SystemErrors", dimensions), "", float(each["Period"])


def seconds_of(alarm: Alarm) -> float:
    """How far an alarm looks back."""
    period = max(each[2] for each in _metrics_of(alarm))
    return period * int(alarm["EvaluationPeriods"])


def telling(edge: Mapping[str, Alarm]) -> set[str]:
    """The names of all alarms that tell somebody."""
    own = {name for name, each in alarms().items() if "AlarmActions" in each}
    return own | alarms(COMPOSITE).keys() | edge.keys()
