"""Writes what a month costs, for docs/costs.md (`benchmarks.request_costs`); benchmarks/monthly.py counts."""

from collections.abc import Mapping

from benchmarks import log_bytes, monthly, prices
from benchmarks.monthly import MIX, OBSERVED, SECONDS, Month, Settings, measured
from tools.template import ROOT, functions, resources, template

SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000)
DOMINANT = 0.1
"""From this share of the bill on, a service is named as what dominates."""
MEMORY = 512
"""Megabytes of a function for which the template names none."""

TEXT = ROOT / "benchmarks" / "bill.txt"
"""The section, with the names of the figures in braces."""


def section(requests: Mapping[str, str], work: Mapping[str, str]) -> str:
    """Return the page's section, from the rows of its two tables."""
    tables = {**requests, **work}
    months = [Month(size, tables) for size in SIZES]
    idle = [line for line in Month(0, tables).lines() if line.dollars]
    operations = measured()["operations"]
    return TEXT.read_text(encoding="utf-8").format(
        **_bill(months, tables),
        **_off(),
        **_other(),
        mix=", ".join(f"{share} % `{operation}`" for operation, share in MIX.items()),
        operations=len(MIX),
        measured=measured()["measured"],
        machine=measured()["machine"],
        request_ms=sum(
            share / 100 * (operations[name]["warm_ms"] + operations[name]["authorizer_ms"])
            for name, share in MIX.items()
        ),
        whole=monthly.WHOLE_PROCESSOR_MB,
        table_ms=monthly.TABLE_MS,
        receiver_ms=monthly.RECEIVER_MS,
        kept=monthly.KEPT_SECONDS / 60,
        cold=next(each for each in months[0].called if each.name == "EventsList").cold_starts / 5_000,
        headers=monthly.HEADERS,
        idle="\n".join(f"| {line.service} | {line.quantity} | {line.dollars:.2f} |" for line in idle),
        idle_total=sum(line.dollars for line in idle),
        alarms=monthly.alarm_metrics(),
        watching=monthly.objectives_and_dashboard(),
        queues=monthly.polled_queues(),
        pollers=monthly.POLLERS,
        poll_seconds=monthly.POLL_SECONDS,
        prices=prices.table(),
    )


def _bill(months: list[Month], tables: Mapping[str, str]) -> dict[str, str]:
    """The rows of the first table, and the sentence about its last row."""
    bills = [month.lines() for month in months]
    totals = [sum(line.dollars for line in bill) for bill in bills]
    nothing = Month(0, tables).total()
    observed = [Month(month.requests, tables, OBSERVED).total() for month in months]
    dominant = [
        "; ".join(
            line.service for line in sorted(bill, key=lambda line: -line.dollars) if line.dollars >= DOMINANT * total
        )
        for bill, total in zip(bills, totals, strict=True)
    ]
    most = max(range(len(SIZES)), key=lambda at: observed[at] / totals[at])
    return {
        "heads": " | ".join(f"{size:,} requests" for size in SIZES),
        "rules": "---:|" * len(SIZES),
        "rows": "\n".join(
            f"| {services[0].service} | " + " | ".join(f"{line.dollars:,.2f}" for line in services) + " |"
            for services in zip(*bills, strict=True)
        ),
        "totals": " | ".join(f"**{total:,.2f}**" for total in totals),
        "without": " | ".join(f"{nothing:,.2f}" for _ in SIZES),
        "beyond": " | ".join(
            f"{(total - nothing) / size * 1_000_000:,.2f}" for total, size in zip(totals, SIZES, strict=True)
        ),
        "each": " | ".join(f"{total / size * 1_000_000:,.2f}" for total, size in zip(totals, SIZES, strict=True)),
        "dominant": " | ".join(dominant),
        "observed": " | ".join(f"{total:,.2f}" for total in observed),
        "most_off": (
            f"At {SIZES[most]:,} requests that would be {observed[most] / totals[most]:.1f} times the bill, "
            f"{_traces(months[most].requests, tables):.0%} of it traces."
        ),
    }


def _traces(requests: float, tables: Mapping[str, str]) -> float:
    """The share of traces when all is observed."""
    month = Month(requests, tables, OBSERVED)
    return month.traces() * prices.TRACED.each / month.total()


def _off() -> dict[str, object]:
    """The cells of what is off."""
    memory = sum(each.properties.get("MemorySize", MEMORY) for each in functions()) / 1024
    endpoints = sum(1 for each in functions() if each.is_endpoint and not each.is_inbound)
    metric = log_bytes.metrics_of_an_operation() * prices.METRIC.each
    start_ms = measured()["operations"]["contacts.get"]["cold_ms"]
    start = start_ms / 1000 * monthly.WHOLE_PROCESSOR_MB / 1024 * prices.COMPUTE.each
    snapshots = memory * SECONDS * prices.SNAPSHOT.each
    (firewall,) = resources("AWS::WAFv2::WebACL").values()
    rules = sum("Name" in each for each in firewall["Rules"])  # a dashboard has one more
    sweeps = len(measured()["sweeps_ms"]) * monthly.MINUTES
    provisioned = prices.KEPT_READY.each
    backup_days = template()["Parameters"]["BackupVaultDays"]["Default"]
    return {
        "operation_metric": metric,
        "cold_metric": prices.METRIC.each,
        "all_metrics": metric * endpoints * 2,
        "count": endpoints,
        "traced_idle": sweeps * prices.TRACED.each,
        "reservoir": SECONDS * prices.TRACED.each,
        "platform_lines": log_bytes.of_platform() * 1e6 / prices.GIGABYTE * prices.LOGGED.each,
        "provisioned": MEMORY / 1024 * SECONDS * provisioned,
        "ready": prices.COMPUTE_READY.dollars,
        "compute": prices.COMPUTE.dollars,
        "busy": provisioned / (prices.COMPUTE.each - prices.COMPUTE_READY.each),
        "snapshots": snapshots,
        "functions": len(functions()),
        "memory": memory,
        "restore": MEMORY / 1024 * 1_000_000 * prices.RESTORED.each,
        "firewall": prices.FIREWALL.each + rules * prices.FIREWALL_RULE.each,
        "firewall_requests": prices.FIREWALL_REQUEST.dollars,
        "table_backups": backup_days * prices.TABLE_BACKUP.each,
        "backup_days": backup_days,
        "file_backups": prices.FILES_BACKUP.each,
        "key": prices.KEY.each,
        "start_ms": start_ms,
        "starts": start * 1000,
        "break_even": snapshots / start / 1_000_000,
    }


def _other() -> dict[str, object]:
    """The cells of other work. A run is three transitions, a step with an effect two more (docs/workflows.md)."""
    transitions, thousand = 3 + 3 * 2, 1000
    return {
        "transitions": transitions,
        "runs": thousand * transitions * prices.STEP.each,
        "files": thousand * (prices.FILE_PUT.each + prices.FILE_GET.each + monthly.SQS_CALLS * prices.QUEUED.each),
        "stored": prices.FILES.each,
        "messages": thousand * monthly.SQS_CALLS * prices.QUEUED.each,
        "secrets": thousand * prices.DECRYPTED.each,
    }


__all__ = ["MIX", "Settings", "section"]
