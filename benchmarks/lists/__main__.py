"""Measure lists at 1k, 10k, 100k (and 1M with `--million`), check every answer, write the table and the plot.

Read and write units are counted from the bytes of the items by AWS's rules (store/sizing.py), over the table in memory
with the real reader and writer. Each answer is compared with the naive one, and so is each peer's: secondary indexes on
DynamoDB (gsi.py), and with `--postgres` a PostgreSQL server (postgres.py). Times are processor time: ours and SQLite's
of this process, PostgreSQL's of its own; each is the least of some turns. A size that is not measured keeps its former
figures. `--times` measures the largest of the usual sizes without reading everything, the slowest part, and compares
the answers with those of the secondary indexes instead. `--try` writes nothing.
"""

import json
import platform
import resource
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from bivelio_core import ids
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT, sequence_sk

from .contacts import contacts
from .gsi import Gsi
from .peer import Peer
from .plot import draw
from .postgres import LONE_WRITES, REPEATS, Postgres, server
from .queries import queries
from .render import render
from .tables import Cost, Population

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
PEER_LIMIT = 100_000
RESULTS = Path(__file__).parent / "results"
CREATE_BATCHES = (1, 10, 100, 1_000)


def main() -> None:
    """Measure, print and save."""
    sizes: tuple[int, ...] = (*SIZES, MILLION) if "--million" in sys.argv else SIZES
    if "--times" in sys.argv:
        sizes = SIZES[-1:]
    file = RESULTS / "results.json"
    stored_sizes = json.loads(file.read_text(encoding="utf-8"))["sizes"] if file.exists() else {}
    with ExitStack() as stack:
        start: StartPeer | None = None
        if "--postgres" in sys.argv:
            programs, socket = stack.enter_context(server())
            start = lambda items: Postgres(programs, socket, items)  # noqa: E731 - bound to this server
        measured = {str(size): measure(size, start) for size in sizes}
    results = {
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "sizes": {
            size: _merged(stored_sizes.get(size), measured.get(size))
            for size in sorted({*stored_sizes, *measured}, key=int)
        },
    }
    table = render(results)
    print(table)
    if "--try" not in sys.argv:
        file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        (RESULTS / "results.md").write_text(table, encoding="utf-8")
        draw(results, RESULTS / "results.png")


StartPeer = Callable[[Iterable[Item]], Postgres]


def _merged(former: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    """The new figures of a size, and the former ones that were not measured."""
    if not former or not new:
        return former or new or {}
    lists = {name: former["lists"].get(name, {}) | row for name, row in new["lists"].items()}
    return {**former, **new, "lists": lists}


def measure(size: int, start: StartPeer | None) -> dict[str, Any]:
    """All figures of one population."""
    began = perf_counter()
    population = Population(size)
    built = perf_counter() - began
    somebody = population.store.get(CONTACT, sequence_sk(size // 2))
    assert somebody is not None
    peer = Peer(contacts(size)) if size <= PEER_LIMIT else None
    gsi = Gsi(list(contacts(size)))
    postgres = start(contacts(size)) if start else None
    lists = {}
    for name, query in queries(size, somebody).items():
        ours, indexed = population.list(query), gsi.list(query)
        naive = None if "--times" in sys.argv else population.naive(query)
        assert (ours.total, ours.sequences) == (indexed.total, indexed.rows), name
        assert naive is None or (ours.total, ours.sequences) == (naive.total, naive.sequences), name
        lists[name] = {
            "total": ours.total,
            "units": ours.units,
            "requests": ours.requests,
            "rounds": ours.rounds,
            "milliseconds": round(min(population.list(query).milliseconds for _ in range(REPEATS)), 2),
            "sqlite_milliseconds": round(min(peer.list(query)[1] for _ in range(REPEATS)), 2) if peer else None,
            **({"naive_units": naive.units, "naive_milliseconds": round(naive.milliseconds, 1)} if naive else {}),
            "gsi": indexed.page._asdict(),
            "gsi_exact": indexed.exact._asdict(),
            **(_of_server(postgres, query, ours) if postgres else {}),
        }
        print(f"{size:9,} {name:32} {ours.total:9,} {ours.units:7.1f} RCU {ours.rounds} rounds", file=sys.stderr)
    figures = {
        "build_seconds": round(built, 1),
        "lists": lists,
        "writes": writes(population),
        "gsi_writes": gsi.writes(),
    }
    if postgres:
        figures["postgres"] = {"version": postgres.version(), **postgres.writes(contacts(LONE_WRITES, first=size + 1))}
    return {**figures, "peak_mb": peak()}


def _of_server(postgres: Postgres, query: dict[str, Any], ours: Cost) -> dict[str, float]:
    total, numbers, milliseconds = postgres.list(query)
    assert (total, numbers) == (ours.total, tuple(ids.decode_sequence(each) for each in ours.sequences)), query
    return {"postgres_milliseconds": round(milliseconds, 2)}


def writes(population: Population) -> dict[str, dict[str, float]]:
    """Units per contact: created in batches, updated alone."""
    units = {}
    for batch in CREATE_BATCHES:
        fresh = contacts(max(batch, 100), first=population.count + 1, seed=batch)
        usages, contact_count = [], 0
        while items := list(islice(fresh, batch)):
            usages.append(population.create(items))
            contact_count += len(items)
        units[f"create, in batches of {batch:,}"] = _per(contact_count, usages)
    before = population.store.get(CONTACT, sequence_sk(5))
    assert before is not None
    after = {**before, "version": 2, "custom_fields": {**before["custom_fields"], "converted": True}}
    units["update custom_fields"] = _per(1, [population.update(before, after)])
    retagged = {**after, "version": 3, "tags": sorted({*after["tags"][1:], "vip", "premium"})}
    units["update tags, alone in its batch"] = _per(1, [population.update(after, retagged)])
    return units


def _per(count: int, usages: list[Any]) -> dict[str, float]:
    return {
        "write_units": round(sum(usage.write_units for usage in usages) / count, 2),
        "read_units": round(sum(usage.read_units for usage in usages) / count, 2),
    }


def peak() -> int:
    """Return this process's peak memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
