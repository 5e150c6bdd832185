"""Numbers of cases are dense and unique, however their writers interleave and die."""

import random
from functools import partial

import pytest
from bivelio_core.cases import writing
from bivelio_core.cases.models import CreateCase
from bivelio_core.context import Actor, Context
from bivelio_core.store.keys import CASE
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.store.interleaved import InterleavedTable
from tests.webhooks.test_killed_workers import Killed, Mortal

LIVE = Tenant(ORGANISATION, "live")
WRITERS, EACH = 4, 8


def create(table, key):
    """A writer that is started again until it has its answer, under one key."""
    ctx = Context(LIVE, Actor("api_key", "key_test"), frozenset({"write"}), "r", "ca", TenantStore(table, LIVE), key)
    while True:
        try:
            return writing.create(CreateCase(title=key), ctx).number
        except Killed:
            continue


@pytest.mark.parametrize("seed", range(4))
def test_no_number_is_skipped_or_given_twice(seed):
    chance, stored = random.Random(seed), MemoryTable()
    table = InterleavedTable(stored)
    mortal = Mortal(table, random.Random(seed), 0.05)

    def write(writer):
        return [create(mortal, f"{writer}-{number}") for number in range(EACH)]

    told = table.run([partial(write, writer) for writer in range(WRITERS)], chance.randrange)
    numbers = sorted(item["number"] for item in TenantStore(stored, LIVE).query(CASE))
    assert [int(number[9:]) for number in numbers] == list(range(1, WRITERS * EACH + 1))
    assert sorted(number for each in told for number in each) == numbers
    assert mortal.kills > 0
