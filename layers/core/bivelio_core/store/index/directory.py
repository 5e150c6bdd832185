"""The directory of a facet's term: `b` counts the members of each chunk; `m` has the members while they are few."""

from typing import Any, NamedTuple

from bivelio_core.store.codec import Item

from . import bits

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
        counts = bits.decode_counts(item["b"]) if item else {}
        if not item or not counts:
            return cls(counts, {})
        return cls(counts, bits.decode_members(counts, item["m"]) if "m" in item else None)

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
        raw = bits.encode_counts(bits.counts_in_order(self.counts))
        return {"b": raw, **({"m": bits.encode_members(self.members)} if self.members else {})}

    @staticmethod
    def _size(counts: dict[int, int]) -> int:
        return 2 * (max(counts, default=0) + 1 + sum(counts.values()))
