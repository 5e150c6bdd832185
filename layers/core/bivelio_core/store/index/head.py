"""The head of an index: which numbers are indexed, which are not yet, and which items have changed since.

docs/lists.md has a drawing of marks, sheets and stamps.
Six sorts of item share one partition, so that one strongly consistent Query answers them all:

    SEQ               the last sequence number that was leased
    ALL               the directory of all listed items, `high` (every number up to it is accounted for) and the open
                      ranges below it: numbers whose item has not appeared, and numbers indexed very recently
    D#<seq>#<version> a mark: this item is about to have this version, whose terms differ
    D#0000000#<random> a sheet: the marks of a second of a process that has many
    S#<time>#<random> a stamp of many marks: the index has had these since then
    D#0000000#<random> without marks, a check: a writer that may be outdated has not looked again yet at what it wrote

Why a list is exact right after a write. The reader takes the time `start` and reads the head, which divides all numbers
into three groups (`Recent` in recent.py):

    settled       what the index has had for SETTLING seconds before `start`: eventually consistent reads of chunks and
                  directories, in any order, are enough
    acknowledged  what the index has had for a shorter time: strongly consistent reads that begin after the head was
                  read are enough, whatever any clock says; or the items are read, where that costs less
    waiting       what the index has not said it has: the items are read and judged by their terms; once more, strongly
                  consistent, where a replica has no item, or not in the version of its newest mark

 1. A created item has a leased number before it exists. It is above `high`, or in an open range, until its bits and
    directories are written; then its range is stamped with the time. A reader finds the number open (waiting), or
    stamped within SETTLING (acknowledged); or the stamp is older, and every index write before the stamp is old enough
    to be visible everywhere.
 2. A changed item is marked before it is written, or in the same transaction. The mark is stamped `done` after bits
    and directories are written; the same argument holds. A few marks are stamped themselves, many by one item, which
    is removed after them: a mark without its stamp would count as waiting. A sheet is removed on condition that no
    mark has been added since it was read; one that comes later begins it again. Only a version that the item has
    reached is stamped: whoever comes after a refused write announces the same version again.
 3. Stamps and marks are removed KEPT seconds after they were set, which is SETTLING and the longest time a reader may
    take for its first round (it starts again when it took longer). A reader that misses one began late enough.
 4. A stream record may never arrive, so no other record stands in for it: a number counts as indexed once the record
    of its creation was (or with all the item's terms), a mark is done once the record of its version was.
 5. A writer writes chunks, then directories, then the summary and stamps. So what the head acknowledges was in the
    chunks before the head was read, and a strongly consistent read after that sees it. No later write can take it away:
    each is conditional on the version it has read, and changes the bits of its own numbers only. Who looks at numbers
    of other lanes (a rebuild, overdue numbers) may be outdated until it has looked again (mend.py). It notes that by a
    check before it reads, and readers that see one read the items. A chunk's count is taken from these bits, not from
    a directory that was read eventually. The summary acknowledges and counts all listed items in one write.
 6. That holds where the acknowledging writer has written. While the layout is FORMER it writes the former place, while
    it is BOTH both, and readers read the former. When it becomes SPREAD, writers leave the former place, which readers
    use for SETTLING seconds more: they believe nothing that is acknowledged then, and read the items.
 7. When no number was given out for QUIET_AFTER seconds, every item that waits was put or marked long ago. So a
    replica's answer will do for those without a mark, also that there is none.

A number whose item has not appeared HOLE_AFTER seconds after it was noticed is looked up once more and then given up:
the function died between lease and put.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from .terms import Criteria, Indexed, TermField, selectors

SETTLING = 5
FIRST_ROUND_LIMIT = 5
KEPT = SETTLING + FIRST_ROUND_LIMIT
HOLE_AFTER = 60
ORPHAN_AFTER = 300
"""A mark this old whose item has not reached its version belongs to a function that died or to a refused write."""

FIRST_VERSION = 1
"""The version with which an item is put first."""

CHECK_KEPT = 900
"""No function runs for longer, so whoever noted a check so long ago has died."""

TAIL_LIMIT = 2_000
"""A reader reads at most this many items of a range, and of this many marks, the newest. Beyond that (an index minutes
behind, which raises an alarm) lists show the rest once it has been indexed."""

QUIET_AFTER = 300
"""No number is used so long after its lease, unless its item is marked: requests end, holes are given up before."""

WAITING_ITEMS, WAITING_BYTES = 32, 14_336
"""So many created items, and bytes of their rows, may wait for company (writer.py). Each list reads them: 3.5 units."""

NEAR = 16
"""Ranges at most this far apart are treated as one: a few settled items cost less than another request or range."""


class Span(NamedTuple):
    """Sequence numbers from `low` to `high`, both included."""

    low: int
    high: int


class Open(NamedTuple):
    """Numbers up to `high` whose items readers must read directly: not indexed yet, or only since `since`."""

    low: int
    high: int
    since: int
    indexed: bool


class Mark(NamedTuple):
    """A change that a request announced at the time `at`. The index contains it since `done`; `sheet` may hold it."""

    sequence: int
    version: int
    at: int
    done: int | None
    sheet: str = ""

    @property
    def name(self) -> tuple[int, int]:
        """The number and version by which stamps name the change."""
        return self.sequence, self.version


class Sheet(NamedTuple):
    """An item that holds many marks; `writes` differs after each write of the item."""

    sk: str
    writes: int


class Stamp(NamedTuple):
    """An item that names changes by number and version, and states since when the index has contained them."""

    sk: str
    at: int
    marks: frozenset[tuple[int, int]]


class Check(NamedTuple):
    """A note that a writer that may be outdated began to write at the time `at`, and has not looked again yet."""

    sk: str
    at: int


class Layout(IntEnum):
    """Where an index stores bitmaps and directories of facets. New indexes are SPREAD; a rebuild converts older ones.

    A rebuild notes BOTH before it reads items, and SPREAD when it is complete. A writer that read the head before the
    first note has read no item that the rebuild reads later in an older state; so between the two notes every write
    goes to both places, or the rebuild finds it. A reader that begins less than SETTLING seconds after the second note
    relies on an earlier state of the index, and reads the old place.
    """

    FORMER = 0
    """Each facet in one partition."""

    BOTH = 1
    """Readers read there, writers write to the shards too: a rebuild is under way."""

    SPREAD = 2
    """In shards, by term."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The directory of all listed items, the number up to which it is complete, and the layout of facets."""

    counts: dict[int, int] = field(default_factory=dict)
    high: int = 0
    open: tuple[Open, ...] = ()
    version: int = 0
    layout: Layout = Layout.SPREAD
    spread_since: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    """The codes of the kind's added fields that the index has of all items, and since when: new indexes always (0)."""

    rebuilt_fields: frozenset[str] = frozenset()
    """Those that it has once the rebuild that is under way is complete."""

    def lacks(self, indexed: Indexed, criteria: Criteria, start: float) -> bool:
        """Whether the index cannot answer criteria for a reader that began at `start`: an older release began it.

        What a rebuild has written within SETTLING before is not in each replica yet.
        """
        return self.lacks_any(indexed, {each.field for each in selectors(criteria)}, start)

    def lacks_any(self, indexed: Indexed, fields: Collection[TermField], start: float) -> bool:
        """The same of some fields."""
        if not self.version:
            return False
        added = {field.code for field in indexed.added if field in fields}
        return any(self.fields.get(code, math.inf) > start - SETTLING for code in added)

    def read_from(self, indexed: Indexed, start: float) -> Indexed:
        """Return the kind with the place from which a reader that began at `start` reads facets."""
        is_spread = self.layout is Layout.SPREAD and self.spread_since <= start - SETTLING
        return indexed if is_spread else indexed.formerly()

    def is_written_where_read(self, start: float) -> bool:
        """Whether writers write where a reader that began at `start` reads (see 6 above)."""
        return self.layout is not Layout.SPREAD or self.spread_since <= start - SETTLING

    def written_to(self, indexed: Indexed) -> list[Indexed]:
        """The kind with its facets where they are written."""
        places = {Layout.FORMER: [False], Layout.BOTH: [False, True], Layout.SPREAD: [True]}[self.layout]
        return [indexed if is_spread else indexed.formerly() for is_spread in places]


@dataclass(frozen=True, slots=True)
class IndexHead:
    """The head of an index as one read returned it."""

    summary: Summary
    last: int
    marks: tuple[Mark, ...]
    stamps: tuple[Stamp, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    checks: tuple[Check, ...] = ()
    leased_at: float = math.inf

    def is_quiet(self, start: float) -> bool:
        """Whether no number was given out for so long that replicas have every item (7 above)."""
        return self.leased_at <= start - QUIET_AFTER


def overdue(summary: Summary, now: float) -> list[Span]:
    """The numbers whose item has not appeared within HOLE_AFTER seconds."""
    return [Span(o.low, o.high) for o in summary.open if not o.indexed and o.since <= now - HOLE_AFTER]


def is_accounted(summary: Summary, number: int) -> bool:
    """Whether a number has been indexed or given up."""
    return number <= summary.high and not any(o.low <= number <= o.high for o in summary.open if not o.indexed)


def is_settled(summary: Summary, number: int, now: float) -> bool:
    """Whether a number was indexed or given up more than KEPT seconds ago."""
    fresh = (o for o in summary.open if not o.indexed or o.since > now - KEPT)
    return number <= summary.high and not any(o.low <= number <= o.high for o in fresh)
