"""What a reader cannot take from the index as it stood some seconds ago, and how it learns it (the argument: head.py).

What the index has acknowledged is read from its chunks again, strongly consistent, or from the items, whichever costs
less. What it has not acknowledged is read from the items in any case.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .head import NEAR, SETTLING, TAIL_LIMIT, IndexHead, Mark, Span
from .terms import Criteria, Indexed, matches

ROW_BYTES = 400
"""An estimate of an item's size, to compare a range with single reads."""

BLOCK_BYTES = 4_096
"""The bytes that one read unit covers."""

ITEMS_PER_UNIT = 10
"""So many items take about as much processor time as what else costs a read unit more; and so many fit into a unit."""

FEW_SPANS = 4
"""More ranges than these, which a replica did not have, are read as one."""


class Recent(NamedTuple):
    """The numbers that a reader reads from the items, in ranges and singly, and those it believes the index about.

    `waiting` has the former by chunk, `acknowledged` the latter, without the former. An item that `versions` names is
    there in this version at least, or a replica's, or its write was refused. If `is_quiet`, replicas have the others.
    """

    spans: Sequence[Span]
    singles: Sequence[int]
    waiting: Mapping[int, int]
    acknowledged: Mapping[int, int]
    versions: Mapping[int, int]
    is_quiet: bool = False

    def is_outdated(self, number: int, item: Item) -> bool:
        """Whether a replica may have answered with an earlier state of an item than the head tells of."""
        return number in self.versions and item["version"] < self.versions[number]

    def numbers(self) -> dict[int, int]:
        """All of them, by chunk."""
        return {
            chunk: self.waiting.get(chunk, 0) | self.acknowledged.get(chunk, 0)
            for chunk in {*self.waiting, *self.acknowledged}
        }


class JudgedItems(NamedTuple):
    """Items that were read directly: their numbers and the matching ones by chunk, and the items by number."""

    numbers: Mapping[int, int]
    members: dict[int, int]
    items: dict[int, Item]


def recent_of(head: IndexHead, start: float, units_again: Callable[[Mapping[int, int]], float]) -> Recent:
    """Divide what is recent for a reader that began at `start`.

    `units_again` says how many read units it costs to read these numbers, by chunk, from the index once more.
    """
    waiting_parts = waiting(head, start)
    spans, marks = acknowledged(head, start)
    chunks = numbers_of(spans, [mark.sequence for mark in marks])
    believed: dict[int, int] = {}
    if chunks:
        all_parts = unsettled(head, start)
        saved = _cost(*all_parts) - _cost(*waiting_parts)
        is_believable = head.summary.is_written_where_read(start) and not head.checks
        if is_believable and units_again(chunks) <= saved:
            believed = chunks
        else:
            waiting_parts = all_parts
    numbers = numbers_of(*waiting_parts)
    believed = {chunk: rest for chunk, each in believed.items() if (rest := each & ~numbers.get(chunk, 0))}
    versions: dict[int, int] = {}
    for mark in head.marks:
        versions[mark.sequence] = max(mark.version, versions.get(mark.sequence, 0))
    return Recent(*waiting_parts, numbers, believed, versions, head.is_quiet(start))


