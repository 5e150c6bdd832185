"""Work that costs credits, as tests need it."""

from bivelio_core import ids
from bivelio_core.credits import account
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.tenant_store import TenantStore


def reserved(store: TenantStore, price: int, reference: str | None = None) -> account.Reservation:
    """Credits set aside for an operation of its own."""
    named = reference or ids.new_id("execution", store.tenant.organisation)
    return account.reserve(store, EffectKey("agents.invoke", None), price=price, reference=named)
