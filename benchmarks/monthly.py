"""What a month of requests asks of AWS and costs, for benchmarks/bill.py: quantities times prices, service by service.

The requests are those of MIX, evenly over the month: so few come together that little is batched, which is the dearest
case. Measured are the units of the table (docs/costs.md), processor time and bytes (benchmarks/durations.py), and what
the templates count. Assumed is what only an account of AWS could show; each constant says so.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from benchmarks import log_bytes, prices
from benchmarks.prices import GIGABYTE, Price
from tools.template import ROOT, functions, kept_always, resources, template
from tools.watch import objectives

MIX = {"contacts.get": 50, "contacts.list": 25, "contacts.create": 10, "contacts.update": 10, "events.list": 5}
"""The requests, in percent. Each create and update makes an event, which one webhook receives."""
WRITES = {"contacts.create": "create, in batches of 1", "contacts.update": "update tags, alone in its batch"}
INDEX = ROOT / "benchmarks" / "lists" / "results" / "results.json"
DURATIONS = ROOT / "benchmarks" / "durations.json"

SECONDS, MINUTES = 730 * 3600, 730 * 60
"""Of an average month."""
WHOLE_PROCESSOR_MB = 1769
"""Lambda Developer Guide, "Configure Lambda function memory": with so much a function has one processor."""
TABLE_MS, RECEIVER_MS = 4, 200
"""Assumed: a call of the table from Lambda, one after the other; a receiver of a webhook, to its answer."""
KEPT_SECONDS = 600
"""Assumed: how long Lambda keeps an environment that nothing asks for."""
INDEX_CALLS = 6
"""Assumed of a batch with one change: rounds of calls that wait for each other."""
INDEX_WINDOW, STREAM_POLL, LOG_BATCH = 1.0, 0.25, 1.0
"""Seconds whose changes or lines are one batch: the template's; Lambda's four polls a second; assumed."""
KEPT_IN_LOG = 1 / 20
"""Of the requests that succeed, in the log of requests (bivelio_core/requests/kept.py)."""
HEADERS = 600
"""Assumed: bytes of an answer beside its body."""
POLLERS, POLL_SECONDS = 5, 20
"""SQS event sources: pollers of an idle queue, and how long each waits (AWS Knowledge Center, idle pollers)."""
TABLE_KEY_CALLS = MINUTES / 5
"""DynamoDB Developer Guide, "Encryption at rest": a caller's table key is asked of KMS anew after five minutes."""
ALONE = 96
"""So many batches of the log have their marks moved a few times."""
COUNTED_ALONE = f"count {ALONE} requests of the log, each alone in its batch"
DELIVERY_METRICS = 4
FULL = "WatchesFully"
"""The condition of what only a stack with `Watching=full` has."""
SQS_CALLS = 3
"""Of a delivery that is alone: sent, received, deleted."""


class Settings(NamedTuple):
    """The parameters of the stack that the bill depends on; by default those of the template."""

    traced_share: float = 0.01
    traces_per_second: int = 0
    workers_traced: bool = False
    operation_metrics: bool = False
    platform_lines: bool = False


OBSERVED = Settings(0.05, 1, workers_traced=True, operation_metrics=True, platform_lines=True)
"""What AWS and the code would do without the parameters: X-Ray's default rule, all lines, all metrics."""


class Line(NamedTuple):
    """A service, what is used of it in a month, and dollars."""

    service: str
    quantity: str
    dollars: float


@dataclass(frozen=True)
class Called:
    """A function in a month: invocations, milliseconds of a warm one, and those that a cold one takes more."""

    name: str
    times: float
    milliseconds: float
    megabytes: int
    is_request: bool
    cold_ms: float

    @property
    def cold_starts(self) -> float:
        """Of invocations at random moments, those that come later than an environment is kept."""
        return self.times * math.exp(-KEPT_SECONDS * self.times / SECONDS)

    @property
    def gigabyte_seconds(self) -> float:
        """The billed time, times the memory."""
        spent = self.times * self.milliseconds + self.cold_starts * self.cold_ms
        return spent / 1000 * self.megabytes / 1024


@cache
def measured() -> dict[str, Any]:
    """The figures of benchmarks/durations.py."""
    figures: dict[str, Any] = json.loads(DURATIONS.read_text(encoding="utf-8"))
    return figures


def calls_of(cells: str) -> int:
    """The calls to the table in a row of docs/costs.md: `get, 2 update` are three."""
    parts = [part for part in cells.partition(" | ")[0].split(", ") if part]
    return sum(int(part.partition(" ")[0]) if part[0].isdigit() else 1 for part in parts)


def units_of(cells: str) -> tuple[float, float]:
    """Read and write units of a row of docs/costs.md."""
    _, read, write, _ = cells.split(" | ")
    return float(read), float(write)


