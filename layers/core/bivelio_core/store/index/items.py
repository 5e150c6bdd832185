"""Read items as they are now for who writes the index: many keys, or many numbers, with few units."""

from collections.abc import Collection, Sequence
from functools import partial

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import BATCH_GET_LIMIT
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from . import bits
from .layout import chunk_address
from .parallel import Gather
from .terms import Indexed, Term

APART, RANGE_NUMBERS = 4, 4
"""Numbers at most so far apart, and so many of them, are read as a range: several items fit into one read unit."""

Bitmaps = dict[tuple[Term, int], int]
"""Members by term and chunk."""


def read_items(store: TenantStore, indexed: Indexed, sequences: Collection[int], gather: Gather) -> dict[int, Item]:
    """The items as they are now, strongly consistent."""
    ranges, singles = _ranges(sorted(sequences))
    reads = [partial(read_range, store, indexed, *each) for each in ranges]
    asked_numbers, items = set(sequences), dict[int, Item]()
    for part in gather(reads):
        items |= {number: item for number, item in part.items() if number in asked_numbers}
    item_keys = [store.key(indexed.kind, keys.sequence_sk(number)) for number in singles]
    by_key = read_all(store, item_keys, gather)
    return items | {ids.decode_sequence(key.sk): item for key, item in by_key.items()}


def _ranges(sequences: Sequence[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Divide numbers, in order, into ranges that are read by a Query each, and single ones."""
    runs: list[list[int]] = []
    for number in sequences:
        if runs and number - runs[-1][-1] <= APART:
            runs[-1].append(number)
        else:
            runs.append([number])
    ranges = [(run[0], run[-1]) for run in runs if len(run) >= RANGE_NUMBERS]
    return ranges, [number for run in runs if len(run) < RANGE_NUMBERS for number in run]


def read_range(store: TenantStore, indexed: Indexed, low: int, high: int) -> dict[int, Item]:
    """The items with numbers from `low` to `high`, both included, as they are now, strongly consistent."""
    first, last = keys.sequence_sk(low), keys.sequence_sk(high)
    items = store.query(indexed.kind, low=first, high=last, consistent=True)
    return {ids.decode_sequence(item["SK"]): item for item in items}


def read_all(
    store: TenantStore, item_keys: Sequence[Key], gather: Gather, *, consistent: bool = True
) -> dict[Key, Item]:
    """Read any number of items, a hundred per request."""
    batches = [item_keys[start : start + BATCH_GET_LIMIT] for start in range(0, len(item_keys), BATCH_GET_LIMIT)]
    items: dict[Key, Item] = {}
    for part in gather([partial(store.table.get_many, batch, consistent=consistent) for batch in batches]):
        items |= part
    return items


def read_bitmaps(
    store: TenantStore, indexed: Indexed, targets: Collection[tuple[Term, int]], gather: Gather
) -> Bitmaps:
    """The chunks as they are now, empty ones too."""
    addresses = {at: chunk_address(indexed, *at).key(store, indexed) for at in targets}
    stored = read_all(store, list(addresses.values()), gather)
    return {at: bits.decode(stored[key]["b"]) if key in stored else 0 for at, key in addresses.items()}
