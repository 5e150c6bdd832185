"""Reserve, settle, refund: each is one transaction, and happens once."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account, ledger
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.errors import IdempotencyMismatch
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey, LastingKey
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import absent
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits.spending import reserved

KEY = EffectKey("documents.extract", "one", "fingerprint")


@pytest.fixture
def store(table):
    return SystemStore(table).of(Tenant.at(ORGANISATION, "live"))


def amounts(store):
    """What can be spent, and what is reserved."""
    now = ledger.current(store)
    return now.available, now.reserved


def also(store, name="work"):
    """Something that the same transaction makes."""
    return [store.put_write(keys.EXPORT, name, {"made": True}, condition=absent())]


def test_a_reservation_takes_credits_until_it_is_settled_or_refunded(store):
    one, two = reserved(store, 3), reserved(store, 4)
    assert amounts(store) == (493, 7)
    assert account.settle(store, one).charged == 3
    assert amounts(store) == (493, 4)
    assert account.refund(store, two).charged == 0
    assert amounts(store) == (497, 0)


def test_an_operation_that_cost_less_gets_the_rest_back(store):
    account.settle(store, reserved(store, 5), charged=0)
    assert amounts(store) == (500, 0)
    with pytest.raises(ValueError, match="at most"):
        account.settle(store, reserved(store, 5), charged=6)


def test_a_key_reserves_once_and_tells_what_it_was_used_for(store):
    first = account.reserve(store, KEY, price=3, reference="ext_1", also=also(store))
    again = account.reserve(store, KEY, price=3, reference="ext_2", also=also(store, "other"))
    assert (first.is_new, again.is_new, again.reference) == (True, False, "ext_1")
    assert amounts(store) == (497, 3)
    assert store.get(keys.EXPORT, "other") is None
    account.settle(store, again)
    assert account.reserve(store, KEY, price=3, reference="ext_3").status == "settled"
    assert amounts(store) == (497, 0)


def test_a_repeated_request_is_answered_when_no_credits_are_left(store):
    first = account.reserve(store, KEY, price=500, reference="ext_1")
    assert account.reserve(store, KEY, price=500, reference="ext_2") == first._replace(is_new=False)


def test_a_key_of_another_request_is_refused(store):
    account.reserve(store, KEY, price=3, reference="ext_1")
    with pytest.raises(IdempotencyMismatch):
        account.reserve(store, KEY._replace(fingerprint="other"), price=3, reference="ext_2")
    assert amounts(store) == (497, 3)


def test_after_a_refund_the_same_key_reserves_again(store):
    first = account.reserve(store, KEY, price=3, reference="ext_1")
    account.refund(store, first)
    second = account.reserve(store, KEY, price=3, reference="ext_2")
    assert (second.is_new, second.reference, second.attempt) == (True, "ext_2", 2)
    with pytest.raises(account.ReservationClosed):
        account.settle(store, first)
    assert account.settle(store, second).charged == 3
    assert amounts(store) == (497, 0)


@pytest.mark.parametrize("close", [account.settle, account.refund])
def test_closing_twice_is_closing_once(store, close):
    held = reserved(store, 3)
    first, again = close(store, held), close(store, held)
    assert first[:-1] == again[:-1]
    assert (first.is_new, again.is_new) == (True, False)
    ledger.catch_up(store)
    assert len(store.query(keys.CREDIT_ENTRY)) == 3
    other = account.refund if close is account.settle else account.settle
    with pytest.raises(account.ReservationClosed):
        other(store, held)


def test_what_comes_along_is_written_with_it_or_not_at_all(store):
    store.table.transact(also(store))
    with pytest.raises(TransactionFailed) as failure:
        account.reserve(store, KEY, price=3, reference="ext_1", also=[*also(store, "new"), *also(store)])
    assert list(failure.value.items) == [1]
    assert (store.get(keys.EXPORT, "new"), amounts(store)) == (None, (500, 0))
    held = reserved(store, 3)
    for close in (account.settle, account.refund):
        with pytest.raises(TransactionFailed):
            close(store, held, also=also(store))
    assert amounts(store) == (497, 3)


def test_too_few_credits_are_a_402_that_says_how_many(store):
    with pytest.raises(CreditsExhausted) as refused:
        reserved(store, 501)
    described = refused.value.describe("ca", "r")
    assert (refused.value.status, described["code"], described["details"]) == (
        402,
        "CREDITS_EXHAUSTED",
        {"required": 501, "available": 500},
    )
    assert amounts(store) == (500, 0)


def test_credits_of_the_month_are_used_before_those_that_stay(store):
    account.grant(store, 100, "ORDER-1")
    held = reserved(store, 550)
    account.settle(store, held, charged=520)
    now = ledger.current(store)
    assert (now.monthly, now.extra) == (0, 80)
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert amounts(store) == (580, 0)


def test_a_grant_is_made_once_for_its_reference(store):
    assert [account.grant(store, 100, "ORDER-1") for _ in range(2)] == [True, False]
    assert amounts(store) == (600, 0)


def test_a_closed_reservation_is_kept_as_long_as_its_key_can_be_used(store):
    lasting = KEY._replace(idempotency_key=LastingKey("step"))
    now = datetime(2026, 4, 7, tzinfo=UTC)
    with clock.frozen(now):
        ids = [
            account.settle(store, account.reserve(store, key, price=1, reference="ext_1")).id for key in (KEY, lasting)
        ]
        account.reserve(store, EffectKey("agents.invoke", None), price=1, reference="age_open")
    with clock.frozen(now + timedelta(hours=47)):
        assert all(account.find(store, one) for one in ids)
    with clock.frozen(now + timedelta(days=400)):
        assert [bool(account.find(store, one)) for one in (*ids, "age_open")] == [False, True, True]
