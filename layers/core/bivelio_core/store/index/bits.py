"""Sets of sequence numbers as bitmaps: a chunk is 4,096 of them, a Python integer in memory, at most 513 bytes at rest.

A facet's term has a directory beside its chunks: `b` counts the members of each, `m` has the members if they are few.

Integers are the fastest bitmaps Python has: AND, OR and popcount of a chunk run in C on 64 machine words.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bivelio_core.store.codec import Item

CHUNK_BITS = 12
CHUNK_SIZE = 1 << CHUNK_BITS
CHUNK_BYTES = CHUNK_SIZE // 8
SPARSE_LIMIT = CHUNK_BYTES // 2
"""Up to this many members, a list of two bytes each is no larger than the bitmap."""

SPARSE, DENSE = b"\x00", b"\x01"
COUNT_FORMAT = "<{}H"


def chunk_of(sequence: int) -> int:
    """The chunk that contains a sequence number."""
    return sequence >> CHUNK_BITS


def bit_of(sequence: int) -> int:
    """The chunk with this one sequence number in it."""
    return 1 << (sequence & (CHUNK_SIZE - 1))


def union(offsets: Iterable[int]) -> int:
    """A bitmap with these bits."""
    bitmap = 0
    for offset in offsets:
        bitmap |= 1 << offset
    return bitmap


def by_chunk(sequences: Iterable[int]) -> dict[int, int]:
    """Sequence numbers as bitmaps by chunk."""
    chunks: dict[int, int] = {}
    for sequence in sequences:
        chunk = chunk_of(sequence)
        chunks[chunk] = chunks.get(chunk, 0) | bit_of(sequence)
    return chunks


def span_by_chunk(low: int, high: int) -> dict[int, int]:
    """The sequence numbers from `low` to `high`, both included, as bitmaps by chunk."""
    spans = {}
    for chunk in range(chunk_of(low), chunk_of(high) + 1):
        base = chunk << CHUNK_BITS
        first, last = max(low - base, 0), min(high - base, CHUNK_SIZE - 1)
        spans[chunk] = ((1 << (last - first + 1)) - 1) << first
    return spans


def descending(chunk: int, bits: int) -> Iterator[int]:
    """The sequence numbers in a chunk, highest first."""
    return ones(chunk << CHUNK_BITS, bits)


def ones(base: int, bits: int) -> Iterator[int]:
    """The numbers whose bits are set, highest first; the lowest bit is that of `base`."""
    while bits:
        offset = bits.bit_length() - 1
        yield base + offset
        bits ^= 1 << offset


def ranked(chunk: int, bits: int, rank: int, size: int) -> Iterator[int]:
    """The `size` sequence numbers of a chunk that follow its first `rank`, highest first.

    Only these are enumerated: the window that holds them is found by counting, in a dozen steps.
    """
    high = _shift(bits, rank)
    below = bits & ((1 << high) - 1)
    low = _shift(below, size)
    return ones((chunk << CHUNK_BITS) + low, below >> low)


def _shift(bits: int, count: int) -> int:
    """The position from which upwards a bitmap has `count` ones; 0 when it has no more than these."""
    if count == 0:
        return bits.bit_length()
    if bits.bit_count() <= count:
        return 0
    least, most = 0, bits.bit_length()
    while most - least > 1:
        middle = (least + most) >> 1
        if (bits >> middle).bit_count() > count:
            least = middle
        else:
            most = middle
    return most


def encode(bits: int) -> bytes:
    """A chunk as stored: few members as a sorted list, more as the bitmap itself."""
    count = bits.bit_count()
    if count > SPARSE_LIMIT:
        return DENSE + bits.to_bytes(CHUNK_BYTES, "little")
    offsets = reversed(list(descending(0, bits)))
    return SPARSE + struct.pack(COUNT_FORMAT.format(count), *offsets)


def decode(raw: bytes) -> int:
    """Decode a chunk that `encode` wrote."""
    if raw[:1] == DENSE:
        return int.from_bytes(raw[1:], "little")
    return union(struct.unpack(COUNT_FORMAT.format((len(raw) - 1) // 2), raw[1:]))


def encode_counts(counts: Iterable[int]) -> bytes:
    """A directory as stored: how many members each chunk has, two bytes a chunk, without trailing empty chunks."""
    values = list(counts)
    while values and not values[-1]:
        values.pop()
    return struct.pack(COUNT_FORMAT.format(len(values)), *values)


def decode_counts(raw: bytes) -> dict[int, int]:
    """The number of members of each chunk that has any."""
    values = struct.unpack(COUNT_FORMAT.format(len(raw) // 2), raw)
    return {chunk: count for chunk, count in enumerate(values) if count}


def counts_in_order(counts: dict[int, int]) -> list[int]:
    """The counts of chunks 0, 1, 2, ..., zero where there is none."""
    return [counts.get(chunk, 0) for chunk in range(max(counts, default=-1) + 1)]


def encode_members(bitmaps: dict[int, int]) -> bytes:
    """The members of all chunks of a term, two bytes each, in order; their counts say which are whose."""
    offsets: list[int] = []
    for chunk in sorted(bitmaps):
        offsets += reversed(list(descending(0, bitmaps[chunk])))
    return struct.pack(COUNT_FORMAT.format(len(offsets)), *offsets)


def decode_members(counts: dict[int, int], raw: bytes) -> dict[int, int] | None:
    """Decode what `encode_members` wrote; None when the counts are of other members."""
    offsets = struct.unpack(COUNT_FORMAT.format(len(raw) // 2), raw)
    bitmaps, start = {}, 0
    for chunk in sorted(counts):
        bitmaps[chunk] = union(offsets[start : start + counts[chunk]])
        start += counts[chunk]
    return bitmaps if start == len(offsets) else None


SMALL_BYTES = 800
"""Up to so many bytes of counts and members, a directory has both: with its key it is one write unit."""


class TermDirectory(NamedTuple):
    """How many members each chunk of a facet's term has, and the members themselves while the item has room for them.

    The chunks have the same members: releases before, which know counts alone, read and write the same index.
    """

    counts: dict[int, int]
    members: dict[int, int] | None

    @classmethod
    def of(cls, item: Item | None) -> "TermDirectory":
        """The directory that an item holds."""
        counts = decode_counts(item["b"]) if item else {}
        if not item or not counts:
            return cls(counts, {})
        return cls(counts, decode_members(counts, item["m"]) if "m" in item else None)

    def with_chunks(self, bitmaps: dict[int, int]) -> "TermDirectory":
        """The directory after some chunks were written, or read."""
        changed = {chunk: bitmap.bit_count() for chunk, bitmap in bitmaps.items()}
        counts = {chunk: count for chunk, count in {**self.counts, **changed}.items() if count}
        members = {**(self.members or {}), **bitmaps}
        is_known = self.members is not None or counts.keys() <= bitmaps.keys()
        if not is_known or self._size(counts) > SMALL_BYTES:
            return TermDirectory(counts, None)
        return TermDirectory(counts, {chunk: members[chunk] for chunk in counts})

    def lacks_members(self) -> bool:
        """Whether the members would have room in the item, by far, and are not there."""
        return self.members is None and self._size(self.counts) <= SMALL_BYTES // 2

    def attributes(self) -> dict[str, Any]:
        """The attributes of the item."""
        raw = encode_counts(counts_in_order(self.counts))
        return {"b": raw, **({"m": encode_members(self.members)} if self.members else {})}

    @staticmethod
    def _size(counts: dict[int, int]) -> int:
        return 2 * (max(counts, default=0) + 1 + sum(counts.values()))
