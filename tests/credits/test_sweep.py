"""Credits of work that died come back after a quarter of an hour, and of nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account, ledger, marks, sweep
from bivelio_core.store.keys import CREDIT_RESERVATION
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, load
from tests.credits.spending import reserved

EARLY, LATE = timedelta(minutes=14, seconds=59), timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _noon():
    with clock.frozen(datetime(2026, 4, 7, 12, 0, tzinfo=UTC)):
        yield


def stores(table):
    """Live, the sandbox, and another organisation."""
    tenants = (
        Tenant.at(ORGANISATION, "live"),
        Tenant.at(ORGANISATION, "sandbox"),
        Tenant.at(OTHER_ORGANISATION, "live"),
    )
    return [SystemStore(table).of(tenant) for tenant in tenants]


def swept(after):
    with clock.frozen(clock.now() + after):
        return load("workers/sweep_credits").handler({}, None)


def test_only_what_is_open_for_a_quarter_of_an_hour_is_refunded(table):
    for store in stores(table):
        reserved(store, 7)
        account.settle(store, reserved(store, 5))
        account.refund(store, reserved(store, 5))
    assert swept(EARLY) == {"refunded": 0, "failed": 0}
    assert swept(LATE) == {"refunded": 3, "failed": 0}
    assert swept(LATE) == {"refunded": 0, "failed": 0}
    for store in stores(table):
        now = ledger.current(store)
        assert (now.reserved, now.granted - now.available) == (0, 5)


def test_the_work_that_was_only_slow_is_not_charged_any_more(table):
    store = stores(table)[0]
    held = reserved(store, 7)
    swept(LATE)
    with pytest.raises(account.ReservationClosed):
        account.settle(store, held)
    assert ledger.current(store).available == 500


def test_a_reservation_that_was_closed_between_look_and_refund_stays_closed(table):
    store = stores(table)[0]
    held = reserved(store, 7)
    key = store.key(CREDIT_RESERVATION, held.id)
    account.settle(store, held)
    assert not sweep.refund_overdue(table, key)
    assert not sweep.refund_overdue(table, Key("ORG#x", "META"))
    assert ledger.current(store).available == 493


def test_one_that_cannot_be_refunded_holds_up_no_other(table, logged):
    one, _, other = stores(table)
    broken = reserved(one, 7)
    reserved(other, 7)
    table.update(one.key(CREDIT_RESERVATION, broken.id), Update(set={"credits": None}))
    assert swept(LATE) == {"refunded": 1, "failed": 1}
    assert "not refunded" in logged.getvalue()


def test_many_are_spread_over_shards_and_all_are_found(table):
    store = stores(table)[0]
    held = [reserved(store, 1) for _ in range(30)]
    used = {marks.mark(store.tenant, one.id, clock.now())["GSI1PK"] for one in held}
    assert len(used) > 4
    assert swept(LATE)["refunded"] == 30
