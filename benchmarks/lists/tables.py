"""A tenant with N contacts in memory, indexed by the real writer, and what each operation on it costs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from time import process_time
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable, MeteredUsage
from bivelio_core.store.sizing import item_size, read_units
from bivelio_core.store.tenant_store import TenantStore

from .contacts import TENANT, contacts

BUILT_AT = datetime(2026, 4, 7, 12, tzinfo=UTC)
MEASURED_AT = datetime(2026, 4, 7, 13, tzinfo=UTC)
BULK = 4096
PAGE_BYTES = 1_048_576


@dataclass(frozen=True)
class Cost:
    """The cost and result of one list: read units, requests, round trips, milliseconds of processor time."""

    units: float
    requests: int
    rounds: int
    milliseconds: float
    total: int
    sequences: tuple[str, ...]


class Population:
    """The contacts of one organisation."""

    def __init__(self, count: int, source: Iterator[Item] | None = None) -> None:
        self.table = MeteredTable(MemoryTable())
        self.store = TenantStore(self.table, TENANT)
        self.count = 0
        with clock.frozen(BUILT_AT):
            source = contacts(count) if source is None else source
            while batch := list(islice(source, BULK)):
                self.create(batch)
        self.table.reset()

    def create(self, items: Sequence[Item]) -> MeteredUsage:
        """Create contacts one by one, index them as one batch of the stream, and return the cost."""
        self.table.reset()
        for item in items:
            self.store.lease_sequence(CONTACT)
            self.table.put(item)
        bring_up_to_date(self.store, CONTACTS, [difference(CONTACTS, None, item) for item in items], gather=in_order)
        self.count += len(items)
        return self.table.reset()

    def update(self, before: Item, after: Item) -> MeteredUsage:
        """Change one contact, and index that alone."""
        self.table.reset()
        index_changes.write(self.store, CONTACTS, before, after)
        bring_up_to_date(self.store, CONTACTS, [difference(CONTACTS, before, after)], gather=in_order)
        return self.table.reset()

    def list(self, query: dict[str, Any]) -> Cost:
        """One list by the index, an hour after the last write."""
        rounds = 0

        def gather(calls: Sequence[Callable[[], Any]]) -> list[Any]:
            nonlocal rounds
            rounds += bool(calls)
            return in_order(calls)

        clauses = criteria(query.get("search"), query.get("type"), query.get("tags", ()))
        self.table.reset()
        with clock.frozen(MEASURED_AT):
            began = process_time()
            page = index_reader.list_page(
                self.store, CONTACTS, clauses, page=query.get("page", 1), per_page=query["per_page"], gather=gather
            )
            elapsed = (process_time() - began) * 1000
        usage = self.table.reset()
        rounds += bool(page.items)
        return Cost(usage.read_units, usage.calls, rounds, elapsed, page.total, tuple(i["SK"] for i in page.items))

    def naive(self, query: dict[str, Any]) -> Cost:
        """The same list by reading every contact and filtering: what DynamoDB offers without an index."""
        clauses = criteria(query.get("search"), query.get("type"), query.get("tags", ()))
        began = process_time()
        items = self.store.query(CONTACT, descending=True)
        matching_items = [item for item in items if index_terms.matches(clauses, CONTACTS.terms_of(item))]
        elapsed = (process_time() - began) * 1000
        units, pages = whole_read(items)
        first = (query.get("page", 1) - 1) * query["per_page"]
        sequences = tuple(item["SK"] for item in matching_items[first : first + query["per_page"]])
        return Cost(units, pages, pages, elapsed, len(matching_items), sequences)


def whole_read(items: Iterable[Item]) -> tuple[float, int]:
    """The read units and requests of one Query over everything, a megabyte a request."""
    units, size, pages = 0.0, 0, 1
    for item in items:
        size += item_size(item)
        if size >= PAGE_BYTES:
            units, size, pages = units + read_units(size, consistent=False), 0, pages + 1
    return units + read_units(size, consistent=False), pages
