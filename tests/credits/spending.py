"""Work that costs credits, as tests need it, and what must be true of the books afterwards."""

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
    return close(store, held, within=60).status


def audit(store: TenantStore) -> dict[str, int]:
    """Check that the ledger adds up, entry by entry, and agrees with balance and reservations.

    Returns what was charged and what is still reserved.
    """
    balance = ledger.current(store)
    entries = store.query(keys.CREDIT_ENTRY)
    assert [ids.decode_sequence(entry["SK"]) for entry in entries] == list(range(1, balance.last + 1))
    total = 0
    for entry in entries:
        total += entry["credits"]
        assert entry["balance_after"] == total, entry
    assert total == balance.available >= 0
    reservations = store.query(keys.CREDIT_RESERVATION)
    held = [one["credits"] for one in reservations if one["status"] == "reserved"]
    assert sum(held) == balance.reserved
    charged = sum(one["charged"] for one in reservations if one["status"] == "settled")
    granted = sum(entry["credits"] for entry in entries if entry["kind"] in ("grant", "expire"))
    assert granted - charged - balance.reserved == balance.available
    return {"charged": charged, "reserved": balance.reserved}
