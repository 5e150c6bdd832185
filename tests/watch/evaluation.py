"""Evaluates alarms of the templates over metric data, as CloudWatch does: the data are a test's own.

Source: CloudWatch User Guide, "Alarm evaluation", "Statistics definitions", "Create a composite alarm". An alarm looks
at its last periods up to now; one that treats missing data as not breaching is OK without data.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from tests.declared import RESOURCES
from tests.watch.metric_math import BREACHES, evaluate

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"
Dimensions = Mapping[str, str]
Key = tuple[str, str, frozenset[tuple[str, str]]]
QUERY = re.compile(r'SELECT SUM\((\w+)\) FROM SCHEMA\("([\w/]+)", [\w, ]+\) WHERE (\w+) = \'(\w+)\'')


def plain(value: Any) -> Any:
    """A property with each reference replaced by the name that it refers to: `Platform` for `!Ref AWS::StackName`."""
    match value:
        case {"Ref": "AWS::StackName"}:
            return "Platform"
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return name if attribute in {"QueueName", "Arn"} else f"{name}.{attribute}"
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda match: "Platform" if "::" in match[1] else match[1], text)
        case {"Fn::If": [str(_), then, _]}:
            return plain(then)
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case _:
            return value


def alarms(kind: str = ALARM) -> dict[str, dict[str, Any]]:
    """The alarms of all stacks, by logical id, with their references replaced by names."""
    return {name: plain(each["Properties"]) for name, each in RESOURCES.items() if each["Type"] == kind}


class Metrics:
    """Metric data: values with their times, in seconds."""

    def __init__(self) -> None:
        self._points: dict[Key, list[tuple[float, float]]] = defaultdict(list)

    def add(self, namespace: str, name: str, dimensions: Dimensions, at: float, *values: float) -> None:
        """Publish values of a metric."""
        self._points[namespace, name, frozenset(dimensions.items())] += [(at, value) for value in values]

    def add_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Publish what log lines of the embedded metric format say."""
        for line in lines:
            for about in line.get("_aws", {}).get("CloudWatchMetrics", ()):
                (names,) = about["Dimensions"] or [[]]
                dimensions = {name: line[name] for name in names}
                for metric in about["Metrics"]:
                    at = line["_aws"]["Timestamp"] / 1000
                    self.add(about["Namespace"], metric["Name"], dimensions, at, line[metric["Name"]])

    def statistic(self, key: Key, stat: str, start: float, end: float) -> float | None:
        """A statistic of a period, None without data."""
        values = sorted(value for at, value in self._points.get(key, ()) if start <= at < end)
        return _statistic(values, stat) if values else None

    def total(self, namespace: str, name: str, dimension: tuple[str, str], start: float, end: float) -> float | None:
        """The sum over all metrics of a name that have a dimension's value."""
        keys = [key for key in self._points if key[:2] == (namespace, name) and dimension in key[2]]
        sums = [each for key in keys if (each := self.statistic(key, "Sum", start, end)) is not None]
        return sum(sums) if sums else None


def _statistic(values: list[float], stat: str) -> float:
    if rank := re.fullmatch(r"PR\(:(\d+)\)", stat):
        return 100 * sum(value <= float(rank[1]) for value in values) / len(values)
    if percentile := re.fullmatch(r"p(\d+)", stat):
        return values[ceil(len(values) * int(percentile[1]) / 100) - 1]
    simple = {"Sum": sum(values), "Maximum": values[-1], "Minimum": values[0], "SampleCount": float(len(values))}
    return simple[stat] if stat in simple else sum(values) / len(values)


def is_ringing(name: str, metrics: Metrics, now: float, known: Mapping[str, dict[str, Any]] | None = None) -> bool:
    """Whether an alarm is in the state ALARM at a time. `known` are alarms of a test's own."""
    every = known if known is not None else alarms()
    if name in every:
        return _metric_alarm(every[name], metrics, now)
    rule = alarms(COMPOSITE)[name]["AlarmRule"]
    states = {child: is_ringing(child, metrics, now, known) for child in re.findall(r'ALARM\("(\w+)"\)', rule)}
    text = re.sub(r'ALARM\("(\w+)"\)', lambda match: str(states[match[1]]), " ".join(rule.split()))
    return _is_true(ast.parse(text.replace(" AND ", " and ").replace(" OR ", " or "), mode="eval").body)


def _is_true(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=bool() as value):
            return value
        case ast.BoolOp(op=ast.And(), values=values):
            return all(map(_is_true, values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(_is_true, values))
    raise ValueError(ast.unparse(node))


def _metric_alarm(alarm: Mapping[str, Any], metrics: Metrics, now: float) -> bool:
    period = alarm.get("Period") or next(
        each.get("Period") or each["MetricStat"]["Period"] for each in alarm["Metrics"][::-1]
    )
    count = int(alarm["EvaluationPeriods"])
    values = [_value(alarm, metrics, now - (at + 1) * period, now - at * period) for at in range(count)]
    breaching = sum(_breaches(alarm, value) for value in values)
    return breaching >= int(alarm.get("DatapointsToAlarm", count))


def _breaches(alarm: Mapping[str, Any], value: float | None) -> bool:
    if value is None:
        return bool(alarm["TreatMissingData"] == "breaching")
    threshold = alarm["Threshold"] if isinstance(alarm["Threshold"], int | float) else 800.0
    return bool(BREACHES[alarm["ComparisonOperator"]](value, threshold))


def _value(alarm: Mapping[str, Any], metrics: Metrics, start: float, end: float) -> float | None:
    if "Metrics" not in alarm:
        stat = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        return metrics.statistic(key_of(alarm), stat, start, end)
    (returned,) = [each for each in alarm["Metrics"] if each.get("ReturnData", True)]
    if query := QUERY.search(returned["Expression"]):
        return metrics.total(query[2], query[1], (query[3], query[4]), start, end)
    data = {}
    for each in alarm["Metrics"]:
        if "MetricStat" in each:
            about = each["MetricStat"]
            data[each["Id"]] = [metrics.statistic(key_of(about["Metric"]), about["Stat"], start, end)]
    return evaluate(returned["Expression"], data, 0)


def key_of(metric: Mapping[str, Any]) -> Key:
    """What a metric's data are kept under."""
    dimensions = frozenset((each["Name"], each["Value"]) for each in metric.get("Dimensions", ()))
    return metric["Namespace"], metric["MetricName"], dimensions
