"""The read units of a page of invoices beside those of a page of contacts, by the bytes of the items.

Every list is asked over 100,000 invoices in memory, written by the index's own writer, and its total is compared with
that of reading everything. The invoices have two lines; nine in ten are paid.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.invoices import items, marks
from bivelio_core.invoices.draft_parts import DraftLine
from bivelio_core.invoices.drafts import Draft
from bivelio_core.invoices.models import ListInvoices
from bivelio_core.invoices.money import ZERO, Group, LineInput
from bivelio_core.invoices.orders import ORDERS
from bivelio_core.invoices.terms import INVOICES, criteria
from bivelio_core.models import ListRequest
from bivelio_core.sorted_lists import sorted_by
from bivelio_core.store.codec import Item
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT, INVOICE, sequence_sk, tenant_partition
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.sizing import item_size
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from benchmarks.lists import tables
from benchmarks.lists.contacts import TENANT, contacts

COUNT, CLIENTS, PER_PAGE = 100_000, 5_000, 25
FIRST_DAY, DAYS = date(2019, 1, 2), 2_650
TEXTS = (
    *(
        "Consultoria tecnica - 20 hores",
        "Llicencia software mensual",
        "Manteniment del lloc web",
        "Formació de l'equip",
    ),
    *("Disseny de la imatge corporativa", "Allotjament i domini", "Assessorament fiscal del trimestre", "Desplaçament"),
)
STATUSES = (*("paid",) * 90, *("pending",) * 3, *("sent",) * 3, *("overdue",) * 2, "partially_paid", "rectified")


class Compared(NamedTuple):
    """A list of invoices and the list of contacts that asks as much of the index; None where contacts have none."""

    name: str
    invoices: dict[str, Any]
    contacts: dict[str, Any] | None


@dataclass(frozen=True)
class Figures:
    """Read units of each list and bytes of an item (invoices, contacts); write units of the index after an issue."""

    count: int
    lists: dict[str, tuple[float, float | None]]
    bytes_each: tuple[float, float]
    indexed: dict[int, float]


def compared(count: int, somebody: Item, client: str) -> tuple[Compared, ...]:
    """The lists that are measured."""
    last, number = math.ceil(count / PER_PAGE), f"FAC-2025-{count // 20:03d}"
    words = {"search": "empresa abc"}
    pages = {"first": 1, "middle": last // 2, "last": last}
    return (
        *(Compared(f"no filter, {name} page", {"page": page}, {"page": page}) for name, page in pages.items()),
        Compared("one type", {"type": "issued"}, {"type": "company"}),
        Compared("a rare status; a rare tag", {"status": "overdue"}, {"tags": ["basic"]}),
        Compared("two words", {"search": "maria garcia"}, {"search": "maria garcia"}),
        Compared("a number; an e-mail address", {"search": number}, {"search": somebody["email"]}),
        Compared("status and two words", {"status": "paid", **words}, {"type": "company", **words}),
        Compared("a month", {"from_date": "2025-03-01", "to_date": "2025-03-31"}, None),
        Compared("one client", {"client_id": client}, None),
        *(Compared(f"no filter, by {sort}", {"sort": sort}, None) for sort in ("issue_date", "due_date", "-total")),
        Compared("no filter, by -total, middle page", {"sort": "-total", "page": last // 2}, None),
        Compared("a status, by due_date", {"status": "overdue", "sort": "due_date"}, None),
    )  # fmt: skip


def measure(count: int = COUNT) -> Figures:
    """Ask every list of as many invoices and contacts."""
    others = tables.Population(count)
    somebody = others.store.get(CONTACT, sequence_sk(count // 2))
    assert somebody is not None
    mean = sum(map(item_size, others.store.query(CONTACT))) / count
    queries = compared(count, somebody, sequence_sk(CLIENTS // 2))
    theirs = {
        each.name: others.list({"per_page": PER_PAGE, **each.contacts}).units
        for each in queries
        if each.contacts is not None
    }
    del others
    population = Population(count)
    ours = population.lists([each.invoices for each in queries])
    lists = {each.name: (units, theirs.get(each.name)) for each, units in zip(queries, ours, strict=True)}
    sizes = sum(map(item_size, population.store.query(INVOICE))) / count
    return Figures(count, lists, (sizes, mean), {batch: population.issued_in(batch) for batch in (1, 100)})


class Population:
    """The invoices of one organisation."""

    def __init__(self, count: int) -> None:
        self.table = MeteredTable(MemoryTable())
        self.store = TenantStore(self.table, TENANT)
        self.count = count
        with clock.frozen(tables.BUILT_AT):
            source = invoices(count)
            while batch := list(islice(source, tables.BULK)):
                self.store.lease_sequence(INVOICE, len(batch))
                for item in batch:
                    self.table.put(item)
                self._index([(None, item) for item in batch])
        self.table.reset()

    def lists(self, queries: Sequence[dict[str, Any]]) -> list[float]:
        """The read units of each list, an hour after the last write; their totals are those of reading everything."""
        criteria_list = [_criteria(each) for each in queries]
        everything = Counter[int]()
        for item in self.store.query(INVOICE):
            terms = INVOICES.terms_of(item)
            everything.update(place for place, each in enumerate(criteria_list) if index_terms.matches(each, terms))
        self.table.reset()
        units = []
        for place, each in enumerate(criteria_list):
            request = ListRequest(page=queries[place].get("page", 1), per_page=PER_PAGE)
            with clock.frozen(tables.MEASURED_AT):
                listing = sorted_by(self.store, INVOICES, each, request, ORDERS, queries[place].get("sort"))
            assert listing.total == everything[place], queries[place]
            assert listing.items, queries[place]
            units.append(self.table.reset().read_units)
        return units

    def issued_in(self, batch: int) -> float:
        """The write units of the index for each of so many drafts that are issued, as one batch of the stream."""
        items = self.store.query(INVOICE, descending=True, limit=batch)
        drafts = [{**item, "status": "draft", "version": item["version"] + 1} for item in items]
        issued = [{**item, "status": "pending", "version": item["version"] + 1} for item in drafts]
        for before, after in ((items, drafts), (drafts, issued)):
            self.table.put_many(after)
            self.table.reset()
            self._index(list(zip(before, after, strict=True)))
        return self.table.reset().write_units / batch

    def _index(self, changes: Sequence[tuple[Item | None, Item]]) -> None:
        touched = [difference(INVOICES, before, after) for before, after in changes]
        bring_up_to_date(self.store, INVOICES, touched, gather=in_order)


def _criteria(query: dict[str, Any]) -> index_terms.Criteria:
    named = {name: value for name, value in query.items() if name not in ("page", "client_id", "sort")}
    return criteria(
        ListInvoices.model_validate(named, strict=False), [query["client_id"]] if "client_id" in query else ()
    )


def invoices(count: int, seed: int = 7) -> Iterator[Item]:
    """The items of so many invoices as the service writes them, in the order of their days."""
    return (main for main, _ in invoices_with_contents(count, list(contacts(CLIENTS)), TENANT, seed))


def invoices_with_contents(
    count: int, clients: Sequence[Item], tenant: Tenant, seed: int = 7
) -> Iterator[tuple[Item, dict[str, Any]]]:
    """The same of these clients, each with what its content has besides a key."""
    source = random.Random(seed)
    partition = tenant_partition(tenant, INVOICE)
    numbers = Counter[int]()
    for sequence, status in zip(range(1, count + 1), cycle(source.sample(STATUSES, len(STATUSES))), strict=False):
        on = FIRST_DAY + timedelta(days=sequence * DAYS // count)
        numbers[on.year] += 1
        draft = _draft(source, on)
        contents = items.contents_of(draft, draft.totals, source.choice(clients), tenant.organisation)
        main = {
            **items.new_main("".join(source.choices(ids.ALPHABET, k=ids.RANDOM_LENGTH))),
            **contents.main,
            "n": numbers[on.year],
            "number": f"FAC-{on.year}-{numbers[on.year]:03d}",
            "status": status,
            "version": 2,
            "pdf": 2,
            "issued_at": "2026-04-07T12:10:00.000Z",
        }
        sk = sequence_sk(sequence)
        if status in ("paid", "rectified"):
            main["payments"] = [{"amount": main["total"], "date": main["due_date"], "method": "transfer"}]
            main |= {"version": 3, "paid_at": main["issued_at"]}
        elif status != "overdue":
            main |= marks.waiting(sk)
        yield {"PK": partition, "SK": sk, **main}, contents.content


def _draft(source: random.Random, on: date) -> Draft:
    group = Group("standard", Decimal(21), ZERO, None, None)

    def line(text: str) -> DraftLine:
        quantity, price = Decimal(source.randrange(1, 40)), Decimal(source.randrange(1_000, 90_000)) / 100
        return DraftLine(text, LineInput(quantity, price, group, ZERO))

    return Draft(
        document_type="invoice",
        series="FAC",
        issue_date=on,
        due_date=on + timedelta(days=30),
        operation_date=None,
        lines=tuple(map(line, source.sample(TEXTS, 2))),
        discount=None,
        irpf_rate=ZERO,
        reference=None,
        notes=None,
        language="ca",
    )


def report(figures: Figures) -> str:
    """The figures as a page."""
    rows = [
        f"| {name} | {ours:g} | {'' if theirs is None else f'{theirs:g}'} |"
        for name, (ours, theirs) in figures.lists.items()
    ]
    ours, theirs = figures.bytes_each
    return "\n".join(
        [
            f"{figures.count:,} of each, pages of {PER_PAGE}.",
            f"An invoice of two lines has {ours:.0f} bytes, a contact {theirs:.0f}.",
            "Rows that lie together are read as one range, by their bytes; others one by one, half a unit each.",
            "",
            "| read units of a page | invoices | contacts |",
            "|---|---:|---:|",
            *rows,
            "",
            "| write units of the index after an issue | each |",
            "|---|---:|",
            *(f"| in batches of {batch} | {each:.2f} |" for batch, each in figures.indexed.items()),
        ]
    )
