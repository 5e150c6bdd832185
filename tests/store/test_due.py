"""What is due is given once, in order of its time, also when nothing of it can be done."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.calendar import tasks
from bivelio_core.store import due
from bivelio_core.store.keys import CALENDAR_TASK
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

STORE = TenantStore(MemoryTable(), Tenant("org_0000000000000000", "live"))


@pytest.fixture
def table():
    table = MemoryTable()
    store = TenantStore(table, STORE.tenant)
    for number in range(250):
        item = tasks.task(
            store, f"ev_1#remind#{number:03}", clock.now() - timedelta(seconds=number), kind="remind"
        ).item
        store.put(CALENDAR_TASK, item["SK"], {name: item[name] for name in item if name not in ("PK", "SK")})
    later = tasks.task(store, "ev_1#google", clock.now() + timedelta(minutes=1), kind="google").item
    store.put(CALENDAR_TASK, "ev_1#google", {name: later[name] for name in ("GSI1PK", "GSI1SK")})
    return table


def test_all_that_is_due_is_given_once_before_anything_of_it_is_done(table):
    found = [key.sk for key in tasks.due(table)]
    assert found == [f"ev_1#remind#{number:03}" for number in reversed(range(250))]


def test_only_the_keys_of_a_tenant_have_a_store(table):
    assert due.store_of(table, Key("ORG#org_1", "-")) is None
    store = due.store_of(table, STORE.key(CALENDAR_TASK, "ev_1"))
    assert store is not None
    assert store.tenant == STORE.tenant
