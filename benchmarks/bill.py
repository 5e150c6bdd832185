"""Calculates what 100,000 requests cost in dollars, for docs/costs.md (written by `benchmarks.request_costs`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tools.template import ROOT

REQUESTS = 100_000
MIX = {"contacts.get": 50, "contacts.list": 25, "contacts.create": 10, "contacts.update": 10, "events.list": 5}
"""The requests, in percent. Each create and update makes an event, which one webhook receives."""

WRITES = {"contacts.create": "create, in batches of 1", "contacts.update": "update tags, alone in its batch"}
INDEX = ROOT / "benchmarks" / "lists" / "results" / "results.json"
"""The cost of a write in the list index when it is alone in its batch, which is the maximum."""

SECONDS, MEGABYTES, LOG_KILOBYTES, METRICS = 0.1, 512, 3, 5
"""Assumed of each request, all functions together: billed time, memory, log lines; and the metrics of an operation."""

MILLION, GIGA, THOUSAND = 1_000_000, 1_000_000_000, 1_000
GATEWAY, INVOCATION = 3.50 / MILLION, 0.20 / MILLION
GIGABYTE_SECOND, GIGABYTE_OF_LOGS, METRIC = 0.0000133334, 0.50, 0.30
READ_UNIT, WRITE_UNIT = 0.125 / MILLION, 0.625 / MILLION

TEXT = """## What 100,000 requests cost

An estimate for {mix}.
Each create and update is indexed alone and makes an event that one webhook receives.

| service | quantity | dollars |
|---|---:|---:|
{rows}
| **together** | | **{total:.2f}** |

Custom metrics come on top: an operation that is called in every hour of a month has five, {metrics:.2f} dollars a
month, however many requests it gets. With the operations of this mix they are the larger part of the bill up to some
{even:,.0f} requests a month.

Prices are those of us-east-1 without free tiers, as public comparisons of 2024 to 2026 quote AWS's price pages: API
Gateway REST 3.50 dollars a million requests; Lambda (arm64) 0.20 a million invocations and 0.0000133334 a GB-second;
DynamoDB on demand 0.125 a million read and 0.625 a million write units; CloudWatch 0.50 a GB of logs and 0.30 a
metric and month. Other regions differ: check the price lists of your region before you decide by this. The functions
are assumed to be billed {milliseconds:.0f} ms at {memory} MB for each request, and to write {logs} kB of logs.
Storage, backups, traces, data transfer, and what the stack costs without any request (alarms, a key, a secret) are
left out, and so are the queues (a delivery is some three requests of SQS).
"""


@dataclass
class Units:
    """Read and write units."""

    read: float = 0
    write: float = 0

    def add(self, cells: str, times: float) -> None:
        """Add a row of the tables of docs/costs.md so many times."""
        _, read, write, _ = cells.split(" | ")
        self.read += float(read) * times
        self.write += float(write) * times


def section(requests: Mapping[str, str], work: Mapping[str, str]) -> str:
    """Return the page's section, from the rows of its two tables."""
    written = REQUESTS * sum(MIX[operation] for operation in WRITES) / 100
    used = units(requests, work, written)
    invocations = 2 * REQUESTS + 3 * written
    rows = {
        "API Gateway": (f"{REQUESTS:,} requests", REQUESTS * GATEWAY),
        "Lambda, invocations": (f"{invocations:,.0f}", invocations * INVOCATION),
        "Lambda, time": (f"{gigabyte_seconds():,.0f} GB-seconds", gigabyte_seconds() * GIGABYTE_SECOND),
        "DynamoDB, reads": (f"{used.read:,.0f} units", used.read * READ_UNIT),
        "DynamoDB, writes": (f"{used.write:,.0f} units", used.write * WRITE_UNIT),
        "CloudWatch, logs": (f"{log_gigabytes():.1f} GB", log_gigabytes() * GIGABYTE_OF_LOGS),
    }
    total = sum(dollars for _, dollars in rows.values())
    return TEXT.format(
        mix=", ".join(f"{share} % `{operation}`" for operation, share in MIX.items()),
        rows="\n".join(f"| {name} | {quantity} | {dollars:.2f} |" for name, (quantity, dollars) in rows.items()),
        total=total,
        metrics=METRICS * METRIC,
        even=round(len(MIX) * METRICS * METRIC / total * REQUESTS, -5),
        milliseconds=SECONDS * THOUSAND,
        memory=MEGABYTES,
        logs=LOG_KILOBYTES,
    )


def units(requests: Mapping[str, str], work: Mapping[str, str], written: float) -> Units:
    """Return the table's units used by the authorizer, the endpoints, the index, the events and the deliveries."""
    used = Units()
    used.add(requests["authorizer: a key, again"], REQUESTS)
    for operation, share in MIX.items():
        used.add(requests[operation], REQUESTS * share / 100)
    indexed = json.loads(INDEX.read_text(encoding="utf-8"))["sizes"]["100000"]["writes"]
    for operation, row in WRITES.items():
        times = REQUESTS * MIX[operation] / 100
        used.read += indexed[row]["read_units"] * times
        used.write += indexed[row]["write_units"] * times
    used.add(work["record 10 events"], written / 10)
    used.add(work["tell a webhook of 10 events"], written)
    used.add(work["deliver one event, alone"], written)
    return used


def gigabyte_seconds() -> float:
    """Return the billed time of the functions in gigabyte-seconds."""
    return REQUESTS * SECONDS * MEGABYTES / 1024


def log_gigabytes() -> float:
    """Return the size of the log lines in gigabytes."""
    return REQUESTS * LOG_KILOBYTES * THOUSAND / GIGA
