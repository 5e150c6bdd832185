"""Columns: what lists are sorted by, for each number, packed; an item has the keys of 64 neighbours.

    numbers          64   65   66   67  ...  127        a block: one item of some 700 bytes
    column `name`    anna maria      zoe ... pere       the keys in order of the numbers, compressed

A bitmap says which items have a value, a column which value an item has. The column of a list of any filter is read in
ranges, and sorted in memory. As a part of the index it is written, repaired and believed as bitmaps are: a key is a
term whose text is the name of its column and the key itself, so who changes a key announces it, and the writer that
finds such a term among those that differ writes the block of the number instead of a chunk of the term (mend.py).
"""

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.store.codec import Item

from . import bits
from .terms import Indexed, Term, TermField

BLOCK_BITS = 6
BLOCK_SIZE = 1 << BLOCK_BITS
BLOCKS_IN_CHUNK = bits.CHUNK_SIZE // BLOCK_SIZE
BLOCK_MASK = (1 << BLOCK_SIZE) - 1

LONGEST_KEY = 60
"""By so many characters items are sorted; of those that agree in them, the newest comes first."""

_BETWEEN, _END = "\x1f", b"\n"
_COMPRESSION = 9


class Column(NamedTuple):
    """A column of an index: its field, and its name within the field."""

    field: TermField
    name: str = ""

    @property
    def target(self) -> Term:
        """The term that stands for the column where bitmaps have theirs."""
        return Term(self.field, self.name)

    def term(self, key: str) -> Term:
        """The term of an item that has this key."""
        text = " ".join(key[:LONGEST_KEY].split("\n"))
        return Term(self.field, f"{self.name}{_BETWEEN}{text}")


def place_of(term: Term, sequence: int) -> tuple[tuple[Term, int], int]:
    """Where the index has a number's term: the term and chunk, or the column and block; and the number's bit there."""
    if not term.field.is_column:
        return (term, bits.chunk_of(sequence)), bits.bit_of(sequence)
    name = term.text.partition(_BETWEEN)[0]
    return (Term(term.field, name), sequence >> BLOCK_BITS), 1 << (sequence & (BLOCK_SIZE - 1))


def numbers_at(at: tuple[Term, int], bitmap: int) -> Iterator[int]:
    """The numbers of a bitmap of a chunk, or of a block, highest first."""
    term, position = at
    return bits.ones(position << (BLOCK_BITS if term.field.is_column else bits.CHUNK_BITS), bitmap)


def keys_of(indexed: Indexed, items: Mapping[int, Item]) -> dict[Term, dict[int, bytes]]:
    """The keys of items by column and number; nothing for one that is not listed."""
    columns: dict[Term, dict[int, bytes]] = defaultdict(dict)
    for number, item in items.items():
        for term in indexed.terms_of(item):
            if term.field.is_column:
                name, _, key = term.text.partition(_BETWEEN)
                columns[Term(term.field, name)][number] = key.encode()
    return columns


def key_of(indexed: Indexed, column: Column, item: Item) -> bytes:
    """The key of an item in a column, empty if it has none."""
    number = ids.decode_sequence(item["SK"])
    return keys_of(indexed, {number: item}).get(column.target, {}).get(number, b"")


def encode(keys: Iterable[bytes]) -> bytes:
    """A block as stored; nothing for one without keys."""
    raw = _END.join(keys).rstrip(_END)
    return zlib.compress(raw, _COMPRESSION) if raw else b""


def decode(raw: bytes) -> list[bytes]:
    """The keys of a block that `encode` wrote, in order of the numbers.

    A block that is damaged has none: a rebuild compares it with what it must have, and writes that.
    """
    try:
        keys = zlib.decompress(raw).split(_END) if raw else []
    except zlib.error:
        keys = []
    return keys + [b""] * (BLOCK_SIZE - len(keys))


def changed(before: Item | None, block: int, affected: int, keys: Mapping[int, bytes]) -> tuple[bytes, bytes]:
    """A block as it is stored and as it must be, where the keys of the affected numbers are these."""
    stored = before["b"] if before else b""
    block_keys = decode(stored)
    for number in bits.ones(block << BLOCK_BITS, affected):
        block_keys[number & (BLOCK_SIZE - 1)] = keys.get(number, b"")
    return stored, encode(block_keys)


def wrong_numbers(
    stored: Mapping[int, list[bytes]], truth: Mapping[int, bytes], blocks: Collection[int]
) -> dict[int, int]:
    """The numbers by block, as bits, whose stored keys are not those that they must have."""
    wrong: dict[int, int] = {}
    for block in blocks:
        keys, first = stored.get(block) or [b""] * BLOCK_SIZE, block << BLOCK_BITS
        offsets = [at for at, key in enumerate(keys) if key != truth.get(first + at, b"")]
        if offsets:
            wrong[block] = bits.union(offsets)
    return wrong


def blocks_of(members: Mapping[int, int]) -> dict[int, int]:
    """Numbers by block, as bits, of those by chunk."""
    blocks: dict[int, int] = {}
    for chunk, bitmap in members.items():
        for at in range(BLOCKS_IN_CHUNK):
            if part := (bitmap >> (at * BLOCK_SIZE)) & BLOCK_MASK:
                blocks[chunk * BLOCKS_IN_CHUNK + at] = part
    return blocks
