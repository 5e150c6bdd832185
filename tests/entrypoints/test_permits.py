"""Permits in blocks: the limit is never exceeded, and little of it is lost."""

import random
from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.entrypoints.permits import LARGEST_BLOCK, Permits
from bivelio_core.entrypoints.rate_limit import Limits
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION

START = clock.parse("2026-03-02T10:00:00.000Z")


@pytest.fixture
def store(table):
    return SystemStore(table).of(Tenant.at(ORGANISATION, "live"))


@pytest.mark.parametrize("seed", range(3))
def test_processes_together_never_exceed_the_limits_and_lose_little(seed):
    store = TenantStore(MemoryTable(), Tenant.at(ORGANISATION, "live"))  # some ten thousand writes
    dice, limits = random.Random(seed), Limits(5_000, 200)
    processes = [Permits() for _ in range(4)]
    lost_a_second = len(processes) * (LARGEST_BLOCK - 1)
    total = 0
    for second in range(60):
        asked, allowed = dice.choice([3, 150, 400]), 0
        for number in range(asked):
            with clock.frozen(START + timedelta(seconds=second, milliseconds=1_000 * number // asked)):
                allowed += dice.choice(processes).take(store, limits, f"x{seed}").allowed
        assert allowed <= limits.per_second
        if total + (second + 1) * lost_a_second + asked <= limits.per_minute:
            assert allowed >= min(asked, limits.per_second - lost_a_second)
        total += allowed
    assert limits.per_minute - 60 * lost_a_second <= total <= limits.per_minute


def test_a_busy_process_writes_once_for_ten(store):
    permits = Permits()
    before = clients.calls_made()
    with clock.frozen(START):
        assert all(permits.take(store, Limits(6_000, 600), "x").allowed for _ in range(100))
    assert 0 < clients.calls_made() - before <= 15


def test_calls_now_and_then_hold_nothing(store):
    permits, limits = Permits(), Limits(20, 20)
    for number in range(20):
        with clock.frozen(START + timedelta(seconds=2 * number)):
            assert permits.take(store, limits, "x").allowed
    with clock.frozen(START + timedelta(seconds=59)):
        refused = permits.take(store, limits, "x")
        assert (refused.allowed, refused.window, refused.retry_after) == (False, "minute", 1)


def test_permits_end_with_their_second(store):
    permits, limits = Permits(), Limits(6_000, 200)
    with clock.frozen(START):
        assert [permits.take(store, limits, "x").allowed for _ in range(201)] == [True] * 200 + [False]
    with clock.frozen(START + timedelta(seconds=1)):
        assert permits.take(store, limits, "x").allowed
