"""What AWS charges for about as much as an organisation used, by the prices and quantities of docs/costs.md.

Exact are the quantities; the dollars are an estimate: each request, event and delivery is priced as one that comes
alone, the dearest case, and what all share (alarms, keys, idle queues) is a line of its own.
"""

import json
import statistics
from functools import cache
from typing import NamedTuple

from benchmarks import log_bytes, monthly, prices
from benchmarks.prices import GIGABYTE
from tools.template import ROOT

from .counting import Usage

COSTS = ROOT / "docs" / "costs.md"
AUTHORIZER, LOGGED = "authorizer: a key, again", monthly.COUNTED_ALONE
KEPT = "count and keep a request of the log"
MEGABYTES = 512
TRANSITIONS_A_RUN, TRANSITIONS_A_STEP = 3, 2
INVOCATIONS_A_RUN = 2


class Row(NamedTuple):
    """A row of a table of docs/costs.md: calls to the table, units read and written, calls of other services."""

    calls: int
    reads: float
    writes: float
    others: float

    @property
    def dollars(self) -> float:
        """What its units cost."""
        return self.reads * prices.READ.each + self.writes * prices.WRITE.each

    def as_cells(self) -> str:
        """The row behind its name, as benchmarks/monthly.py reads it."""
        return f"{self.calls} get | {self.reads} | {self.writes} | {self.others}"


class Cost(NamedTuple):
    """Dollars, by what they are for."""

    requests: float
    events: float
    deliveries: float
    messages: float
    runs: float
    storage: float

    @property
    def total(self) -> float:
        """All of them."""
        return sum(self)


@cache
def rows() -> dict[str, Row]:
    """The rows of both tables, by their names."""
    text = COSTS.read_text(encoding="utf-8").partition("\n## What a month costs")[0]
    cells = [line.strip("| ").split(" | ") for line in text.splitlines()]
    tables = [each for each in cells if len(each) == len(("name", *Row._fields)) and _is_number(each[2])]
    return {
        name: Row(monthly.calls_of(f"{calls.strip()} | "), float(read), float(write), float(others))
        for name, calls, read, write, others in tables
    }


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def row_of(operation: str) -> Row:
    """The row of an operation, the dearest if it has several; of one that has none the mean of all."""
    if operation in rows():
        return rows()[operation]
    kinds = [row for name, row in rows().items() if name.startswith(f"{operation}:")]
    if kinds:
        return max(kinds, key=lambda row: row.dollars)
    operations = [row for name, row in rows().items() if "." in name and " " not in name]
    means = [statistics.fmean(column) for column in zip(*operations, strict=True)]
    return Row(round(means[0]), *means[1:])


def cost_of(usage: Usage) -> Cost:
    """What AWS charges for about so much."""
    return Cost(
        sum(count * request_price(operation) for operation, count in usage.requests.items()),
        usage.events * event_price(),
        usage.deliveries * delivery_price(),
        usage.messages * (monthly.SQS_CALLS * prices.QUEUED.each + _invocation(_worker_ms("DeliverWebhook"))),
        _runs(usage),
        usage.table_bytes / GIGABYTE * (prices.STORED.each + prices.RECOVERABLE.each)
        + usage.document_bytes / GIGABYTE * prices.FILES.each,
    )


@cache
def request_price(operation: str) -> float:
    """Dollars of one request: gateway, authorizer and endpoint, their time, units and lines of the log."""
    figures = monthly.measured()["operations"]
    about = figures.get(operation) or {
        name: statistics.fmean(each[name] for each in figures.values())
        for name in ("warm_ms", "authorizer_ms", "answer_bytes")
    }
    own, judged = row_of(operation), rows()[AUTHORIZER]
    dollars: float = (
        prices.REQUEST.each
        + _invocation(about["authorizer_ms"], judged.calls)
        + _invocation(about["warm_ms"], own.calls)
        + judged.dollars
        + own.dollars
        + own.others * prices.QUEUED.each
        + (about["answer_bytes"] + monthly.HEADERS) / GIGABYTE * prices.SENT.each
        + _log_price(operation)
    )
    return dollars


def _log_price(operation: str) -> float:
    """Dollars of a request's lines, and of the function that counts it and keeps some."""
    lines = monthly.measured()["line_bytes"]
    size = lines.get(operation) or statistics.fmean(lines.values())
    price = prices.LOGGED.each + prices.LOG_STORED.each
    return (
        (size + log_bytes.EVENT + log_bytes.access(operation)) / GIGABYTE * price
        + rows()[LOGGED].dollars / monthly.ALONE
        + monthly.KEPT_IN_LOG * rows()[KEPT].dollars
        + _invocation(_worker_ms("RecordRequests"), rows()[LOGGED].calls / monthly.ALONE)
    )


@cache
def event_price() -> float:
    """Dollars of one event: the change that it tells is brought to the index of lists, then it is recorded."""
    measured = json.loads(monthly.INDEX.read_text(encoding="utf-8"))["sizes"]["100000"]["writes"]
    changes = [measured[name] for name in monthly.WRITES.values()]
    indexed = statistics.fmean(
        each["read_units"] * prices.READ.each + each["write_units"] * prices.WRITE.each for each in changes
    )
    return (
        indexed
        + _invocation(_worker_ms("IndexChanges"), monthly.INDEX_CALLS)
        + _invocation(_worker_ms("PublishEvents"), rows()["record 10 events"].calls + 1)
        + rows()["record 10 events"].dollars / 10
    )


@cache
def delivery_price() -> float:
    """Dollars of one attempt to deliver an event to a webhook."""
    row = rows()["deliver one event, alone"]
    waits = monthly.RECEIVER_MS / monthly.TABLE_MS
    dollars: float = (
        row.dollars
        + rows()["tell a webhook of 10 events"].dollars
        + monthly.SQS_CALLS * prices.QUEUED.each
        + _invocation(_worker_ms("DeliverWebhook"), row.calls + waits)
        + log_bytes.of_delivery() / GIGABYTE * prices.LOGGED.each
        + monthly.measured()["delivery_bytes"] / GIGABYTE * prices.SENT.each
    )
    return dollars


def _runs(usage: Usage) -> float:
    transitions = usage.runs * TRANSITIONS_A_RUN + usage.steps * TRANSITIONS_A_STEP
    invocations = usage.runs * INVOCATIONS_A_RUN + usage.steps
    about = statistics.fmean(monthly.measured()["workers"].values())
    return transitions * prices.STEP.each + invocations * _invocation(about)


def _worker_ms(name: str) -> float:
    return float(monthly.measured()["workers"][name])


def _invocation(processor_ms: float, table_calls: float = 0) -> float:
    """Dollars of an invocation of a function of the usual size."""
    milliseconds = processor_ms * monthly.WHOLE_PROCESSOR_MB / MEGABYTES + table_calls * monthly.TABLE_MS
    return prices.INVOCATION.each + milliseconds / 1000 * MEGABYTES / 1024 * prices.COMPUTE.each


def shared() -> float:
    """Dollars of a month that all organisations share, whatever they ask: docs/costs.md's bill without requests."""
    return monthly.Month(0, {name: row.as_cells() for name, row in rows().items()}).total()
