"""Compare what could sort lists by name: `python -m benchmarks.lists.orders [--million] [--write]`.

The names of the other tables' contacts. A packed column is made of the real blocks (store/index/columns.py), of several
sizes, compressed or not; a counted tree of leaves of a kilobyte in order of the names, each key with its number, under
nodes that count 40 children each. Items are weighed as DynamoDB weighs them, and units follow from that: half of one
for each 4 kB read, one for each kB written. Writes are of a batch of a hundred creates, and of one contact alone.
"""

import random
import sys
import zlib
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bivelio_core.contacts.terms import order_of_name

from .contacts import contacts

SIZES, MILLION = (1_000, 10_000, 100_000), 1_000_000
RESULTS = Path(__file__).parent / "results" / "orders.md"
ITEM_BYTES, NUMBER_BYTES = 90, 5
"""What an item weighs beside its keys: its own key, names of attributes, version; and a number beside a key."""

ROW_BYTES, LEAF_BYTES, CHILDREN = 500, 1_000, 40
BATCH, PAGE, TRIES = 100, 25, 20
SHARES = {"all": 1.0, "one in ten": 0.1, "one in a hundred": 0.01}


class Costs(NamedTuple):
    """Read units of the first page of each share of contacts, and of the middle one of all; write units."""

    first: dict[str, float]
    middle: float
    create: float
    rename: float


def packed(raw: bytes) -> int:
    """The bytes of a block as it is stored."""
    return len(zlib.compress(raw, 9))


def column(names: Sequence[bytes], block: int, weigh: Callable[[bytes], int]) -> Costs:
    """A column of blocks of so many numbers: any page reads all blocks that have a member."""
    sizes = [ITEM_BYTES + weigh(b"\n".join(names[at : at + block])) for at in range(0, len(names), block)]
    whole, blocks = sum(sizes) / 4096 / 2, len(sizes)
    single = -(-max(sizes) // 4096) / 2
    first = {
        share: round(min(whole, blocks * (1 - (1 - part) ** block) * single) + 1, 1) for share, part in SHARES.items()
    }
    units = sum(-(-size // 1024) for size in sizes) / blocks
    return Costs(first, round(whole + 1, 1), units * (BATCH / block + 1) / BATCH, units)


def tree(names: Sequence[bytes]) -> Costs:
    """Leaves in order of the names: a page without filter counts down to its leaf, one with a filter walks."""
    ordered, leaves, size = sorted(names), [0], 0
    for at, name in enumerate(ordered):
        size += len(name) + NUMBER_BYTES
        if size > LEAF_BYTES * 0.7:  # leaves are split in two, and are 70 % full on average
            leaves.append(at)
            size = 0
    nodes = -(-len(leaves) // CHILDREN)
    per_leaf = len(names) / len(leaves)
    down = 1.0 if nodes == 1 else 1.5
    first = {share: round(down + max(PAGE / part / per_leaf / 4 / 2, 0.5), 1) for share, part in SHARES.items()}
    dice = random.Random(5)
    starts = [ordered[at] for at in leaves]
    touched = [_touched(dice.sample(list(names), BATCH), starts) for _ in range(TRIES)]
    return Costs(first, round(down + 0.5, 1), sum(touched) / TRIES / BATCH, 2.0 * 2)


def _touched(names: Sequence[bytes], starts: Sequence[bytes]) -> int:
    """How many leaves, and nodes above them, a batch writes."""
    leaves = {bisect(starts, name) for name in names}
    return len(leaves) + len({leaf // CHILDREN for leaf in leaves})


def rows(count: int) -> Costs:
    """What needs nothing written: the rows of all members."""
    first = {share: round(min(count * ROW_BYTES / 4096 / 2, count * part / 2) + 1, 1) for share, part in SHARES.items()}
    return Costs(first, first["all"], 0, 0)


def options(count: int) -> Iterator[tuple[str, Costs]]:
    """Each way with its costs, for so many contacts."""
    names = [order_of_name(item["name"]).encode() for item in contacts(count)]
    yield "rows of 500 bytes", rows(count)
    yield "column, blocks of 32, as they are", column(names, 32, len)
    yield "column, blocks of 64, as they are", column(names, 64, len)
    yield "**column, blocks of 64, compressed**", column(names, 64, packed)
    yield "column, blocks of 256, compressed", column(names, 256, packed)
    yield "counted tree", tree(names)


def render(sizes: Sequence[int]) -> Iterator[str]:
    """The page of the results."""
    yield "# What sorts lists by name\n"
    yield "`make bench-orders`. Read units, eventually consistent, one of them for the rows of the page;"
    yield "write units of a create in a batch of a hundred, and of a rename alone.\n"
    yield f"| contacts | | {' | '.join(f'first page, {share}' for share in SHARES)} | middle page | create | rename |"
    yield "|---:|---|" + "---:|" * (len(SHARES) + 3)
    for size in sizes:
        for name, costs in options(size):
            first = " | ".join(f"{units:,g}" for units in costs.first.values())
            yield f"| {size:,} | {name} | {first} | {costs.middle:,g} | {costs.create:.2f} | {costs.rename:.1f} |"


def main(arguments: Sequence[str]) -> None:
    """Measure, print and save."""
    page = "\n".join(render((*SIZES, MILLION) if "--million" in arguments else SIZES)) + "\n"
    print(page)
    if "--write" in arguments:
        RESULTS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
