"""Numbers of blocks are never given twice, and few writes lease many."""

from datetime import timedelta

import pytest
from bivelio_core import clients, clock
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.number_blocks import KEPT_SECONDS, LARGEST_BLOCK, forget, next_number
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION


@pytest.fixture
def store(table):
    return TenantStore(table, Tenant.at(ORGANISATION, "live"))


def test_numbers_asked_for_quickly_need_a_write_for_each_block(store):
    with clock.frozen(clock.now()):
        before = clients.calls_made()
        numbers = [next_number(store, INSTANCE) for _ in range(10 * LARGEST_BLOCK)]
    assert numbers == list(range(1, 10 * LARGEST_BLOCK + 1))
    assert clients.calls_made() - before == 13  # 1, 2, 4, and then blocks of eight


def test_who_asks_seldom_leaves_no_number_out(store):
    now = clock.now()
    for number in range(1, 9):
        with clock.frozen(now + timedelta(seconds=1.5 * number)):
            assert next_number(store, INSTANCE) == number
    assert store.lease_sequence(INSTANCE) == 9


def test_no_number_is_given_to_two_whoever_leases_or_dies_between(store):
    given = []
    with clock.frozen(clock.now()):
        for turn in range(40):
            given += [next_number(store, INSTANCE) for _ in range(turn % 7)]
            given.append(store.lease_sequence(INSTANCE))
            if turn % 5 == 4:
                forget()  # another process
    assert len(set(given)) == len(given)


def test_what_is_left_of_a_block_is_not_used_after_its_time(store):
    now = clock.now()
    with clock.frozen(now):
        early = [next_number(store, INSTANCE) for _ in range(4)]
        newest = store.lease_sequence(INSTANCE)
    with clock.frozen(now + timedelta(seconds=KEPT_SECONDS)):
        assert next_number(store, INSTANCE) > newest > max(early)


def test_each_tenant_has_numbers_of_its_own(store, table):
    other = TenantStore(table, Tenant.at(ORGANISATION, "sandbox"))
    with clock.frozen(clock.now()):
        assert [next_number(each, INSTANCE) for each in (store, store, other, store, other)] == [1, 2, 1, 3, 2]
