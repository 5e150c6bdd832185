"""Rebuild an index in place, in steps, while lists and writes continue.

A step takes a block of chunks, computes from the items what every bitmap of the block must be, visits every partition
of chunks, and lets mend.py repair what differs; it reads the items again, so a change in between does no harm. What is
already correct is not written. Reads: every item once, and the index once per block.

When a block is done, the items that existed when it began are accounted for, and the marks that were old by then are
done: their records may have been lost. Later changes are left to their own records.

A rebuild also spreads the facets of an older index over partitions (`Layout` in head.py). Readers use these only once
the rebuild is complete; until then the former ones are mended too, because what it accounts for is read there.
"""

import base64
import time
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits, columns
from .acknowledge import is_reached, remove_orphans, stamp, write_fields, write_layout, write_summary
from .head import ORPHAN_AFTER, Check, Layout, Summary
from .items import Bitmaps
from .layout import chunk_number, note_check, place, places, read_head, sheet_key, unescaped
from .mend import ALWAYS_AGAIN, Effort, write_chunks, write_directories
from .parallel import Gather, in_threads
from .terms import LISTED, Indexed, Term, TermField

BLOCK_CHUNKS = 8
BLOCK_SIZE = BLOCK_CHUNKS * bits.CHUNK_SIZE


class NoCursor(ValueError):
    """The text is not a cursor of a rebuild."""


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """The progress of a rebuild: pass `cursor` to the next step; it is None when the rebuild is complete."""

    cursor: str | None
    done: int
    total: int
    mended: int


def rebuild(
    store: TenantStore, indexed: Indexed, cursor: str | None, seconds: float, *, gather: Gather = in_threads
) -> RebuildProgress:
    """Continue a rebuild for about `seconds`. Raises NoCursor for a text that is not a cursor of a rebuild."""
    at = _Position.parse(cursor) if cursor else _Position(0)
    until = time.monotonic() + seconds
    if at == _Position(0):
        write_layout(store, indexed, Layout.FORMER, Layout.BOTH)
        write_fields(store, indexed, is_complete=False)
    checks: list[Check] = []
    progress = _continue(store, indexed, at, until, gather, checks)
    store.table.delete_many([sheet_key(store, indexed, check) for check in checks])
    if progress.cursor is None:
        write_layout(store, indexed, Layout.BOTH, Layout.SPREAD)
        write_fields(store, indexed, is_complete=True)
    return progress


def _continue(
    store: TenantStore, indexed: Indexed, at: "_Position", until: float, gather: Gather, checks: list[Check]
) -> RebuildProgress:
    """Continue from a position; notes a check before the first write."""
    head = read_head(store, indexed)
    last, everywhere, mended = head.last, _everywhere(indexed, head.summary), 0
    blocks = last // BLOCK_SIZE + 1
    while at.block < blocks:
        began = int(clock.epoch())
        items = _items(store, indexed, at.block)
        if at.place == 0:
            at = _Position(at.block, 0, began, bits.union(n % BLOCK_SIZE for n in items))
        truth = {kind: _truth(kind, items) for kind in {kind for kind, _, _ in everywhere}}
        is_due = at.place > 0  # an earlier step may have written what the summary counts
        for place_number in range(at.place, len(everywhere)):
            if place_number > at.place and time.monotonic() > until:
                cursor = str(replace(at, place=place_number))
                return RebuildProgress(cursor, min(at.block * BLOCK_SIZE, last), last, mended)
            kind, field, parts = everywhere[place_number]
            if field.is_column:
                wrong = _mend_columns(store, kind, at.block, field, items, gather, checks)
            else:
                wrong = _mend(store, kind, at.block, field, parts, truth[kind][parts], gather, checks)
            is_due = is_due or (field is LISTED.field and wrong > 0)
            mended += wrong
        chunks = range(at.block * BLOCK_CHUNKS, (at.block + 1) * BLOCK_CHUNKS)
        numbers = [number for number in items if at.seen >> number % BLOCK_SIZE & 1]
        write_summary(store, indexed, chunks, numbers, is_due=is_due)
        _stamp_marks(store, indexed, at, items, gather)
        at = _Position(at.block + 1)
    return RebuildProgress(None, last, last, mended)


def _everywhere(indexed: Indexed, summary: Summary) -> list[tuple[Indexed, TermField, tuple[str, ...]]]:
    """Every place to mend. While facets are spread, also the former ones: readers use them until that is complete."""
    by_parts = {parts: (indexed, field, parts) for field, parts in places(indexed)}
    for kind in summary.written_to(indexed):
        for field, parts in places(kind):
            by_parts.setdefault(parts, (kind, field, parts))
    return list(by_parts.values())


