"""The figures as tables in Markdown."""

from collections.abc import Iterator
from typing import Any

ROUND_TRIP_MS = 4
"""Assumed of DynamoDB from a function in its region, for the estimate of a list's time there."""


def render(results: dict[str, Any]) -> str:
    """The page of the figures."""
    sizes = results["sizes"]
    timed = max((size for size in sizes if "sqlite_milliseconds" in _first(sizes[size])), key=_if_timed(sizes))
    largest = max((size for size in sizes if "gsi" in _first(sizes[size])), key=int)
    head = (
        f"{results['measured']}, {results['machine']}. Pages of 25; read units (RCU) of a list, and of reading "
        "everything. Sizes that this run did not measure have their former figures."
    )
    parts = [
        ["# What lists cost", "", head, ""],
        [*_units(sizes)],
        ["", "## Beside secondary indexes", "", _GSI.format(size=int(largest)), ""],
        [*_indexed(sizes[largest])],
        ["", "## Beside a server, and an embedded engine", "", _server_text(sizes[timed], int(timed)), ""],
        [*_times(sizes[timed])],
        ["", "## Writes", ""],
        [*_writes(sizes[timed], int(timed))],
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def _if_timed(sizes: dict[str, Any]) -> Any:
    return lambda size: int(size) if _first(sizes[size])["sqlite_milliseconds"] is not None else 0


_GSI = (
    "{size:,} contacts; read units, and in brackets requests one after the other. *Page only* has an index by type and "
    "one by tag, whose entries are copies of the rows, and answers no total. *Exact totals* has counter items for "
    "everything, each type and each tag besides, and counts what has none. A page in the middle walks to its place. "
    "Every answer has the same rows and totals as ours. The share is ours of theirs with exact totals."
)


def _first(size: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = next(iter(size["lists"].values()))
    return first


def _units(sizes: dict[str, Any]) -> Iterator[str]:
    yield "| list | " + " | ".join(f"{int(size):,}" for size in sizes) + " | round trips | everything, at the largest |"
    yield "|---|" + "---:|" * (len(sizes) + 2)
    largest = max(sizes, key=int)
    for name in sizes[largest]["lists"]:
        row = [f"{sizes[size]['lists'][name]['units']:g}" for size in sizes]
        rounds = max(sizes[size]["lists"][name]["rounds"] for size in sizes)
        yield f"| {name} | {' | '.join(row)} | {rounds} | {sizes[largest]['lists'][name]['naive_units']:,.0f} |"


def _indexed(size: dict[str, Any]) -> Iterator[str]:
    yield "| list | ours, exact | indexes, page only | indexes, exact totals | share |"
    yield "|---|---:|---:|---:|---:|"
    for name, row in size["lists"].items():
        page, exact = row["gsi"], row["gsi_exact"]
        yield (
            f"| {name} | {row['units']:g} ({row['rounds']}) | {page['units']:,g} ({page['requests']}) | "
            f"{exact['units']:,g} ({exact['requests']}) | {row['units'] / exact['units']:.2g} |"
        )


def _server_text(size: dict[str, Any], count: int) -> str:
    text = (
        f"{count:,} contacts; milliseconds of processor time of a page and its exact total, the least of nine turns. "
        f"*On DynamoDB* adds {ROUND_TRIP_MS} ms, assumed, for each round trip of ours. SQLite (FTS5) runs in the same "
        "process. *Everything* is time by the clock, of the run that last read everything."
    )
    if "postgres" not in size:
        return text
    return (
        f"{text} PostgreSQL {size['postgres']['version']} has indexes for type, tags (GIN) and words (trigrams), all "
        "in its memory; its time is that of the server's process, without the way to it."
    )


def _times(size: dict[str, Any]) -> Iterator[str]:
    has_server = "postgres" in size
    yield "| list | ours | ours on DynamoDB |" + (" PostgreSQL |" if has_server else "") + " SQLite | everything |"
    yield "|---|---:|---:|---:|---:|" + ("---:|" if has_server else "")
    for name, row in size["lists"].items():
        estimate = row["milliseconds"] + row["rounds"] * ROUND_TRIP_MS
        theirs = f" {row['postgres_milliseconds']:.2f} |" if has_server else ""
        yield (
            f"| {name} | {row['milliseconds']:.2f} | {estimate:.1f} |{theirs} "
            f"{row['sqlite_milliseconds']:.2f} | {row['naive_milliseconds']:,.0f} |"
        )


def _writes(size: dict[str, Any], count: int) -> Iterator[str]:
    yield "| write, per contact | write units | read units |"
    yield "|---|---:|---:|"
    for name, row in size["writes"].items():
        yield f"| {name} | {row['write_units']:g} | {row['read_units']:g} |"
    for name, row in size.get("gsi_writes", {}).items():
        yield f"| indexes, page only: {name} | {row['page']:.1f} | 0 |"
        yield f"| indexes, exact totals, in a transaction: {name} | {row['exact']:.1f} | 0 |"
    if server := size.get("postgres"):
        yield ""
        yield (
            f"PostgreSQL takes {server['create']:.2f} ms of processor time to create a contact and "
            f"{server['update tags']:.2f} ms to change its tags, at {count:,} contacts; then its disk has to confirm."
        )
