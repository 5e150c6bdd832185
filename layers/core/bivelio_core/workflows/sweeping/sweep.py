"""Find runs, decisions, schedules and missed firings that were left unfinished; unfinished.py completes them.

Most minutes nothing is due: what only looks imports nothing of what a run needs.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bivelio_core.store import due
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key
from bivelio_core.workflows.execution import sweep_marks
from bivelio_core.workflows.triggers import schedules

PAGE = 100
"""The largest share of an organisation in a turn, of each partition. So many keys of pending runs are read at once."""

KINDS = ("runs", "decisions", "schedules", "firings", "notices")
BEHIND = "$"
"""Sorts behind the `#` that follows an organisation in the keys of its pending runs, and before the next one's."""


def turns(table: Table) -> Iterator[list[tuple[str, Key]]]:
    """What is to be looked at now, with its kind, turn by turn until nothing is left that was not given before.

    In each turn the organisations alternate, and none has more than a share of each partition, so one with a hundred
    thousand runs, pending or healthy, delays the others by one turn at most.
    """
    sources = [
        *(("runs", _pending(table, sweep_marks.pending_partition(shard))) for shard in range(sweep_marks.SHARDS)),
        *(("runs", _due(table, sweep_marks.partition(shard))) for shard in range(sweep_marks.SHARDS)),
        ("decisions", _due(table, sweep_marks.DECIDED)),
        ("schedules", _due(table, schedules.UNSCHEDULED)),
        ("firings", _due(table, sweep_marks.SCHEDULED)),
        ("notices", _due(table, sweep_marks.ASKED)),
    ]
    while sources:
        pages = [(kind, source, next(source, None)) for kind, source in sources]
        sources = [(kind, source) for kind, source, page in pages if page is not None]
        turn = [(kind, key) for kind, _, page in pages for key in page or ()]
        if turn:
            yield _alternating(turn)


def _due(table: Table, partition: str) -> Iterator[list[Key]]:
    """The keys of a partition in order of their time, in each turn some of every organisation.

    One organisation with more than READ_AHEAD due runs in a partition would delay the later ones of others.
    """
    for page in due.pages(table, partition):
        yield from _shares(page)


def _shares(page: Sequence[Key]) -> Iterator[list[Key]]:
    """The keys in turns, in which no organisation has more than PAGE."""
    queues: dict[str, list[Key]] = {}
    for key in page:
        queues.setdefault(_organisation(key), []).append(key)
    for start in range(0, max(map(len, queues.values()), default=0), PAGE):
        yield [key for queue in queues.values() for key in queue[start : start + PAGE]]


def _pending(table: Table, partition: str) -> Iterator[list[Key]]:
    """The keys of a partition of pending runs: in each turn some of every organisation, the oldest first."""
    seen: set[Key] = set()
    while True:
        turn: list[Key] = []
        low, may_be_more = None, False
        while page := table.query_index(partition, low=low, limit=PAGE):
            turn += [key for key in page if key not in seen]
            low = _organisation(page[-1]) + BEHIND
            may_be_more |= len(page) == PAGE
            if len(page) < PAGE:
                break
        seen.update(turn)
        if turn:
            yield turn
        if not turn or not may_be_more:
            return


def _alternating(turn: list[tuple[str, Key]]) -> list[tuple[str, Key]]:
    """The same, one of each organisation after the other."""
    queues: dict[str, list[tuple[str, Key]]] = {}
    for each in turn:
        queues.setdefault(_organisation(each[1]), []).append(each)
    return [each for row in zip_longest(*queues.values()) for each in row if each is not None]


def _organisation(key: Key) -> str:
    return key.pk.partition("#")[0]
