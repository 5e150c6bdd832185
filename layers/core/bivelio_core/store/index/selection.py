"""Which sequence numbers a page shows, highest first, without reading more chunks than the page needs.

Everything here is arithmetic over two maps: `counts` says how many members a chunk has (from a directory), `known` has
the members themselves (from the chunk). `known` takes precedence over `counts`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .bits import CHUNK_BITS, CHUNK_SIZE, ranked


class Selection(NamedTuple):
    """The page's sequence numbers and the exact total; `lacking` chunks must be read before the page is known."""

    total: int
    sequences: tuple[int, ...]
    lacking: frozenset[int]


def select(counts: Mapping[int, int], bitmaps: Mapping[int, int], rank: int, size: int) -> Selection:
    """The `size` members that follow the first `rank`."""
    passed = 0
    sequences: list[int] = []
    lacking = set()
    for chunk in sorted({*counts, *bitmaps}, reverse=True):
        count = bitmaps[chunk].bit_count() if chunk in bitmaps else counts[chunk]
        if count and passed < rank + size and passed + count > rank:
            if chunk in bitmaps:
                sequences += ranked(chunk, bitmaps[chunk], max(rank - passed, 0), size - len(sequences))
            else:
                lacking.add(chunk)
        passed += count
    return Selection(passed, tuple(sequences), frozenset(lacking))


def needed(counts: Mapping[int, int], unsettled: Mapping[int, int], rank: int, size: int) -> set[int]:
    """Return the chunks that may hold the page or have an unreliable count.

    `unsettled` has the numbers whose items are read directly: k of them change a chunk's count by k at most.
    """
    least = most = 0
    chunks = set()
    for chunk in sorted({*counts, *unsettled}, reverse=True):
        count, doubtful = counts.get(chunk, 0), unsettled.get(chunk, 0).bit_count()
        in_reach = least < rank + size and most + count + doubtful > rank
        if count and (doubtful or in_reach):
            chunks.add(chunk)
        least += max(count - doubtful, 0)
        most += count + doubtful
    return chunks


def full(chunk: int, count: int, high: int) -> int | None:
    """The members of a chunk that holds every number up to `high`: known without reading the chunk."""
    base = chunk << CHUNK_BITS
    first, last = max(base, 1), min(base + CHUNK_SIZE - 1, high)
    if count != last - first + 1:
        return None
    return ((1 << count) - 1) << (first - base)
