"""The page of a load test: for each operation its latencies, failures and throttles, and what AWS charges for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from tools.cost_report import pricing

from .mix import FLOOR

HEADS = ("operation", "requests", "a second", "p50 ms", "p95 ms", "p99 ms", "errors", "throttles", "dollars")
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Load test</title>
<style>body{{font:16px system-ui;margin:2rem}}table{{border-collapse:collapse}}
th,td{{padding:.3rem .8rem;text-align:right;border-bottom:1px solid #ccc}}
th:first-child,td:first-child{{text-align:left}}</style></head>
<body><h1>Load test of {target}</h1>
<p>{rate:g} arrivals a second for {seconds:g} seconds, each measured from the moment it was due.</p>
<table><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table>
<p>A month at this rate: about {month:,.2f} dollars for these requests, without what follows from them
(<code>make cost-report</code> counts that too). {ratios}</p>
<h2>Failures</h2><ul>{failures}</ul>
</body></html>
"""
SECONDS_OF_A_MONTH = 730 * 3600
THROTTLED = "429 "


class Row(NamedTuple):
    """The figures of an operation; a ratio is to the floor's in the same run, None without one."""

    operation: str
    requests: int
    milliseconds: Sequence[float]
    errors: int
    throttles: int
    dollars: float
    ratios: Sequence[float] | None


def rows_of(results: Mapping[str, Any]) -> list[Row]:
    """The rows, by operation."""
    throttles = Counter[str]()
    for name, error, count in results["errors"]:
        throttles[name] += count if THROTTLED in error else 0
    floor = results["operations"].get(FLOOR)
    return [
        Row(
            name,
            about["requests"],
            about["milliseconds"],
            about["failures"] - throttles[name],
            throttles[name],
            0.0 if name == FLOOR else about["requests"] * pricing.request_price(name),
            _ratios(about["milliseconds"], floor["milliseconds"]) if floor else None,
        )
        for name, about in sorted(results["operations"].items())
    ]


def _ratios(own: Sequence[float], floor: Sequence[float]) -> list[float]:
    return [mine / max(least, 1.0) for mine, least in zip(own, floor, strict=True)]


def page(results: Mapping[str, Any], target: str, rate: float, seconds: float) -> str:
    """The page, as HTML."""
    rows = rows_of(results)
    dollars = sum(row.dollars for row in rows)
    compared = [row for row in rows if row.ratios and row.operation != FLOOR]
    ratios = "; ".join(f"{row.operation} {row.ratios[0]:.1f}" for row in compared if row.ratios)
    errors = [f"<li>{escape(name)}: {escape(error)}, {count} times</li>" for name, error, count in results["errors"]]
    return PAGE.format(
        target=escape(target),
        rate=rate,
        seconds=seconds,
        heads="".join(f"<th>{head}</th>" for head in HEADS),
        rows="\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in _cells(row, seconds))}</tr>" for row in rows),
        month=dollars / seconds * SECONDS_OF_A_MONTH,
        ratios=f"Medians in medians of {FLOOR} in the same run: {ratios}." if ratios else "",
        failures="\n".join(errors) or "<li>none</li>",
    )


def _cells(row: Row, seconds: float) -> list[str]:
    times = [f"{each:,.0f}" for each in row.milliseconds]
    counts = [str(row.errors), str(row.throttles)]
    return [row.operation, f"{row.requests:,}", f"{row.requests / seconds:.1f}", *times, *counts, f"{row.dollars:.4f}"]


def compared(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """Lines that compare two runs on the local runtime by their ratios to the floor, so on machines of any speed."""
    former = {row.operation: row.ratios for row in rows_of(before)}
    lines = []
    for row in rows_of(now):
        if row.ratios and (theirs := former.get(row.operation)) and row.operation != FLOOR:
            shares = [mine / other for mine, other in zip(row.ratios, theirs, strict=True)]
            lines.append(f"{row.operation}: p50 {shares[0]:.2f}, p95 {shares[1]:.2f}, p99 {shares[2]:.2f} of before")
    return lines
