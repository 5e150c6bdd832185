"""Write the index from the stream: after a batch of changes, the index agrees with their items.

The stream says which items changed and which terms may differ; mend.py makes the index agree with the items. Of created
items, a few wait until there are more, because chunks and directories are written once a batch (docs/adr/0109).

Order: chunks, directories, the summary with its open ranges, marks. A reader that sees a later one sees those before.

A record may never arrive, because it was given up after its retries or was parked. Therefore only an item's own record
makes it count as indexed. A number counts once the record of its creation has arrived, or once all terms of the item
were written; a mark counts once the record of its version has arrived. Until then readers read the item directly.
"""

import math
import time
from collections import defaultdict
from collections.abc import Collection, Sequence

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from .acknowledge import adds, settle_marks, write_summary
from .changes import Touched
from .columns import place_of
from .head import (
    CHECK_KEPT,
    SETTLING,
    WAITING_BYTES,
    WAITING_ITEMS,
    IndexHead,
    Summary,
    is_accounted,
    is_settled,
    overdue,
)
from .items import Bitmaps, read_items, read_range
from .layout import (
    note_check,
    read_head,
    sheet_key,
)
from .mend import ALWAYS_AGAIN, write_terms
from .parallel import Gather, in_threads
from .terms import LISTED, Indexed, Term

OVERDUE_LIMIT = 1_000


def bring_up_to_date(
    store: TenantStore, indexed: Indexed, touched: Sequence[Touched], *, gather: Gather = in_threads
) -> None:
    """Make the index of a tenant's kind agree with these items. Raises TableBusy if other writers kept interfering."""
    began, entered = clock.epoch(), time.monotonic()
    head = read_head(store, indexed)
    overdue_numbers = _overdue(head.summary)
    checks = [note_check(store, indexed, int(began))] if overdue_numbers else []
    waiting = _waiting(head, touched)
    neighbours = _neighbours(store, indexed, head, touched) if not waiting else {}
    late = {*overdue_numbers, *_unknown(head.summary, touched, waiting)}
    affected: Bitmaps = defaultdict(int)
    for change in touched:
        at_once = change.is_new and change.sequence in waiting
        for term in change.terms:
            if term.field.at_once or not at_once:
                at, bit = place_of(term, change.sequence)
                affected[at] |= bit
    for sequence, item in (read_items(store, indexed, late, gather) | neighbours).items():
        for term in indexed.terms_of(item):
            at, bit = place_of(term, sequence)
            affected[at] |= bit

    written: set[tuple[Term, int]] = set()
    for where in head.summary.written_to(indexed):
        written |= write_terms(
            store,
            where,
            dict(affected),
            gather,
            recheck_after=ALWAYS_AGAIN if overdue_numbers else SETTLING,  # another lane may write them meanwhile
            in_any_case=_fenced(head.summary, touched, began),
            deadline=entered + SETTLING if neighbours else math.inf,
        )
    counted = {chunk for term, chunk in affected if term == LISTED}
    numbers = ({change.sequence for change in touched} | late | neighbours.keys()) - waiting
    if counted or adds(head.summary, numbers):
        layout = head.summary.layout if neighbours else None
        is_due = any(term == LISTED for term, _ in written)
        write_summary(store, indexed, counted, numbers, is_due=is_due, layout=layout)
    settle_marks(store, indexed, head, touched, began, gather)
    checks += [check for check in head.checks if check.at <= began - CHECK_KEPT]
    store.table.delete_many([sheet_key(store, indexed, check) for check in checks])


def _overdue(summary: Summary) -> list[int]:
    late = [number for span in overdue(summary, clock.epoch()) for number in range(span.low, span.high + 1)]
    return late[:OVERDUE_LIMIT]


def _unknown(summary: Summary, touched: Sequence[Touched], waiting: Collection[int]) -> set[int]:
    """Return the numbers of changed items whose record of creation has not arrived, except those that wait anyway."""
    created = {change.sequence for change in touched if change.is_new}
    others = {change.sequence for change in touched} - created - set(waiting)
    return {number for number in others if not is_accounted(summary, number)}


def _waiting(head: IndexHead, touched: Sequence[Touched]) -> set[int]:
    """Return the numbers that wait for company: all of these above `high`, while few items are there.

    Readers read these items anyway, so lists are exact without them. Each of them is indexed when there are more.
    """
    tail = head.last - head.summary.high
    if tail > WAITING_ITEMS:
        return set()
    above = [change for change in touched if head.summary.high < change.sequence <= head.last]
    size = max((change.size() for change in above), default=0)
    return {change.sequence for change in above} if tail * size <= WAITING_BYTES else set()


def _neighbours(store: TenantStore, indexed: Indexed, head: IndexHead, touched: Sequence[Touched]) -> dict[int, Item]:
    """Return the items that waited for company, to index them beside created ones: all above `high` that are not ours.

    Of a large batch's, only those before it: what is between its items are other lanes' batches.
    """
    high = head.summary.high
    ours = {change.sequence for change in touched if change.is_new and change.sequence > high}
    if not ours:
        return {}
    last = min(head.last, high + 2 * WAITING_ITEMS) if len(ours) < WAITING_ITEMS else min(ours) - 1
    if not high < last <= high + 2 * WAITING_ITEMS or ours.issuperset(range(high + 1, last + 1)):
        return {}
    items = read_range(store, indexed, high + 1, last)
    return {number: item for number, item in items.items() if number not in ours}


def _fenced(summary: Summary, touched: Sequence[Touched], now: float) -> set[tuple[Term, int]]:
    """Return the chunks that a change writes even when they are right, because its item may be somebody's neighbour.

    Another lane may have read the item before the change, and be about to write a bit that is outdated. When the chunk
    is written now, that write is refused. So nothing outdated is left, even of a function that is killed then.
    """
    return {
        place_of(term, change.sequence)[0]
        for change in touched
        if not change.is_new and not is_settled(summary, change.sequence, now)
        for term in change.terms
    }