class Month:
    """A month with so many requests; `tables` are the rows of docs/costs.md, by name."""

    def __init__(self, requests: float, tables: Mapping[str, str], settings: Settings | None = None) -> None:
        self.requests, self.tables, self.settings = requests, tables, settings or Settings()
        self.writes = requests * sum(MIX[operation] for operation in WRITES) / 100
        self.called = list(self._called())

    def lines(self) -> list[Line]:
        """The bill."""
        reads, writes = self._units()
        logged, stored_gigabytes = self._log_gigabytes(), self._stored_gigabytes()
        sent, queued, keys = self._sent_gigabytes(), self._queue_calls(), self._key_calls()
        invocations = sum(each.times for each in self.called)
        time = sum(each.gigabyte_seconds for each in self.called)
        return [
            _line("API Gateway", self.requests, prices.REQUEST),
            _line("Lambda invocations", invocations, prices.INVOCATION),
            _line("Lambda time", time, prices.COMPUTE),
            _line("DynamoDB reads", reads, prices.READ),
            _line("DynamoDB writes", writes, prices.WRITE),
            _sum(
                "DynamoDB storage and recovery",
                (stored_gigabytes, prices.STORED),
                (stored_gigabytes, prices.RECOVERABLE),
            ),
            _sum("CloudWatch logs", (logged, prices.LOGGED), (logged, prices.LOG_STORED)),
            _line("CloudWatch metrics", self._metrics(), prices.METRIC),
            _sum(
                "CloudWatch alarms",
                (alarm_metrics(), prices.ALARM),
                (len(_watched("AWS::CloudWatch::CompositeAlarm")), prices.COMPOSITE),
            ),
            _line("CloudWatch dashboard", len(_watched("AWS::CloudWatch::Dashboard")), prices.DASHBOARD),
            _line("X-Ray", self.traces(), prices.TRACED),
            _line("SQS", queued, prices.QUEUED),
            _sum("KMS", (keys, prices.DECRYPTED), (len(resources("AWS::KMS::Key")), prices.KEY)),
            _line("Secrets Manager", len(kept_always("AWS::SecretsManager::Secret")), prices.SECRET),
            _line("Data transfer", sent, prices.SENT),
        ]

    def total(self) -> float:
        """Dollars of all lines."""
        return sum(line.dollars for line in self.lines())

    def traces(self) -> float:
        """Requests are evenly spread, so the reservoir takes all of a quiet API's."""
        settings = self.settings
        first = min(self.requests, settings.traces_per_second * SECONDS)
        traced = first + settings.traced_share * (self.requests - first)
        if settings.workers_traced:
            for each in self.called:
                if not each.is_request:  # Lambda's own rule: one a second, 5 % of the others
                    traced += min(each.times, SECONDS) + 0.05 * max(0, each.times - SECONDS)
        return traced

    def _called(self) -> Iterator[Called]:
        figures, memory = measured(), {each.logical_id: each.properties.get("MemorySize", 512) for each in functions()}
        named = {each.operation: each.logical_id for each in functions()}
        cold = figures["operations"]["contacts.create"]["cold_ms"]

        def function(
            name: str,
            times: float,
            processor_ms: float,
            waits_ms: float,
            *,
            is_request: bool = False,
            new: float = cold,
        ) -> Called:
            slower = max(1.0, WHOLE_PROCESSOR_MB / memory[name])
            milliseconds = processor_ms * slower + waits_ms
            return Called(name, times, milliseconds, memory[name], is_request, new * slower)

        judged = sum(figures["operations"][name]["authorizer_ms"] * share / 100 for name, share in MIX.items())
        yield function("Authorizer", self.requests, judged, TABLE_MS, is_request=True)
        for operation, share in MIX.items():
            about = figures["operations"][operation]
            waits = calls_of(self.tables[operation]) * TABLE_MS
            times = self.requests * share / 100
            yield function(named[operation], times, about["warm_ms"], waits, is_request=True, new=about["cold_ms"])
        workers = figures["workers"]
        yield function("IndexChanges", self._batches(INDEX_WINDOW), workers["IndexChanges"], INDEX_CALLS * TABLE_MS)
        published = calls_of(self.tables["record 10 events"]) + calls_of(self.tables["tell a webhook of 10 events"]) + 1
        yield function("PublishEvents", self._batches(STREAM_POLL), workers["PublishEvents"], published * TABLE_MS)
        delivered = calls_of(self.tables["deliver one event, alone"]) * TABLE_MS + RECEIVER_MS
        yield function("DeliverWebhook", self.writes, workers["DeliverWebhook"], delivered)
        yield function("RecordRequests", self._log_batches(), workers["RecordRequests"], TABLE_MS)
        swept = calls_of(self.tables["a minute's sweeps, nothing due"]) / len(figures["sweeps_ms"])
        for name, processor_ms in figures["sweeps_ms"].items():
            yield function(name, MINUTES, processor_ms, swept * TABLE_MS)

    def _batches(self, window: float) -> float:
        """Batches of the stream: what comes within the window is one."""
        return self.writes / max(1.0, self.writes / SECONDS * window)

    def _log_batches(self) -> float:
        """Batches of log lines: those of a function within a second are one."""
        each = (self.requests * share / 100 for share in MIX.values())
        return sum(times / max(1.0, times / SECONDS * LOG_BATCH) for times in each)

    def _units(self) -> tuple[float, float]:
        indexed = json.loads(INDEX.read_text(encoding="utf-8"))["sizes"]["100000"]["writes"]
        stored_row = "count and keep a request of the log"
        used = [
            (units_of(self.tables["authorizer: a key, again"]), self.requests),
            *((units_of(self.tables[name]), self.requests * share / 100) for name, share in MIX.items()),
            *(
                ((indexed[row]["read_units"], indexed[row]["write_units"]), self.requests * MIX[name] / 100)
                for name, row in WRITES.items()
            ),
            (units_of(self.tables["record 10 events"]), self.writes / 10),
            (units_of(self.tables["tell a webhook of 10 events"]), self.writes),
            (units_of(self.tables["deliver one event, alone"]), self.writes),
            (units_of(self.tables[COUNTED_ALONE]), self._log_batches() / ALONE),
            (units_of(self.tables[stored_row]), self.requests * KEPT_IN_LOG),
            (units_of(self.tables["a minute's sweeps, nothing due"]), MINUTES),
        ]
        return tuple(sum(units[which] * times for units, times in used) for which in (0, 1))

    def _log_gigabytes(self) -> float:
        extra = log_bytes.of_metrics() if self.settings.operation_metrics else 0
        size: float = sum(
            self.requests
            * share
            / 100
            * (measured()["line_bytes"][name] + log_bytes.EVENT + extra + log_bytes.access(name))
            for name, share in MIX.items()
        )
        size += self.writes * log_bytes.of_delivery()
        if self.settings.platform_lines:
            size += sum(each.times for each in self.called) * log_bytes.of_platform()
        return size / GIGABYTE

    def _stored_gigabytes(self) -> float:
        """A contact with its index, and for 30 days an event, its delivery and its attempt: a kilobyte each."""
        return (self.requests * MIX["contacts.create"] / 100 + 3 * self.writes) * 1000 / GIGABYTE

    def _metrics(self) -> float:
        """The metric filter's, deliveries' of one environment; with the parameter five an operation, one a function."""
        metric_count = len(resources("AWS::Logs::MetricFilter")) + (DELIVERY_METRICS if self.writes else 0)
        if self.settings.operation_metrics and self.requests:
            metric_count += log_bytes.metrics_of_an_operation() * len(MIX) + len(self.called)
        return metric_count

    def _queue_calls(self) -> float:
        return self.writes * SQS_CALLS + polled_queues() * POLLERS * SECONDS / POLL_SECONDS

    def _key_calls(self) -> float:
        """What DynamoDB asks for the functions in use."""
        return sum(min(each.times, TABLE_KEY_CALLS) for each in self.called)

    def _sent_gigabytes(self) -> float:
        answers: float = sum(
            self.requests * share / 100 * (measured()["operations"][name]["answer_bytes"] + HEADERS)
            for name, share in MIX.items()
        )
        delivered: float = self.writes * measured()["delivery_bytes"]
        return (answers + delivered) / GIGABYTE


