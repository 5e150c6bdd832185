"""The orders of invoices, cases and deals: what a look at every item gives, whoever dies at a write."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from bivelio_core import clock
from bivelio_core.cases import orders as case_orders
from bivelio_core.cases.terms import CASES, PRIORITY
from bivelio_core.deals import orders as deal_orders
from bivelio_core.deals.terms import DEALS, STAGE
from bivelio_core.invoices import orders as invoice_orders
from bivelio_core.invoices.terms import INVOICES, STATUS
from bivelio_core.models import ListRequest
from bivelio_core.sorted_lists import sorted_by
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index import rebuild as index_rebuild
from bivelio_core.store.index import sorting, writer
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.orders import Order
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.terms import Criteria, Exact, Indexed, Term
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.writes import Write
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.index.world import LaggingTable, World

DAYS = ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-04-07"]
AMOUNTS = ["0.00", "9.99", "10.00", "99.50", "100.00", "121.00", "121.5", "1000.00", "999999.99", "-121.00", "-1210.00"]
PRIORITIES = ["low", "normal", "high", "urgent"]
STEPS, PER_PAGE = 60, 7

Attributes = dict[str, Any]


class Dead(BaseException):
    """A process that ended at a call of the table."""


@dataclass(frozen=True)
class Sorted:
    """A kind with its orders: what an item may have, a filter, and what a look at every item sorts by."""

    indexed: Indexed
    orders: Mapping[str, Order]
    made: Callable[[random.Random], Attributes]
    filter: tuple[Criteria, Callable[[Attributes], bool]]
    keys: Mapping[str, Callable[[Attributes], Any]]


def _invoice(dice: random.Random) -> Attributes:
    due = {"due_date": dice.choice(DAYS)} if dice.random() < 0.8 else {}
    about = {"type": "issued", "status": dice.choice(["draft", "pending"]), "number": "FAC-2026-001"}
    return {**about, "issue_date": dice.choice(DAYS), "total": dice.choice(AMOUNTS), **due}


def _case(dice: random.Random) -> Attributes:
    return {"number": "CAS-2026-001", "title": "Avaria", "tags": [], "priority": dice.choice(PRIORITIES)}


def _deal(dice: random.Random) -> Attributes:
    about = {"title": "Web", "tags": [], "archived": False, "pipeline_id": "default", "currency": "EUR"}
    amount = {"amount": dice.choice(AMOUNTS)} if dice.random() < 0.8 else {}
    closes = {"expected_close": dice.choice(DAYS)} if dice.random() < 0.8 else {}
    return {**about, "status": "open", "stage_id": dice.choice(["lead", "proposal"]), **amount, **closes}


def _number(name: str) -> Callable[[Attributes], Decimal | None]:
    return lambda item: Decimal(item[name]) if name in item else None


def _value(name: str) -> Callable[[Attributes], Any]:
    return lambda item: item.get(name)


KINDS = {
    "invoices": Sorted(
        INVOICES,
        invoice_orders.ORDERS,
        _invoice,
        (((Exact(Term(STATUS, "pending")),),), lambda item: item["status"] == "pending"),
        {**{name: _value(name) for name in ("issue_date", "due_date", "updated_at")}, "total": _number("total")},
    ),
    "cases": Sorted(
        CASES,
        case_orders.ORDERS,
        _case,
        (((Exact(Term(PRIORITY, "high")), Exact(Term(PRIORITY, "low"))),), lambda i: i["priority"] in ("high", "low")),
        {"priority": lambda item: PRIORITIES.index(item["priority"]), "updated_at": _value("updated_at")},
    ),
    "deals": Sorted(
        DEALS,
        deal_orders.ORDERS,
        _deal,
        (((Exact(Term(STAGE, "default/lead")),),), lambda item: item["stage_id"] == "lead"),
        {**{name: _value(name) for name in ("expected_close", "updated_at")}, "amount": _number("amount")},
    ),
}


class Campaign:
    """Items of a kind that are written, indexed and listed by processes of which some die at a write."""

    def __init__(self, kind: Sorted, seed: int) -> None:
        self.kind, self.dice = kind, random.Random(seed)
        self.world = World(LaggingTable(seed, kind.indexed.kind))
        self.store, self.table = self.world.store, self.world.table
        self.deaths = 0

    def items(self) -> list[Attributes]:
        """All items as they are, newest first."""
        return MemoryTable.query(self.table, self.table.followed, descending=True)

    def may_die(self, act: Callable[[], None]) -> bool:
        """Whether it came to its end; a third of those who write die at one of their first writes."""
        left = self.dice.randrange(4) if self.dice.random() < 0.3 else None

        def count_down(_write: Write) -> None:
            nonlocal left
            if left == 0:
                raise Dead
            left = None if left is None else left - 1

        self.table.before_write = count_down
        try:
            act()
        except Dead:
            self.deaths += 1
            return False
        finally:
            self.table.before_write = lambda _write: None
        return True

    def create(self) -> None:
        now = clock.timestamp()
        about = {**self.kind.made(self.dice), "version": 1, "created_at": now, "updated_at": now}
        self.store.put(self.kind.indexed.kind, sequence_sk(self.store.lease_sequence(self.kind.indexed.kind)), about)

    def change(self) -> None:
        before = self.dice.choice(self.items())
        kept = {name: before[name] for name in ("PK", "SK", "created_at")}
        about = {**self.kind.made(self.dice), "version": before["version"] + 1, "updated_at": clock.timestamp()}
        index_changes.write(self.store, self.kind.indexed, before, {**kept, **about})

    def deliver(self) -> None:
        """Hand a batch of the stream to the index; that of a dead function comes again."""
        end = min(self.world.delivered + self.dice.randrange(1, 9), len(self.table.stream))
        touched = [difference(self.kind.indexed, *each) for each in self.table.stream[self.world.delivered : end]]
        if touched and self.may_die(lambda: bring_up_to_date(self.store, self.kind.indexed, touched, gather=in_order)):
            self.world.delivered = end

    def step(self) -> None:
        """Somebody acts, and time passes."""
        self.world.wait(self.dice.choice([0.2, 1, 8, 70, 90_000]))
        with self.world.at():
            chance = self.dice.random()
            if chance < 0.35 or not self.items():
                self.may_die(self.create)
            elif chance < 0.6:
                self.may_die(self.change)
            else:
                self.deliver()

    def check(self) -> None:
        """Every order of every list, in both directions, page by page."""
        criteria, accepts = self.kind.filter
        for clauses, is_in in (((), lambda _item: True), (criteria, accepts)):
            rows = [item for item in self.items() if is_in(item)]
            for name, key in self.kind.keys.items():
                for sort in (name, f"-{name}"):
                    assert self.listed(clauses, sort) == expected(rows, key, is_reverse=sort != name), sort
            assert self.listed(clauses, "created_at") == rows[::-1]
            assert self.listed(clauses, None) == rows

    def listed(self, clauses: Criteria, sort: str | None) -> list[Attributes]:
        rows: list[Attributes] = []
        with self.world.at():
            for page in range(1, 100):
                request = ListRequest(page=page, per_page=PER_PAGE)
                part = sorted_by(self.store, self.kind.indexed, clauses, request, self.kind.orders, sort)
                rows += part.items
                if len(part.items) < PER_PAGE:
                    assert part.total == len(rows)
                    return rows
        raise AssertionError(rows)


def expected(rows: list[Attributes], key: Callable[[Attributes], Any], *, is_reverse: bool) -> list[Attributes]:
    """The rows, which come newest first, in an order; those without a value last."""
    having = [row for row in rows if key(row) is not None]
    return [*sorted(having, key=key, reverse=is_reverse), *(row for row in rows if key(row) is None)]


@pytest.mark.parametrize("name", KINDS)
@given(seed=st.integers(0, 2**32))
@examples(6)
def test_lists_are_in_order_whoever_dies(name, seed):
    with patch.object(sorting, "FEW_ROWS", 0), patch.object(writer, "WAITING_ITEMS", 0):
        campaign = Campaign(KINDS[name], seed)
        for number in range(STEPS):
            campaign.step()
            if number % 15 == 0:
                campaign.check()
        for _ in range(80):
            campaign.world.wait(20)
            with campaign.world.at():
                campaign.deliver()
        campaign.world.wait(400)
        campaign.check()
        assert campaign.deaths


def test_a_campaign_orders_by_each_order_that_its_kind_has():
    for kind in KINDS.values():
        assert kind.keys.keys() == kind.orders.keys()


@pytest.mark.parametrize("name", KINDS)
def test_an_index_of_an_older_release_sorts_after_a_rebuild(name):
    kind = KINDS[name]
    campaign = Campaign(kind, 5)
    with patch.object(sorting, "FEW_ROWS", 0):
        for _ in range(30):
            with campaign.world.at():
                campaign.create()
            campaign.world.wait(timedelta(hours=5).total_seconds())
        with campaign.world.at():
            index_rebuild.rebuild(campaign.store, kind.indexed, None, 60, gather=in_order)
        campaign.world.wait(60)
        campaign.check()
