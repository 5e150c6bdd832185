"""What has been read of the index for criteria: the bitmaps of each selector, and what follows for the list.

And which numbers a page shows, highest first, without reading more chunks than it needs: arithmetic over the `counts`
of chunks (from a directory) and the members themselves (from chunks), which take precedence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from .bits import CHUNK_BITS, CHUNK_SIZE, TermDirectory, ranked
from .terms import LISTED, All, Criteria, Exact, Not, Part, Selector, holds, selectors

LISTED_ONLY = (Exact(LISTED),)
"""The clause of a list without criteria."""


@dataclass(slots=True)
class Posting:
    """A selector and its `bitmaps`, as far as they have been read; `counts` has the members of each chunk, if known."""

    selector: Selector
    bitmaps: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int] | None = None
    directory: TermDirectory | None = None

    @property
    def facet(self) -> Exact | None:
        """The selector of a facet, which is answered through a directory."""
        return self.selector if isinstance(self.selector, Exact) and self.selector.field.has_directory else None

    @property
    def is_listed(self) -> bool:
        """Whether it is that of all listed items, whose counts are in the head."""
        return self.selector == LISTED_ONLY[0]

    def chunks(self) -> set[int]:
        """The chunks with any member."""
        return set(self.bitmaps if self.counts is None else self.counts)

    def lacks(self, chunk_numbers: Iterable[int]) -> list[int]:
        """Return, in order, the wanted chunks that the directory lists and that have not been read yet."""
        return sorted(chunk for chunk in chunk_numbers if chunk in (self.counts or ()) and chunk not in self.bitmaps)

    def unread(self, chunk_numbers: Iterable[int]) -> list[int]:
        """Return, in order, the wanted chunks that have not been read yet, in the directory or not."""
        return [] if self.counts is None else sorted(set(chunk_numbers).difference(self.bitmaps))


class Postings:
    """Criteria with the posting of each of their selectors.

    Criteria that items without terms would meet, such as `Not` alone, have the clause of all listed items beside them.
    So any other number, whose bits are all 0, is no member of the list.
    """

    def __init__(self, criteria: Criteria) -> None:
        unique = tuple(dict.fromkeys(criteria))
        self.criteria: Criteria = (*unique, LISTED_ONLY) if holds(unique, ()) else unique
        self._by_selector = {each: Posting(each) for each in dict.fromkeys(selectors(self.criteria))}
        self.every = list(self._by_selector.values())
        self.listed = self._by_selector.get(LISTED_ONLY[0])

    @property
    def only(self) -> Posting | None:
        """The posting of criteria that ask for one facet, or for all that is listed."""
        (clause, *others) = self.criteria
        if others or len(clause) != 1 or not isinstance(clause[0], Exact):
            return None
        posting = self._by_selector[clause[0]]
        return posting if posting.facet else None

    @property
    def without(self) -> Posting | None:
        """The posting of the facet that a list of all other items leaves out."""
        (clause, *others) = self.criteria
        if others != [LISTED_ONLY] or len(clause) != 1 or not isinstance(clause[0], Not):
            return None
        posting = self._by_selector[clause[0].selector]
        return posting if posting.facet else None

    def counts(self) -> dict[int, int] | None:
        """How many members each chunk of the list has, where directories tell; None if its bitmaps must be counted."""
        if self.only is not None:
            return self.only.counts
        if self.without is None or self.listed is None:
            return None
        less = self.without.counts or {}
        return {chunk: max(count - less.get(chunk, 0), 0) for chunk, count in (self.listed.counts or {}).items()}

    def chunks(self) -> set[int]:
        """The chunks that may have members: each clause may have some there."""
        return _possible(self.criteria, self._by_selector) or set()

    def members(self, chunk: int) -> int:
        """The list's members in a chunk whose bitmaps have been read."""
        return _evaluate(self.criteria, lambda selector: self._by_selector[selector].bitmaps.get(chunk, 0))


def _possible(criteria: Criteria, postings: dict[Selector, Posting]) -> set[int] | None:
    """The chunks in which criteria may hold; None where nothing is excluded."""

    def of_part(part: Part) -> set[int] | None:
        if isinstance(part, Not):
            return None
        return _possible(part.criteria, postings) if isinstance(part, All) else postings[part].chunks()

    possible: set[int] | None = None
    for clause in criteria:
        parts = [of_part(part) for part in clause]
        limits = [chunks for chunks in parts if chunks is not None]
        if len(limits) == len(parts):
            united = set[int]().union(*limits)
            possible = united if possible is None else possible & united
    return possible


def _evaluate(criteria: Criteria, bitmap_of: Callable[[Selector], int]) -> int:
    """The bits of a chunk that meet criteria. `Not` sets all others, of numbers without items too."""

    def of_part(part: Part) -> int:
        if isinstance(part, All):
            return _evaluate(part.criteria, bitmap_of)
        return ~bitmap_of(part.selector) if isinstance(part, Not) else bitmap_of(part)

    return reduce(and_, (reduce(or_, map(of_part, clause), 0) for clause in criteria), -1)


class Selection(NamedTuple):
    """The page's sequence numbers and the exact total; `lacking` chunks must be read before the page is known."""

    total: int
    sequences: tuple[int, ...]
    lacking: frozenset[int]


def select(
    counts: Mapping[int, int], bitmaps: Mapping[int, int], rank: int, size: int, *, ascending: bool = False
) -> Selection:
    """The `size` members that follow the first `rank`, from the highest number, or from the lowest."""
    passed = 0
    sequences: list[int] = []
    lacking = set()
    for chunk in sorted({*counts, *bitmaps}, reverse=not ascending):
        count = bitmaps[chunk].bit_count() if chunk in bitmaps else counts[chunk]
        if count and passed < rank + size and passed + count > rank:
            if chunk in bitmaps:
                first = max(rank - passed, 0)
                sequences += _part(chunk, bitmaps[chunk], first, size - len(sequences), ascending=ascending)
            else:
                lacking.add(chunk)
        passed += count
    return Selection(passed, tuple(sequences), frozenset(lacking))


def _part(chunk: int, bitmap: int, rank: int, size: int, *, ascending: bool) -> list[int]:
    if not ascending:
        return list(ranked(chunk, bitmap, rank, size))
    rest = bitmap.bit_count() - rank
    return list(ranked(chunk, bitmap, max(rest - size, 0), min(size, rest)))[::-1]


def needed(
    counts: Mapping[int, int], unsettled: Mapping[int, int], rank: int, size: int, *, ascending: bool = False
) -> set[int]:
    """Return the chunks that may hold the page or have an unreliable count.

    `unsettled` has the numbers whose items are read directly: k of them change a chunk's count by k at most.
    """
    least = most = 0
    chunks = set()
    for chunk in sorted({*counts, *unsettled}, reverse=not ascending):
        count, doubtful = counts.get(chunk, 0), unsettled.get(chunk, 0).bit_count()
        in_reach = least < rank + size and most + count + doubtful > rank
        if count and (doubtful or in_reach):
            chunks.add(chunk)
        least += max(count - doubtful, 0)
        most += count + doubtful
    return chunks


def full(chunk: int, count: int, high: int) -> int | None:
    """The members of a chunk that holds every number up to `high`: known without reading the chunk."""
    base = chunk << CHUNK_BITS
    first, last = max(base, 1), min(base + CHUNK_SIZE - 1, high)
    if count != last - first + 1:
        return None
    return ((1 << count) - 1) << (first - base)