@cache
def alarm_metrics() -> int:
    """The metrics of all alarms: an alarm on an expression is charged for each metric in it."""
    alarms = _watched("AWS::CloudWatch::Alarm").values()
    return sum(max(1, len([each for each in alarm.get("Metrics", []) if "MetricStat" in each])) for alarm in alarms)


@cache
def objectives_and_dashboard() -> float:
    """Dollars of a month of what the parameter `Watching` adds with `full`."""
    alarms = resources("AWS::CloudWatch::Alarm")
    windows = sum(len(alarms[name]["Metrics"]) - 1 for name in objectives.windows())
    return windows * prices.ALARM.each + len(objectives.OBJECTIVES) * prices.COMPOSITE.each + prices.DASHBOARD.each


def _watched(kind: str) -> dict[str, dict[str, Any]]:
    """The resources of a kind that watch a stack with the parameter `Watching` as the template has it."""
    all_of_them, watches_fully = template()["Resources"], template()["Parameters"]["Watching"]["Default"] == "full"
    return {
        name: each for name, each in resources(kind).items() if watches_fully or _condition(all_of_them[name]) != FULL
    }


def _condition(resource: dict[str, Any]) -> str:
    return str(resource.get("Condition"))


@cache
def polled_queues() -> int:
    """Queues whose messages Lambda brings to a function."""
    return len(re.findall(r"'Type': 'SQS'", str([each.properties.get("Events") for each in functions()])))


def _line(service: str, quantity: float, price: Price) -> Line:
    return _sum(service, (quantity, price))


def _sum(service: str, *parts: tuple[float, Price]) -> Line:
    used = dict.fromkeys(_amount(quantity, price) for quantity, price in parts)  # once, what is charged twice
    return Line(service, ", ".join(used), sum(quantity * price.each for quantity, price in parts))


def _amount(quantity: float, price: Price) -> str:
    unit = price.unit if price.per > 1 or price.unit == "GB" or quantity == 1 else f"{price.unit}s"
    return f"{quantity:,.0f} {unit}" if quantity >= 100 else f"{quantity:.3g} {unit}"  # noqa: PLR2004 - three figures
