"""The end of an operation waits for nobody: it is seen at once, and the ledger has it with the next change."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.credits import account, endings, ledger, reserving
from bivelio_core.credits.balance import Entry
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits.rough import Rough
from tests.credits.spending import OPERATION, audit, reserved, work

LIVE = Tenant.at(ORGANISATION, "live")
STARTER_CREDITS = 500


def rough(**settings):
    """A table, and the store of the organisation in it."""
    table = Rough(**settings)
    return table, TenantStore(table.as_table(), LIVE)


def kinds(store):
    """The kinds of the ledger's entries, oldest first."""
    return [entry["kind"] for entry in store.query(keys.CREDIT_ENTRY)]


@pytest.mark.parametrize("close", [account.settle, account.refund])
def test_the_end_of_an_operation_does_not_wait_for_who_changes_the_balance(close):
    table, store = rough()
    held = reserved(store, 3)
    with table.held(store.key(keys.CREDIT_BALANCE, "BAL"), store.key(keys.index_of(keys.CREDIT_ENTRY), "SEQ")):
        closed = close(store, held)
    assert closed.status == ("settled" if close is account.settle else "refunded")
    audit(store)


def test_what_came_back_is_seen_and_can_be_spent_at_once():
    _, store = rough()
    held = reserved(store, STARTER_CREDITS)
    with pytest.raises(CreditsExhausted):
        reserved(store, 1)
    account.refund(store, held)
    assert ledger.current(store).available == ledger.seen(store).available == STARTER_CREDITS
    assert ledger.current(store).reserved == ledger.seen(store).reserved == 0
    account.settle(store, reserved(store, STARTER_CREDITS), charged=STARTER_CREDITS - 2)
    assert ledger.current(store).available == 2
    assert audit(store) == {"charged": STARTER_CREDITS - 2, "reserved": 0}


def test_the_tenth_reservation_enters_what_was_reserved_and_has_ended():
    _, store = rough()
    for _ in range(reserving.ENTERED_AT - 1):
        account.settle(store, reserved(store, 3))
    assert kinds(store) == ["grant"]
    reserved(store, 1)
    assert kinds(store) == ["grant", *["reserve", "settle"] * (reserving.ENTERED_AT - 1), "reserve"]
    view = ledger.settled(store)
    assert (view.claimed, view.ended) == ((), ())


def test_an_entry_has_the_time_when_the_operation_ended():
    _, store = rough()
    noon = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
    with clock.frozen(noon):
        held = reserved(store, 3)
    with clock.frozen(noon + timedelta(seconds=5)):
        account.settle(store, held)
    with clock.frozen(noon + timedelta(hours=1)):
        ledger.catch_up(store)
    assert store.query(keys.CREDIT_ENTRY)[-1]["at"] == clock.timestamp(noon + timedelta(seconds=5))


def test_more_than_one_change_enters_can_come_back_before_the_next_reservation():
    _, store = rough()
    many = [reserved(store, 1) for _ in range(STARTER_CREDITS)]
    for held in many:
        account.refund(store, held)
    assert len(ledger.look(store).ended) > 10 * endings.MOST_ENTERED
    account.settle(store, reserved(store, STARTER_CREDITS))
    assert audit(store) == {"charged": STARTER_CREDITS, "reserved": 0}


def test_what_came_back_in_a_month_expires_with_it():
    _, store = rough()
    with clock.frozen(datetime(2026, 4, 30, 12, tzinfo=UTC)):
        many = [reserved(store, 1) for _ in range(3 * endings.MOST_ENTERED)]
        for held in many:
            account.refund(store, held)
    with clock.frozen(datetime(2026, 5, 1, 12, tzinfo=UTC)):
        assert ledger.seen(store).available == STARTER_CREDITS
        assert ledger.current(store).available == STARTER_CREDITS
        assert kinds(store)[-3:] == ["refund", "expire", "grant"]
        assert audit(store) == {"charged": 0, "reserved": 0}


def test_a_reservation_whose_answer_was_lost_is_found_when_the_table_stays_busy():
    """Else its credits would be set aside for a quarter of an hour, for a request that was refused."""

    class Silent(Rough):
        is_silent = False

        def transact_at_once(self, writes):
            super().transact_at_once(writes)
            if self.is_silent:
                raise TableBusy("no answer")

    table = Silent()
    store = TenantStore(table.as_table(), LIVE)
    ledger.current(store)
    table.is_silent = True
    held = account.reserve(store, EffectKey(OPERATION, None), price=1, reference="age_1", within=0.0)
    assert (held.is_new, held.status) == (True, "reserved")
    table.is_silent = False
    account.refund(store, held)
    assert audit(store) == {"charged": 0, "reserved": 0}


