"""The comparison that most teams would build on DynamoDB: secondary indexes, pages by cursor, totals if they must.

Page only: an item has a type in one secondary index, and a copy for each of its tags in another. A list reads the
entries of its rarest facet, newest first, drops those that the other filters refuse, and stops when the page is full. A
page in the middle reads all before it, since a cursor cannot jump. A search reads everything: no index has words.

Exact totals: counter items, changed with each contact in one transaction, for everything, each type and each tag. What
has no counter (two filters, a search) is counted by reading its rarest facet to the end.

No calls are made: units are computed from the bytes of the same contacts by the same rules (store/sizing.py).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS, TAG, TYPE
from bivelio_core.store.codec import Item
from bivelio_core.store.index.terms import Criteria, Exact, Term, matches
from bivelio_core.store.sizing import item_size, read_units, write_units

PAGE_BYTES = 1_048_576
COUNTER_UNITS = 0.5
"""One small item, read eventually consistently."""


class Read(NamedTuple):
    """Read units, and requests one after the other."""

    units: float
    requests: int


class Answer(NamedTuple):
    """What a list costs, and what it found: the rows of the page, and the total of the dearer variant."""

    page: Read
    exact: Read
    rows: tuple[str, ...]
    total: int


class Gsi:
    """The contacts of one organisation behind secondary indexes."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.everything = [(item, item_size(item), CONTACTS.terms_of(item)) for item in reversed(items)]
        self.facets: dict[Term, list[int]] = {}
        for place, (item, _, _) in enumerate(self.everything):
            for term in (Term(TYPE, item["type"]), *(Term(TAG, tag) for tag in item["tags"])):
                self.facets.setdefault(term, []).append(place)

    def list(self, query: dict[str, Any]) -> Answer:
        """One list, by the rarest facet it names."""
        clauses = criteria(query.get("search"), query.get("type"), query.get("tags", ()))
        named = [
            clause[0].term for clause in clauses if isinstance(clause[0], Exact) and clause[0].term.field in {TYPE, TAG}
        ]
        places = min((self.facets.get(term, []) for term in named), key=len, default=range(len(self.everything)))
        end = query.get("page", 1) * query["per_page"]
        match_count, walked, page = 0, [], None
        rows = []
        for place in places:
            item, size, terms = self.everything[place]
            walked.append(size)
            if matches(clauses, terms):
                match_count += 1
                if end - query["per_page"] < match_count <= end:
                    rows.append(item["SK"])
                if match_count == end:
                    page = _read(walked)
        whole = _read(walked)
        page = page or whole
        exact = Read(page.units + COUNTER_UNITS, page.requests + 1) if _has_counter(clauses, named) else whole
        return Answer(page, exact, tuple(rows), match_count)

    def writes(self) -> dict[str, dict[str, float]]:
        """Write units of a create and of a change of two tags, page only and with counters."""
        sample = self.everything[:1000]
        tags = sum(len(item["tags"]) for item, _, _ in sample) / len(sample)
        each = sum(write_units(size) for _, size, _ in sample) / len(sample)
        return {
            "create": {"page": each * (2 + tags), "exact": each * 2 * (1 + tags) + each + 2 * (2 + tags)},
            "update tags": {"page": each * (2 + tags), "exact": each * 2 * (1 + tags) + each + 2 * 4},
        }


def _has_counter(clauses: Criteria, named: Sequence[Term]) -> bool:
    return len(clauses) == len(named) <= 1


def _read(sizes: Sequence[int]) -> Read:
    """Queries of a megabyte each over these items, eventually consistent."""
    units, size, requests = 0.0, 0, 1
    for each in sizes:
        size += each
        if size >= PAGE_BYTES:
            units, size, requests = units + read_units(size, consistent=False), 0, requests + 1
    return Read(units + read_units(size, consistent=False), requests)
