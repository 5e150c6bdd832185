"""Write the index from the stream: after a batch of changes, the index agrees with their items.

The stream says which items changed and which terms may differ; mend.py makes the index agree with the items.

Order: chunks, directories, the summary with its open ranges, marks. A reader that sees a later one sees those before.

A record may never arrive, because it was given up after its retries or was parked. Therefore only an item's own record
makes it count as indexed. A number counts once the record of its creation has arrived, or once all terms of the item
were written; a mark counts once the record of its version has arrived. Until then readers read the item directly.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from bivelio_core import clock
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore

from . import bits
from .changes import Touched
from .head import KEPT, ORPHAN_AFTER, SETTLING, IndexHead, Mark, Sheet, Summary, is_accounted, overdue
from .layout import mark_item, mark_key, read_head, sheet_key, sheet_unchanged, stamp_items, stamp_key
from .mend import ALWAYS_AGAIN, Bitmaps, adds, read_items, write_chunks, write_directories, write_summary
from .parallel import Gather, in_order, in_threads
from .terms import LISTED, Indexed, Term

OVERDUE_LIMIT = 1_000
MANY = 3
"""From so many marks on, an item that stamps them all is written and deleted with fewer units than they."""


def bring_up_to_date(
    store: TenantStore, indexed: Indexed, touched: Sequence[Touched], *, gather: Gather = in_threads
) -> None:
    """Make the index of a tenant's kind agree with these items. Raises TableBusy if other writers kept interfering."""
    began = clock.epoch()
    head = read_head(store, indexed)
    overdue_numbers = _overdue(head.summary)
    late = {*overdue_numbers, *_unknown(head.summary, touched)}
    recheck_after = ALWAYS_AGAIN if overdue_numbers else SETTLING  # another lane may write them meanwhile
    affected: Bitmaps = defaultdict(int)
    for change in touched:
        for term in change.terms:
            affected[term, bits.chunk_of(change.sequence)] |= bits.bit_of(change.sequence)
    for sequence, item in read_items(store, indexed, late, gather).items():
        for term in indexed.terms_of(item):
            affected[term, bits.chunk_of(sequence)] |= bits.bit_of(sequence)

    written: set[tuple[Term, int]] = set()
    for where in head.summary.written_to(indexed):
        changed = write_chunks(store, where, dict(affected), gather, recheck_after=recheck_after)
        write_directories(store, where, affected, changed, gather, recheck_after=recheck_after)
        written |= changed
    counted = {chunk for term, chunk in affected if term == LISTED}
    numbers = {change.sequence for change in touched} | late
    if counted or adds(head.summary, numbers):
        write_summary(store, indexed, counted, numbers, is_due=any(term == LISTED for term, _ in written))
    _settle_marks(store, indexed, head, touched, began, gather)


def _overdue(summary: Summary) -> list[int]:
    late = [number for span in overdue(summary, clock.epoch()) for number in range(span.low, span.high + 1)]
    return late[:OVERDUE_LIMIT]


def _unknown(summary: Summary, touched: Sequence[Touched]) -> set[int]:
    """Return the numbers of changed items whose record of creation has not arrived."""
    created = {change.sequence for change in touched if change.is_new}
    return {c.sequence for c in touched if c.sequence not in created and not is_accounted(summary, c.sequence)}


def _settle_marks(
    store: TenantStore, indexed: Indexed, head: IndexHead, touched: Sequence[Touched], began: float, gather: Gather
) -> None:
    """Stamp the marks of indexed changes; delete marks that no reader needs, or whose write was refused."""
    reached = {(change.sequence, change.version) for change in touched}
    waiting = [mark for mark in head.marks if mark.done is None]
    stamp(store, indexed, [mark for mark in waiting if mark.name in reached])
    settled = [mark for mark in head.marks if mark.done is not None and mark.done <= began - KEPT]
    old = [mark for mark in waiting if mark.at <= began - ORPHAN_AFTER and mark.name not in reached]
    over = {*settled, *_orphans(store, indexed, old)}
    store.table.delete_many([mark_key(store, indexed, mark) for mark in over if not mark.sheet])
    sheets_left = _remove_sheets(store, indexed, head, over, gather)
    needed = {mark.name for mark in head.marks if mark.sheet in sheets_left or (not mark.sheet and mark not in over)}
    stamps = [stamp for stamp in head.stamps if stamp.at <= began - KEPT and not stamp.marks & needed]
    store.table.delete_many([stamp_key(store, indexed, stamp) for stamp in stamps])  # after their marks (head.py, 2)


def _remove_sheets(store: TenantStore, indexed: Indexed, head: IndexHead, over: set[Mark], gather: Gather) -> set[str]:
    """Delete each sheet whose marks no reader needs any more; return the sort keys of the other sheets."""
    sheets_left = {mark.sheet for mark in head.marks if mark.sheet and mark not in over}

    def remove(sheet: Sheet) -> None:
        try:
            store.table.delete(sheet_key(store, indexed, sheet), sheet_unchanged(sheet))
        except ConditionFailed:  # one more mark has come, or another writer was first
            sheets_left.add(sheet.sk)

    gather([partial(remove, sheet) for sheet in head.sheets if sheet.sk not in sheets_left])
    return sheets_left


def stamp(store: TenantStore, indexed: Indexed, marks: Sequence[Mark]) -> None:
    """Record that the index has these changes as of now. One item records many of them."""
    now = math.ceil(clock.epoch())
    single = [mark for mark in marks if not mark.sheet] if len(marks) < MANY else []
    items = [mark_item(store, indexed, mark._replace(done=now)) for mark in single]
    store.table.put_many([*items, *stamp_items(store, indexed, [mark for mark in marks if mark not in single], now)])


def _orphans(store: TenantStore, indexed: Indexed, marks: Collection[Mark]) -> Iterator[Mark]:
    items = read_items(store, indexed, {mark.sequence for mark in marks}, in_order)
    for mark in marks:
        if mark.sequence in items and items[mark.sequence]["version"] < mark.version:
            yield mark
