"""Functions that die at any call, and clients that repeat their requests: charged once, or not at all."""

import os
import random
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account, sweep
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits.rough import Died, Rough, at_random
from tests.credits.spending import audit, work

NOW = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
OPERATIONS = int(os.environ.get("CREDIT_OPERATIONS", "300"))
"""10,000 with CREDIT_OPERATIONS=10000; `pytest -s` tells how many functions were killed."""


def refund_all(table):
    """What the sweeper does a quarter of an hour later, until it does not die of anything."""
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        for _ in range(1_000):
            try:
                for key in sweep.overdue(table):
                    sweep.refund_overdue(table, key)
            except Died:
                continue
            return


@pytest.mark.parametrize("share", [0.01, 0.08])
def test_functions_die_on_either_side_of_any_call(share):
    """Each client repeats its request up to three times; then its operation is charged, refunded or refused."""
    dies, dies_seldom = at_random(share, seed=1), at_random(0.01, seed=2)
    table = Rough(dies=lambda: is_rough and (dies_seldom() if is_sweeping else dies()))
    store = TenantStore(table.as_table(), Tenant.at(ORGANISATION, "live"))
    chance, known = random.Random(2), dict[str, tuple[int, str]]()
    is_rough = is_sweeping = False
    kills = 0
    with clock.frozen(NOW):
        for number in range(OPERATIONS):
            name, price, succeeds = f"request-{number}", chance.choice([1, 2, 3, 5]), chance.random() < 0.8
            is_rough = True
            for _ in range(3):
                try:
                    known[name] = price, work(store, name, price, succeeds=succeeds)
                except CreditsExhausted:
                    known[name] = price, "exhausted"
                except Died:
                    kills += 1
                    continue
                break
            is_rough = False
            if number % 50 == 0:
                audit(store)
        is_rough = is_sweeping = True
        refund_all(table.as_table())
        is_rough = False
        books = audit(store)
    assert books["reserved"] == 0
    told = sum(price for price, status in known.values() if status == "settled")
    died = OPERATIONS - len(known)
    assert told <= books["charged"] <= told + 5 * died, "who was told that it was charged is, and nobody twice"
    assert died < OPERATIONS / 2
    sys.stderr.write(f"\n{OPERATIONS} operations, {kills} kills\n")
    assert {status for _, status in known.values()} >= {"settled", "refunded"}


def test_an_operation_that_was_killed_after_its_reservation_is_completed_by_the_repeated_request():
    at = iter([False] * 5 + [True])
    table = Rough(dies=lambda: next(at, False))
    store = TenantStore(table.as_table(), Tenant.at(ORGANISATION, "live"))
    deaths = 0
    for _ in range(3):
        try:
            assert work(store, "request", 5) == "settled"
        except Died:
            deaths += 1
    assert (deaths, audit(store)) == (1, {"charged": 5, "reserved": 0})


@pytest.mark.parametrize("share", [0.01, 0.05])
def test_many_die_at_once_beside_each_other(share):
    """Eight clients at a time, whose functions die while others reserve and enter what has ended."""
    table = Rough(dies=lambda: is_rough and dies())
    store = TenantStore(table.as_table(), Tenant.at(ORGANISATION, "live"))
    dies, is_rough = at_random(share, seed=3), False
    account.grant(store, 5 * OPERATIONS, "ORDER-1")
    numbers, known, kills = iter(range(OPERATIONS)), dict[str, tuple[int, str]](), list[str]()
    turn = threading.Lock()

    def client():
        while True:
            with turn:
                number = next(numbers, None)
            if number is None:
                return
            name, price = f"request-{number}", number % 5 + 1
            for _ in range(3):
                try:
                    known[name] = price, work(store, name, price, succeeds=number % 4 != 0)
                except Died:
                    kills.append(name)
                    continue
                break

    is_rough = True
    clients = [threading.Thread(target=client) for _ in range(8)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    is_rough = False
    audit(store)
    refund_all(table.as_table())
    books = audit(store)
    told = sum(price for price, status in known.values() if status == "settled")
    died = OPERATIONS - len(known)
    sys.stderr.write(f"\n{OPERATIONS} operations by 8 at once, {len(kills)} kills\n")
    assert kills
    assert books["reserved"] == 0
    assert told <= books["charged"] <= told + 5 * died