BALANCE_BEFORE = {
    "monthly": 490, "extra": 4, "reserved": 6, "last": 4, "plan": "starter", "granted": 500,
    "granted_at": "2026-04-01T07:12:09Z", "next_grant_at": "2026-04-30T22:00:00Z",
    "current_plan": "starter", "time_zone": "Europe/Madrid",
}  # fmt: skip
ENTRIES_BEFORE = (
    {"kind": "grant", "credits": 500, "reference": "month", "balance_after": 500},
    {"kind": "grant", "credits": 4, "reference": "ORDER-1", "balance_after": 504},
    {"kind": "reserve", "credits": -4, "operation": OPERATION, "reference": "age_done", "balance_after": 500},
    {"kind": "settle", "credits": 0, "operation": OPERATION, "reference": "age_done", "balance_after": 500},
    {"kind": "reserve", "credits": -6, "operation": OPERATION, "reference": "age_open", "balance_after": 494},
)
RESERVATION_BEFORE = {
    "operation": OPERATION, "credits": 6, "extra": 0, "attempt": 1, "at": "2026-04-07T11:59:00Z", "status": "reserved",
    "reference": "age_open", "GSI1PK": "CRR#OPEN#3", "GSI1SK": "2026-04-07T12:14:00.000000Z",
}  # fmt: skip
"""As the release before wrote them, where the end of an operation was a change of the balance."""


@pytest.mark.parametrize("close", [account.settle, account.refund])
def test_a_reservation_of_the_release_before_is_closed_once(close):
    _, store = rough()
    with clock.frozen(datetime(2026, 4, 7, 12, 0, tzinfo=UTC)):
        for number, entry in enumerate(ENTRIES_BEFORE, start=1):
            about = {"random": "aaaaa", "version": 1, "at": "2026-04-07T11:59:00Z", **entry}
            store.put(keys.CREDIT_ENTRY, keys.sequence_sk(number), about)
        store.put(keys.CREDIT_BALANCE, "BAL", {**BALANCE_BEFORE, "last": len(ENTRIES_BEFORE)})
        store.put(keys.CREDIT_RESERVATION, "age_open", RESERVATION_BEFORE)
        closed = {**RESERVATION_BEFORE, "credits": 4, "status": "settled", "charged": 4, "reference": "age_done"}
        store.put(keys.CREDIT_RESERVATION, "age_done", closed)
        held = account.find(store, "age_open")
        assert held is not None
        close(store, held)
        assert not close(store, held).is_new
        charged = 10 if close is account.settle else 4
        assert audit(store) == {"charged": charged, "reserved": 0}
        assert ledger.current(store).available == 504 - charged


def test_a_function_of_the_release_before_may_close_what_this_one_reserved():
    """While a release goes out, both run: the other closes a reservation by a change of the balance."""
    _, store = rough()
    held = reserved(store, 3)
    before = ledger.look(store).balance
    after = before._replace(reserved=before.reserved - 3)
    entry = Entry("settle", 0, held.operation, held.reference)
    closing = Update(set={"status": "settled", "charged": 3}, remove=("GSI1PK", "GSI1SK"))
    changes = ledger.changing(store, before, after, [entry])
    store.transact([store.update_write(keys.CREDIT_RESERVATION, held.id, closing), *changes])
    assert not account.settle(store, held).is_new
    assert audit(store) == {"charged": 3, "reserved": 0}


@pytest.mark.parametrize("left", [1, 7])
def test_the_last_credits_of_the_smallest_plan_are_not_overdrawn(left):
    """Sixty operations of one to five credits at once, a third of which fail and give theirs back."""
    _, store = rough(transaction_seconds=0.001)
    assert ledger.current(store).plan == "starter"
    account.settle(store, reserved(store, STARTER_CREDITS - left))
    outcomes, charged = [""] * 60, [0] * 60
    begin = threading.Barrier(len(outcomes))

    def one(number):
        price = number % 5 + 1
        begin.wait()
        try:
            outcomes[number] = work(store, f"request-{number}", price, succeeds=number % 3 != 0)
        except CreditsExhausted:
            outcomes[number] = "refused"
        charged[number] = price if outcomes[number] == "settled" else 0

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(outcomes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = Counter(outcomes)
    assert "" not in counted
    assert counted["refused"] > 0
    assert sum(charged) <= left
    assert audit(store) == {"charged": STARTER_CREDITS - left + sum(charged), "reserved": 0}
    assert ledger.current(store).available == left - sum(charged)