@dataclass(frozen=True, slots=True)
class _Position:
    """The block, the next place in it, when the block began, and which items existed then."""

    block: int
    place: int = 0
    began: int = 0
    seen: int = 0

    def __str__(self) -> str:
        packed = zlib.compress(self.seen.to_bytes(BLOCK_SIZE // 8, "little"))
        return f"{self.block}.{self.place}.{self.began}.{base64.urlsafe_b64encode(packed).decode()}"

    @classmethod
    def parse(cls, cursor: str) -> "_Position":
        """The position that a cursor names. Raises NoCursor."""
        try:
            block, place_number, began, packed = cursor.split(".")
            seen = zlib.decompress(base64.urlsafe_b64decode(packed))
            return cls(int(block), int(place_number), int(began), int.from_bytes(seen, "little"))
        except (ValueError, zlib.error) as error:
            raise NoCursor(cursor) from error


def _items(store: TenantStore, indexed: Indexed, block: int) -> dict[int, Item]:
    low, high = keys.sequence_sk(block * BLOCK_SIZE), keys.sequence_sk((block + 1) * BLOCK_SIZE - 1)
    items = store.query(indexed.kind, low=low, high=high, consistent=True)
    return {ids.decode_sequence(item["SK"]): item for item in items}


def _truth(indexed: Indexed, items: Mapping[int, Item]) -> dict[tuple[str, ...], Bitmaps]:
    """Compute the bitmaps that each place must hold."""
    truth: dict[tuple[str, ...], Bitmaps] = defaultdict(lambda: defaultdict(int))
    for sequence, item in items.items():
        for term in indexed.terms_of(item):
            if term.field.is_column:
                continue
            truth[place(indexed, term.field, term.text)][term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)
    return truth


def _mend(
    store: TenantStore,
    indexed: Indexed,
    block: int,
    field: TermField,
    parts: tuple[str, ...],
    truth: Bitmaps,
    gather: Gather,
    checks: list[Check],
) -> int:
    """Compare one place with what it must hold, and repair it; returns how many chunks differed."""
    stored: Bitmaps = {}
    counted = set()
    for item in store.query(keys.index_of(indexed.kind), *parts, consistent=True):
        text, _, suffix = item["SK"].rpartition("#")
        term = LISTED if field is LISTED.field else Term(field, unescaped(text))
        if suffix == "~":
            counted |= {(term, chunk) for chunk in bits.decode_counts(item["b"]) if chunk // BLOCK_CHUNKS == block}
        elif int(suffix, 16) // BLOCK_CHUNKS == block:
            stored[term, int(suffix, 16)] = bits.decode(item["b"])
    wrong = {at: bitmap for at in {*stored, *truth} if (bitmap := stored.get(at, 0) ^ truth.get(at, 0))}
    if wrong and not checks:
        checks.append(note_check(store, indexed, int(clock.epoch())))
    effort = Effort(gather, recheck_after=ALWAYS_AGAIN)
    written = write_chunks(store, indexed, wrong, effort)
    write_directories(store, indexed, {*stored, *truth, *counted}, written, effort)
    return len(wrong)


def _mend_columns(
    store: TenantStore,
    indexed: Indexed,
    block: int,
    field: TermField,
    items: Mapping[int, Item],
    gather: Gather,
    checks: list[Check],
) -> int:
    """Compare the columns of a field with what they must hold, and repair them; returns how many items differed."""
    first = block * BLOCK_CHUNKS * columns.BLOCKS_IN_CHUNK
    blocks = range(first, first + BLOCK_CHUNKS * columns.BLOCKS_IN_CHUNK)
    stored: dict[Term, dict[int, list[bytes]]] = defaultdict(dict)
    for item in store.query(keys.index_of(indexed.kind), *place(indexed, field, ""), consistent=True):
        if (number := chunk_number(item)) in blocks:
            column = Term(field, unescaped(item["SK"].rpartition("#")[0]))
            stored[column][number] = columns.decode(item["b"])
    truth = {column: keys for column, keys in columns.keys_of(indexed, items).items() if column.field is field}
    wrong: Bitmaps = {}
    for column in {*stored, *truth}:
        of_column = columns.wrong_numbers(stored.get(column, {}), truth.get(column, {}), blocks)
        wrong |= {(column, number): bitmap for number, bitmap in of_column.items()}
    if wrong and not checks:
        checks.append(note_check(store, indexed, int(clock.epoch())))
    write_chunks(store, indexed, wrong, Effort(gather, recheck_after=ALWAYS_AGAIN))
    return len(wrong)


def _stamp_marks(
    store: TenantStore, indexed: Indexed, at: _Position, items: Mapping[int, Item], gather: Gather
) -> None:
    """Stamp the marks that were old when the block began, as their records were lost; delete those of refused writes.

    A version that was also announced later may have been reached after an earlier step read the item: not stamped.
    """
    waiting = [mark for mark in read_head(store, indexed).marks if mark.done is None]
    is_old = {mark: mark.at <= at.began - ORPHAN_AFTER for mark in waiting}
    announced_again = {mark.name for mark in waiting if not is_old[mark]}
    old = [mark for mark in waiting if is_old[mark] and mark.sequence // BLOCK_SIZE == at.block]
    reached = [mark for mark in old if is_reached(mark, items.get(mark.sequence))]
    stamp(store, indexed, [mark for mark in reached if mark.name not in announced_again])
    remove_orphans(store, indexed, set(old).difference(reached), gather)