def _cost(spans: Sequence[Span], singles: Sequence[int]) -> float:
    """What reading these items costs, in read units, with its processor time."""
    counts = [span.high - span.low + 1 for span in spans]
    blocks = sum(-(-count * ROW_BYTES // BLOCK_BYTES) for count in counts if count > ITEMS_PER_UNIT)
    units = sum(count <= ITEMS_PER_UNIT for count in counts) + (blocks + len(singles)) / 2
    return units + (sum(counts) + len(singles)) / ITEMS_PER_UNIT


def waiting(head: IndexHead, start: float) -> tuple[list[Span], list[int]]:
    """The numbers that the index has not acknowledged: ranges, in order, and single numbers outside them.

    Where ranges are read eventually, the single numbers may lie within them.
    """
    return _unsettled(head, math.inf, is_quiet=head.is_quiet(start))


def unsettled(head: IndexHead, start: float) -> tuple[list[Span], list[int]]:
    """The same with those acknowledged too late for a reader that began at `start` and reads the index eventually."""
    return _unsettled(head, start - SETTLING, is_quiet=head.is_quiet(start))


def _unsettled(head: IndexHead, trusted: float, *, is_quiet: bool) -> tuple[list[Span], list[int]]:
    spans = [Span(o.low, o.high) for o in head.summary.open if not o.indexed or o.since > trusted]
    if head.last > head.summary.high:
        spans.append(Span(head.summary.high + 1, head.last))
    spans = [Span(max(low, high - TAIL_LIMIT + 1), high) for low, high in _joined(sorted(spans))]
    recent = [mark for mark in head.marks if mark.done is None or mark.done > trusted]
    newest = sorted(recent, key=lambda mark: mark.at)[-TAIL_LIMIT:]
    numbers = {mark.sequence for mark in newest}
    return spans, sorted(n for n in numbers if is_quiet or not any(low <= n <= high for low, high in spans))


def acknowledged(head: IndexHead, start: float) -> tuple[list[Span], list[Mark]]:
    """The created numbers and the changes that the index acknowledged within SETTLING before `start`, or later."""
    trusted = start - SETTLING
    spans = [Span(o.low, o.high) for o in head.summary.open if o.indexed and o.since > trusted]
    return spans, [mark for mark in head.marks if mark.done is not None and mark.done > trusted]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in spans:
        if current is not None and span.low - current.high <= NEAR:
            current = Span(current.low, span.high)
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def numbers_of(spans: Iterable[tuple[int, int]], singles: Iterable[int]) -> dict[int, int]:
    """The numbers of ranges and single ones, by chunk."""
    chunks = bits.by_chunk(singles)
    for low, high in spans:
        for chunk, span in bits.span_by_chunk(low, high).items():
            chunks[chunk] = chunks.get(chunk, 0) | span
    return chunks


def item_reads(store: TenantStore, indexed: Indexed, recent: Recent) -> list[Callable[[], list[Item]]]:
    """The reads of all items that the index is not believed about; those read singly come last.

    Eventually consistent ones, at half the price, and strongly consistent ones of what a replica does not have yet.
    Whoever changes terms announces a version first; so an item of that version or a later one is as new as the head.
    """
    apart = frozenset(recent.singles)
    reads: list[Callable[[], list[Item]]] = [
        partial(_read_span, store, indexed, recent, span, apart) for span in recent.spans
    ]
    if recent.singles:
        reads.append(partial(_read_marked, store, indexed, recent))
    return reads


def _read_span(store: TenantStore, indexed: Indexed, recent: Recent, span: Span, apart: Collection[int]) -> list[Item]:
    """The items of a range of numbers, without those `apart`. A short range is read strongly consistent at once."""
    is_consistent = not recent.is_quiet and span.high - span.low < ITEMS_PER_UNIT
    items = _query(store, indexed, span, consistent=is_consistent)
    if not recent.is_quiet and not is_consistent:
        for part in _late(recent, span, items):
            items |= _query(store, indexed, part, consistent=True)
    return [item for number, item in items.items() if number not in apart]


def _late(recent: Recent, span: Span, items: Mapping[int, Item]) -> list[Span]:
    """What a replica does not have yet of a range."""
    numbers = range(span.low, span.high + 1)
    late = list(_joined(Span(n, n) for n in numbers if n not in items or recent.is_outdated(n, items[n])))
    return [Span(late[0].low, late[-1].high)] if len(late) > FEW_SPANS else late


def _query(store: TenantStore, indexed: Indexed, span: Span, *, consistent: bool) -> dict[int, Item]:
    low, high = keys.sequence_sk(span.low), keys.sequence_sk(span.high)
    items = store.query(indexed.kind, low=low, high=high, descending=True, consistent=consistent)
    return {ids.decode_sequence(item["SK"]): item for item in items}


def _read_marked(store: TenantStore, indexed: Indexed, recent: Recent) -> list[Item]:
    """The items of single numbers, which have marks."""
    numbers = {keys.sequence_sk(number): number for number in recent.singles}
    items = store.get_many(indexed.kind, list(numbers))
    late = [n for sk, n in numbers.items() if sk not in items or recent.is_outdated(n, items[sk])]
    newer = read_singles(store, indexed, late) if late else []
    return [*(item for sk, item in items.items() if numbers[sk] not in late), *newer]


def read_singles(store: TenantStore, indexed: Indexed, numbers: Sequence[int]) -> list[Item]:
    """Those of the items that exist, strongly consistent."""
    return list(store.get_many(indexed.kind, list(map(keys.sequence_sk, numbers)), consistent=True).values())


def judge(indexed: Indexed, criteria: Criteria, recent: Recent, items: Iterable[Item]) -> JudgedItems:
    """Decide which of the items read by `item_reads` belong to the list."""
    by_number = {ids.decode_sequence(item["SK"]): item for item in items}
    members = [number for number, item in by_number.items() if matches(criteria, indexed.terms_of(item))]
    return JudgedItems(recent.waiting, bits.by_chunk(members), by_number)
