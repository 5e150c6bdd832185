"""Work that costs credits, as tests need it, and what must be true of the books afterwards."""

from collections import Counter

from bivelio_core import ids
from bivelio_core.credits import account, ledger
from bivelio_core.store import keys
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.tenant_store import TenantStore

OPERATION = "agents.invoke"


def reserved(store: TenantStore, price: int, reference: str | None = None) -> account.Reservation:
    """Credits set aside for an operation of its own."""
    named = reference or ids.new_id("execution", store.tenant.organisation)
    return account.reserve(store, EffectKey(OPERATION, None), price=price, reference=named)


def work(store: TenantStore, name: str, price: int, *, succeeds: bool = True) -> str:
    """An operation as endpoints do it, under its name; returns how its reservation ended."""
    reference = ids.new_id("execution", store.tenant.organisation)
    held = account.reserve(store, EffectKey(OPERATION, name, name), price=price, reference=reference, within=60)
    if held.status == "settled":
        return held.status
    close = account.settle if succeeds else account.refund
    return close(store, held).status


def audit(store: TenantStore) -> dict[str, int]:
    """Check that the ledger adds up, entry by entry, and agrees with balance and reservations.

    Once as it is, with ends that are not entered yet, and once with all of them entered: what people see is the same.
    Returns what was charged and what is still reserved.
    """
    view = ledger.look(store)
    books = _audited(store, view)
    ledger.catch_up(store)
    entered = ledger.look(store)
    assert not entered.ended
    assert (entered.now.available, entered.now.reserved) == (view.now.available, view.now.reserved)
    assert _audited(store, entered) == books
    kinds = Counter(entry["kind"] for entry in store.query(keys.CREDIT_ENTRY))
    reservations = store.query(keys.CREDIT_RESERVATION)
    assert kinds["reserve"] == sum(one["attempt"] for one in reservations)
    settled = sum(one["status"] == "settled" for one in reservations)
    still_open = sum(one["status"] == "reserved" for one in reservations)
    assert (kinds["settle"], kinds["refund"]) == (settled, kinds["reserve"] - settled - still_open), (
        "each end is told once"
    )
    return books


def _audited(store: TenantStore, view: ledger.View) -> dict[str, int]:
    entries = store.query(keys.CREDIT_ENTRY)
    assert [ids.decode_sequence(entry["SK"]) for entry in entries] == list(range(1, view.balance.last + 1))
    total = 0
    for entry in entries:
        total += entry["credits"]
        assert entry["balance_after"] == total >= 0, entry
    assert total == view.balance.available
    now = view.now
    assert min(now.monthly, now.extra, now.reserved) >= 0
    reservations = store.query(keys.CREDIT_RESERVATION)
    held = [one["credits"] for one in reservations if one["status"] == "reserved"]
    assert sum(held) == now.reserved
    charged = sum(one["charged"] for one in reservations if one["status"] == "settled")
    granted = sum(entry["credits"] for entry in entries if entry["kind"] in ("grant", "expire"))
    assert granted - charged - now.reserved == now.available
    return {"charged": charged, "reserved": now.reserved}
