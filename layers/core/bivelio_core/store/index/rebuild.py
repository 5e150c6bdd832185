"""Rebuilding an index in place, in steps, while lists and writes go on.

A step takes a block of chunks, computes from the items what every bitmap of the block must be, walks all places where
chunks lie, and has the writer mend what differs; the writer looks at the items again, so a change in between does no
harm. Nothing is written that is right already. Reads: every item once, and the index once per block.

When a block is done, the marks it found old are done too: their change was written long before the block was begun, or
never will be. Their own records may have been lost.
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .head import ORPHAN_AFTER
from .layout import place, places, read_head, unescaped
from .parallel import Gather, in_threads
from .terms import LISTED, Field, Indexed, Term
from .mend import Bitmaps, write_chunks, write_directories, write_summary
from .writer import stamp

BLOCK_CHUNKS = 8
BLOCK_SIZE = BLOCK_CHUNKS * bits.CHUNK_SIZE
ALWAYS_AGAIN = 0.0
"""A rebuild works beside the stream's consumer: whatever it wrote it looks at again (mend.py)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is: pass `cursor` to the next step; it is None when all is done."""

    cursor: str | None
    done: int
    total: int
    mended: int


def rebuild(
    store: TenantStore, indexed: Indexed, cursor: str | None, seconds: float, *, gather: Gather = in_threads
) -> Progress:
    """Go on with a rebuild for about so many seconds. Raises ValueError for a cursor that no rebuild gave."""
    block, first, began = _position(cursor)
    until = time.monotonic() + seconds
    last = read_head(store, indexed).last
    blocks, everywhere, mended = last // BLOCK_SIZE + 1, places(indexed), 0
    while block < blocks:
        items = _items(store, indexed, block)
        truth = _truth(indexed, items)
        is_due = first > 0  # an earlier step may have written what the summary counts
        for position in range(first, len(everywhere)):
            if position > first and time.monotonic() > until:
                return Progress(f"{block}.{position}.{began}", min(block * BLOCK_SIZE, last), last, mended)
            field, parts = everywhere[position]
            wrong = _mend(store, indexed, block, field, parts, truth[parts], gather)
            is_due = is_due or (field is LISTED.field and wrong > 0)
            mended += wrong
        chunks = range(block * BLOCK_CHUNKS, (block + 1) * BLOCK_CHUNKS)
        write_summary(store, indexed, chunks, items.keys(), is_due=is_due)
        _stamp_marks(store, indexed, block, began)
        block, first, began = block + 1, 0, int(clock.epoch())
    return Progress(None, last, last, mended)


def _position(cursor: str | None) -> tuple[int, int, int]:
    """The block, the place in it, and when the block was begun."""
    if cursor is None:
        return 0, 0, int(clock.epoch())
    block, place, began = map(int, cursor.split("."))
    return block, place, began


def _items(store: TenantStore, indexed: Indexed, block: int) -> dict[int, Item]:
    low, high = keys.sequence_sk(block * BLOCK_SIZE), keys.sequence_sk((block + 1) * BLOCK_SIZE - 1)
    found = store.query(indexed.kind, low=low, high=high, consistent=True)
    return {ids.decode_sequence(item["SK"]): item for item in found}


def _truth(indexed: Indexed, items: Mapping[int, Item]) -> dict[tuple[str, ...], Bitmaps]:
    """What each place must hold."""
    truth: dict[tuple[str, ...], Bitmaps] = defaultdict(lambda: defaultdict(int))
    for sequence, item in items.items():
        for term in indexed.terms_of(item):
            truth[place(indexed, term.field, term.text)][term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
    return truth


def _mend(
    store: TenantStore,
    indexed: Indexed,
    block: int,
    field: Field,
    parts: tuple[str, ...],
    truth: Bitmaps,
    gather: Gather,
) -> int:
    """Compare one place with what it must hold, and mend it; answers how many chunks differed."""
    stored: Bitmaps = {}
    counted = set()
    for item in store.query(keys.index_of(indexed.kind), *parts):
        text, _, suffix = item["SK"].rpartition("#")
        term = LISTED if field is LISTED.field else Term(field, unescaped(text))
        if suffix == "~":
            counted |= {(term, chunk) for chunk in bits.decode_counts(item["b"]) if chunk // BLOCK_CHUNKS == block}
        elif int(suffix, 16) // BLOCK_CHUNKS == block:
            stored[term, int(suffix, 16)] = bits.decode(item["b"])
    wrong = {at: bitmap for at in {*stored, *truth} if (bitmap := stored.get(at, 0) ^ truth.get(at, 0))}
    written = write_chunks(store, indexed, wrong, gather, patience=ALWAYS_AGAIN)
    write_directories(store, indexed, {*stored, *truth, *counted}, written, gather, patience=ALWAYS_AGAIN)
    return len(wrong)


def _stamp_marks(store: TenantStore, indexed: Indexed, block: int, began: int) -> None:
    marks = [mark for mark in read_head(store, indexed).marks if mark.done is None]
    stamp(
        store,
        indexed,
        [mark for mark in marks if mark.at <= began - ORPHAN_AFTER and mark.sequence // BLOCK_SIZE == block],
    )
