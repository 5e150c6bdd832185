"""Measure lists at 1k, 10k, 100k (and 1M with `--million`), check every answer, write the table and the plot.

Read and write units are counted from the bytes of the items by AWS's rules (store/sizing.py), over the table in memory
with the real reader and writer. Each answer is compared with the naive one. Times are computing time in this process:
ours without the network, SQLite's as an embedded engine.
"""

import json
import platform
import resource
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from bivelio_core.store.keys import CONTACT, sequence_sk

from .contacts import contacts
from .peer import Peer
from .plot import draw
from .queries import queries
from .tables import Population

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
PEER_LIMIT = 100_000
RESULTS = Path(__file__).parent / "results"
CREATE_BATCHES = (1, 10, 100, 1_000)


def main() -> None:
    """Measure, print and save."""
    sizes = (*SIZES, MILLION) if "--million" in sys.argv else SIZES
    measured = {size: measure(size) for size in sizes}
    results = {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "sizes": measured,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    table = render(results)
    (RESULTS / "results.md").write_text(table, encoding="utf-8")
    draw(results, RESULTS / "results.png")
    print(table)


def measure(size: int) -> dict[str, Any]:
    """All figures of one population."""
    began = perf_counter()
    population = Population(size)
    built = perf_counter() - began
    somebody = population.store.get(CONTACT, sequence_sk(size // 2))
    assert somebody is not None
    peer = Peer(contacts(size)) if size <= PEER_LIMIT else None
    lists = {}
    for name, query in queries(size, somebody).items():
        ours, naive = population.list(query), population.naive(query)
        assert (ours.total, ours.sequences) == (naive.total, naive.sequences), name
        lists[name] = {
            "total": ours.total,
            "units": ours.units,
            "requests": ours.requests,
            "rounds": ours.rounds,
            "milliseconds": round(ours.milliseconds, 2),
            "naive_units": naive.units,
            "naive_milliseconds": round(naive.milliseconds, 1),
            "sqlite_milliseconds": round(peer.list(query)[1], 2) if peer else None,
        }
        print(f"{size:9,} {name:32} {ours.total:9,} {ours.units:7.1f} RCU {ours.rounds} rounds", file=sys.stderr)
    return {"build_seconds": round(built, 1), "lists": lists, "writes": writes(population), "peak_mb": peak()}


def writes(population: Population) -> dict[str, dict[str, float]]:
    """Units per contact: created in batches, updated alone."""
    found = {}
    for batch in CREATE_BATCHES:
        fresh = contacts(max(batch, 100), first=population.count + 1, seed=batch)
        usages, made = [], 0
        while items := list(islice(fresh, batch)):
            usages.append(population.create(items))
            made += len(items)
        found[f"create, in batches of {batch:,}"] = _per(made, usages)
    before = population.store.get(CONTACT, sequence_sk(5))
    assert before is not None
    after = {**before, "version": 2, "custom_fields": {**before["custom_fields"], "converted": True}}
    found["update custom_fields"] = _per(1, [population.update(before, after)])
    retagged = {**after, "version": 3, "tags": sorted({*after["tags"][1:], "vip", "premium"})}
    found["update tags, alone in its batch"] = _per(1, [population.update(after, retagged)])
    return found


def _per(count: int, usages: list[Any]) -> dict[str, float]:
    return {
        "write_units": round(sum(usage.write_units for usage in usages) / count, 2),
        "read_units": round(sum(usage.read_units for usage in usages) / count, 2),
    }


def peak() -> int:
    """Return this process's peak memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def render(results: dict[str, Any]) -> str:
    """The tables, in Markdown."""
    sizes = results["sizes"]
    names = list(next(iter(sizes.values()))["lists"])
    lines = [
        "# What lists cost",
        "",
        f"{results['measured']}, {results['machine']}. Pages of 25. Read units of a list, and of reading everything.",
        "",
        "| list | " + " | ".join(f"{size:,}" for size in sizes) + " | round trips | everything, at the largest |",
        "|---|" + "---:|" * (len(sizes) + 2),
    ]
    largest = sizes[max(sizes)]
    for name in names:
        row = [f"{sizes[size]['lists'][name]['units']:g}" for size in sizes]
        rounds = max(sizes[size]["lists"][name]["rounds"] for size in sizes)
        lines.append(f"| {name} | {' | '.join(row)} | {rounds} | {largest['lists'][name]['naive_units']:,.0f} |")
    lines += ["", "| milliseconds of computing | ours | SQLite FTS5 | everything |", "|---|---:|---:|---:|"]
    timed = max(size for size in sizes if size <= PEER_LIMIT)
    for name, row in sizes[timed]["lists"].items():
        times = (row["milliseconds"], row["sqlite_milliseconds"], row["naive_milliseconds"])
        lines.append(f"| {name}, {timed:,} | {' | '.join(map(str, times))} |")
    lines += ["", "| write, per contact | write units | read units |", "|---|---:|---:|"]
    for name, row in sizes[timed]["writes"].items():
        lines.append(f"| {name} | {row['write_units']} | {row['read_units']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
