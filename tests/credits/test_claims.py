"""Credits are claimed without meeting, and a claim is entered once, whoever dies, repeats or comes late."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.credits import account, claims, ledger, reserving, sweep
from bivelio_core.errors import IdempotencyMismatch
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.table import ConditionFailed, TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits.rough import Died, Rough
from tests.credits.spending import OPERATION, audit, reserved, work

LIVE = Tenant.at(ORGANISATION, "live")
NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
KEY = EffectKey(OPERATION, "request", "request")


@pytest.fixture(autouse=True)
def _noon():
    with clock.frozen(NOON):
        yield


class Hooked(Rough):
    """A table beside which something happens once, after a call of this name on a kind of item."""

    def __init__(self) -> None:
        super().__init__()
        self.hooks: dict[tuple[str, str], Any] = {}

    def _call(self, call: Any, *arguments: Any, **named: Any) -> Any:
        answer = super()._call(call, *arguments, **named)
        key = arguments[0]
        partition = key.pk if isinstance(key, Key) else key["PK"] if isinstance(key, dict) else str(key)
        if hook := self.hooks.pop((call.__name__, partition.rpartition("#")[2]), None):
            hook()
        return answer


def hooked():
    table = Hooked()
    store = TenantStore(table.as_table(), LIVE)
    ledger.current(store)
    return table, store


def dies():
    raise Died


def loses_the_answer():
    raise TableBusy("no answer")


def enter_all(store):
    while (view := ledger.settled(store)).claimed or view.ended:
        assert ledger.enter(store, view)


def swept(table):
    """How many the sweeper refunds."""
    return sum(sweep.refund_overdue(table.as_table(), key) for key in sweep.overdue(table.as_table()))


def kinds(store):
    return [entry["kind"] for entry in store.query(keys.CREDIT_ENTRY)]


def test_operations_at_once_do_not_meet_at_the_balance():
    """Each is a handful of calls, however many there are: none of them makes another one try again."""
    table = Rough(transaction_seconds=0.002)
    store = TenantStore(table.as_table(), LIVE)
    ledger.current(store)
    table.calls, begin = 0, threading.Barrier(60)

    def one(number):
        begin.wait()
        work(store, f"request-{number}", 1)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.calls < 10 * len(threads)
    assert audit(store) == {"charged": 60, "reserved": 0}


def test_who_dies_between_claim_and_reservation_is_found_by_the_repeated_request():
    table, store = hooked()
    table.hooks["update", "CR"] = dies
    with pytest.raises(Died):
        account.reserve(store, KEY, price=3, reference="age_1")
    assert store.query(keys.CREDIT_RESERVATION) == []
    with pytest.raises(IdempotencyMismatch):
        account.reserve(store, KEY._replace(fingerprint="other"), price=3, reference="age_2")
    held = account.reserve(store, KEY, price=3, reference="age_2")
    assert (held.reference, held.is_new) == ("age_1", False)
    account.settle(store, held)
    assert audit(store) == {"charged": 3, "reserved": 0}
    assert kinds(store) == ["grant", "reserve", "settle"]


def test_a_claim_whose_function_died_is_given_back_by_the_sweeper():
    table, store = hooked()
    table.hooks["update", "CR"] = dies
    with pytest.raises(Died):
        account.reserve(store, KEY, price=3, reference="age_1")
    assert audit(store) == {"charged": 0, "reserved": 3}
    with clock.frozen(NOON + claims.OVERDUE - timedelta(seconds=1)):
        assert swept(table) == 0
    with clock.frozen(NOON + claims.OVERDUE):
        assert swept(table) == 1
    assert audit(store) == {"charged": 0, "reserved": 0}


@pytest.mark.parametrize("is_entered", [False, True])
def test_a_claim_whose_answer_was_lost_is_made_once(is_entered):
    table, store = hooked()

    def lost():
        if is_entered:
            enter_all(store)
        loses_the_answer()

    table.hooks["update", "CR"] = lost
    held = account.reserve(store, KEY, price=3, reference="age_1")
    account.settle(store, held)
    assert audit(store) == {"charged": 3, "reserved": 0}
    assert kinds(store) == ["grant", "reserve", "settle"]


@pytest.mark.parametrize("is_entered", [False, True])
def test_a_claim_that_is_sent_again_is_refused_as_long_as_it_may_be(is_entered):
    _, store = hooked()
    write = claims.making(store, claims.Claim.new(KEY, "age_1", "age_1", 3))
    store.table.update(write.key, write.update, write.condition)
    if is_entered:
        enter_all(store)
    with pytest.raises(ConditionFailed):
        store.table.update(write.key, write.update, write.condition)
    assert audit(store) == {"charged": 0, "reserved": 3}


def test_a_reservation_whose_answer_was_lost_is_there():
    table, store = hooked()
    table.hooks["put", "CRR"] = loses_the_answer
    assert account.settle(store, account.reserve(store, KEY, price=3, reference="age_1")).charged == 3
    assert audit(store) == {"charged": 3, "reserved": 0}


@pytest.mark.parametrize("is_entered", [False, True])
def test_a_claim_that_nobody_enters_is_found_by_the_sweeper(is_entered):
    table, store = hooked()
    table.hooks["update", "CR"] = dies
    with pytest.raises(Died):
        account.reserve(store, KEY, price=3, reference="age_1")
    if is_entered:
        enter_all(store)
    with clock.frozen(NOON + claims.OVERDUE):
        assert swept(table) == 1
        assert swept(table) == 0
        assert (ledger.current(store).available, ledger.current(store).reserved) == (500, 0)
    with clock.frozen(NOON + 2 * claims.OVERDUE):
        assert list(sweep.overdue(table.as_table())) == [], "a balance without claims has no mark"


def test_the_sweeper_comes_back_to_a_balance_that_is_claimed_from_meanwhile():
    table, store = hooked()
    account.settle(store, reserved(store, 3))
    table.hooks["query", "CR"] = lambda: reserved(store, 2)
    with clock.frozen(NOON + claims.OVERDUE):
        assert swept(table) == 0
        assert ledger.settled(store).claimed
    with clock.frozen(NOON + 2 * claims.OVERDUE):
        assert swept(table) == 1
        assert ledger.settled(store).claimed == ()


@pytest.mark.parametrize("dies_too", [False, True])
def test_of_two_requests_of_a_key_at_once_one_is_charged(dies_too):
    """The other one claims as well, since it looked before; its credits come back."""
    table, store = hooked()

    def meanwhile():
        account.settle(store, account.reserve(store, KEY, price=3, reference="age_other"))
        enter_all(store)
        if dies_too:
            table.hooks["update", "CR"] = dies

    table.hooks["get", "CRR"] = meanwhile
    if dies_too:
        with pytest.raises(Died):
            account.reserve(store, KEY, price=3, reference="age_1")
        assert audit(store) == {"charged": 3, "reserved": 3}
        assert swept(table) == 1
    else:
        held = account.reserve(store, KEY, price=3, reference="age_1")
        assert (held.reference, held.status, held.is_new) == ("age_other", "settled", False)
    assert audit(store) == {"charged": 3, "reserved": 0}
    assert kinds(store) == ["grant", "reserve", "settle", "reserve", "refund"]


def test_what_the_release_before_changes_beside_claims_is_kept():
    """While a release goes out, both run: the other changes the whole balance if its last number is as it was read."""
    _, store = hooked()
    first = reserved(store, 3)
    item, view = ledger.read(store)
    assert item is not None
    assert view is not None
    before = view.balance
    closed = before._replace(reserved=before.reserved - 3)._asdict()
    number = before.last + 1
    entry = {"kind": "settle", "credits": 0, "operation": OPERATION, "reference": "age_of_before"}
    about = {"random": "aaaaa", "version": 1, "balance_after": before.available, "at": "2026-04-07T12:00:00Z", **entry}
    store.put(keys.CREDIT_ENTRY, keys.sequence_sk(number), about)
    change = Update(set={**closed, "last": number})
    store.update(keys.CREDIT_BALANCE, "BAL", change)
    store.update(keys.CREDIT_RESERVATION, first.id, Update(set={"status": "settled", "charged": 3}))
    account.settle(store, reserved(store, 5))
    assert audit(store) == {"charged": 8, "reserved": 0}
    assert [entry["reference"] for entry in store.query(keys.CREDIT_ENTRY)][1:3] == [first.reference, "age_of_before"]


def test_a_grant_between_claims_is_a_line_between_them():
    _, store = hooked()
    account.settle(store, reserved(store, 3))
    assert account.grant(store, 10, "ORDER-1")
    reserved(store, 2)
    ledger.catch_up(store)
    assert kinds(store) == ["grant", "reserve", "settle", "grant", "reserve"]
    assert audit(store) == {"charged": 3, "reserved": 2}


def test_a_claim_takes_what_is_left_of_the_month_before_what_stays():
    _, store = hooked()
    account.grant(store, 10, "ORDER-1")
    held = [reserved(store, 250), reserved(store, 248), reserved(store, 7)]
    assert [one.extra for one in held] == [0, 0, 5]
    assert reserved(store, 5).extra == 5
    assert audit(store) == {"charged": 0, "reserved": 510}


def test_a_closed_operation_whose_reservation_has_expired_is_entered_as_it_was():
    """Two days later nothing says any more that there was one, except its end."""
    _, store = hooked()
    account.settle(store, account.reserve(store, KEY, price=3, reference="age_1"))
    with clock.frozen(NOON + timedelta(days=3)):
        ledger.catch_up(store)
        assert store.query(keys.CREDIT_RESERVATION) == []
        now = ledger.current(store)
        assert (now.available, now.reserved) == (497, 0)
        assert kinds(store)[-2:] == ["reserve", "settle"]


def test_only_as_many_are_entered_at_once_as_a_transaction_takes():
    table, store = hooked()
    account.grant(store, 1_000, "ORDER-1")
    for number in range(3 * ledger.MOST_CLAIMS):
        claim = claims.Claim.new(EffectKey(OPERATION, None), f"age_{number}", f"age_{number}", 1)
        write = claims.making(store, claim)
        store.table.update(write.key, write.update, write.condition)
    sizes: list[int] = []
    transact = table.inner.transact

    def counted(writes: Any, token: str | None = None) -> None:
        sizes.append(len(writes))
        transact(writes, token)

    table.inner.transact = counted
    assert audit(store) == {"charged": 0, "reserved": 3 * ledger.MOST_CLAIMS}
    assert len(sizes) == 3
    assert max(sizes) <= 100
    assert reserving.ENTERED_AT < ledger.MOST_CLAIMS
