"""Fill an organisation of a running platform with contacts, invoices, cases and deals, as the service writes them.

The rows are written and indexed by the index's own writer over a table in memory, whose items are then copied to that
of the platform, while the functions that follow its changes rest. So a hundred thousand of a kind take minutes instead
of the half hour of as many requests, and lists are read from the same items.
"""

import random
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.cases import items as case_items
from bivelio_core.cases.models import CreateCase
from bivelio_core.cases.numbers import written
from bivelio_core.cases.terms import CASES
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.deals import items as deal_items
from bivelio_core.deals import tallies
from bivelio_core.deals.links import StagePlace
from bivelio_core.deals.models import CreateDeal
from bivelio_core.deals.terms import DEALS
from bivelio_core.invoices.terms import INVOICES
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.terms import Indexed
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import CONTACT, DEAL_TALLY, INVOICE_CONTENT, sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from benchmarks.copied import copy
from benchmarks.invoices.lists import invoices_with_contents
from benchmarks.lists.contacts import contacts
from benchmarks.lists.filtered import with_fields
from tests.running import Runtime
from tools.deployed import Deployed

KINDS = ("contacts", "invoices", "cases", "deals")
BATCH, CLIENTS = 4_096, 5_000
LAST_CHANGE = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAYS = 700
"""The rows are made in so many days, a like number each."""

SUBJECTS = (
    "Comanda equivocada",
    "Factura duplicada",
    "Avaria de la caldera",
    "Retard en el lliurament",
    "Canvi d'adreça",
)
PURPOSES = ("Renovació del web", "Ampliació del pla", "Manteniment anual", "Botiga en línia")
STAGES = (*(StagePlace("default", stage, "open") for stage in ("lead", "qualified", "proposal", "negotiation")),)
WON, LOST = StagePlace("default", "won", "won"), StagePlace("default", "lost", "lost")

Attributes = dict[str, Any]


class Filler:
    """One organisation's live data."""

    def __init__(self, running: Runtime, organisation: str) -> None:
        deployed = Deployed(None, running.settings)
        table = DynamoTable(deployed.client("dynamodb"), deployed.resource("Table"))
        self.table, self.memory = table, MemoryTable()
        self.store = TenantStore(self.memory, Tenant(organisation, "live"))

    def fill(self, count: int, kinds: Collection[str] = KINDS) -> None:
        """Write and index so many of each of these kinds; of contacts as many as the others are of, at least."""
        number = count if "contacts" in kinds else min(count, CLIENTS)
        own_contacts = [_own(item) for item in with_fields(contacts(number), number)]
        self._write(CONTACTS, iter(own_contacts))
        clients = [self._placed(CONTACT, number + 1, item) for number, item in enumerate(own_contacts[:CLIENTS])]
        for name, indexed, rows in (
            ("invoices", INVOICES, self._invoices),
            ("cases", CASES, self._cases),
            ("deals", DEALS, self._deals),
        ):
            if name in kinds:
                self._write(indexed, rows(count, clients))
        copy([self.memory], self.table)

    def _placed(self, kind: Any, number: int, attributes: Attributes) -> Item:
        return self.store.item(kind, sequence_sk(number), attributes)

    def _write(self, indexed: Indexed, rows: Iterator[Attributes]) -> None:
        done = 0
        while batch := list(islice(rows, BATCH)):
            first = self.store.lease_sequence(indexed.kind, len(batch))
            items = [self._placed(indexed.kind, number, each) for number, each in enumerate(batch, first)]
            self.store.table.put_many(items)
            bring_up_to_date(self.store, indexed, [difference(indexed, None, each) for each in items], gather=in_order)
            done += len(batch)
            print(f"{indexed.kind.name}: {done}", file=sys.stderr)

    def _invoices(self, count: int, clients: list[Item]) -> Iterator[Attributes]:
        """Invoices; all have their content, which the page of one reads."""
        invoices = invoices_with_contents(count, clients, self.store.tenant)
        while batch := list(islice(invoices, BATCH)):
            contents = [self.store.item(INVOICE_CONTENT, main["SK"], content) for main, content in batch]
            self.store.table.put_many(contents)
            yield from (_own(main) for main, _ in batch)

    def _cases(self, count: int, clients: list[Item]) -> Iterator[Attributes]:
        source = random.Random(11)
        numbers = Counter[int]()
        for number, on in _days(count):
            numbers[on.year] += 1
            request = CreateCase(
                title=f"{source.choice(SUBJECTS)} {number}",
                status=source.choices(("open", "in_progress", "waiting", "closed"), (10, 5, 5, 80))[0],
                priority=source.choices(("low", "normal", "high", "urgent"), (20, 60, 15, 5))[0],
                contact_id=self._contact_id(source.choice(clients)),
            )
            with clock.frozen(on):
                case = case_items.new_attributes(request, ids.random_text(ids.RANDOM_LENGTH))
            yield {**case, "number": written(on.year, numbers[on.year])}

    def _deals(self, count: int, clients: list[Item]) -> Iterator[Attributes]:
        """Deals, and their sums, which the board shows."""
        source, sums, deals = random.Random(13), Counter[str](), Counter[str]()
        for number, on in _days(count):
            stage = source.choices((*STAGES, WON, LOST), (3, 3, 2, 2, 60, 30))[0]
            request = CreateDeal(
                title=f"{source.choice(PURPOSES)} {number}",
                amount=Decimal(source.randrange(5_000, 900_000)) / 100,
                expected_close=(on + timedelta(days=source.randrange(120))).date(),
                contact_id=self._contact_id(source.choice(clients)),
            )
            with clock.frozen(on):
                deal = deal_items.new_attributes(request, stage, ids.random_text(ids.RANDOM_LENGTH))
            for sk, units in tallies.counted(deal).items():
                sums[sk] += units
                deals[sk] += 1
            yield deal
        for sk, units in sums.items():
            counted = Update(add={"count": deals[sk], "amount": units})
            write = self.store.update_write(DEAL_TALLY, sk, counted)
            self.store.table.update(write.key, write.update)

    def _contact_id(self, contact: Item) -> str:
        return resources.public_id(CONTACT, self.store.tenant.organisation, contact)


def _own(item: Item) -> Attributes:
    """The attributes of an item without its key."""
    return {name: value for name, value in item.items() if name not in ("PK", "SK")}


def _days(count: int) -> Iterator[tuple[int, datetime]]:
    """Numbers from 1, and when each is made."""
    first = LAST_CHANGE - timedelta(days=DAYS)
    return ((number, first + timedelta(days=number * DAYS / count)) for number in range(1, count + 1))


@contextmanager
def resting(running: Runtime) -> Iterator[None]:
    """The functions that follow the table's changes rest, from now until the platform ends."""
    lambdas = running.client("lambda")
    for mapping in lambdas.list_event_source_mappings()["EventSourceMappings"]:
        if ":dynamodb:" in mapping["EventSourceArn"]:
            lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    yield
