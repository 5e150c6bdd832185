"""Copy what a table in memory has to a platform's: filling the first is quick, and the second gets each item once."""

import sys
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import Table

BATCH, CALLERS = 5_000, 4


def copy(memories: Iterable[MemoryTable], table: Table, without: Collection[str] = ()) -> None:
    """Put all items there, but those of some partitions."""
    everything = chain.from_iterable(memory.everything() for memory in memories)
    items = (item for item in everything if item["PK"] not in without)
    batches = iter(lambda: list(islice(items, BATCH)), [])
    with ThreadPoolExecutor(CALLERS) as callers:
        for done, _ in enumerate(callers.map(table.put_many, batches), 1):
            print(f"copied: {done * BATCH}", file=sys.stderr)
