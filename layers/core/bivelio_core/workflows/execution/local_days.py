"""The calendar days of an organisation, for runs that end: remembered by the process, since runs end often."""

from datetime import datetime

from bivelio_core.credits.plans import Plan, plan_of
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.ttl_cache import TtlCache

MEMORY_SECONDS, MEMORY_SIZE = 300, 1_000

_plans: TtlCache[Plan] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def day_of(store: TenantStore, instant: datetime) -> str:
    """The day of an instant in the time zone of the tenant's organisation, as it was at most five minutes ago."""
    return _plans.get(store.tenant.organisation, lambda: plan_of(store)).day_of(instant).isoformat()


def forget() -> None:
    """Clear what is remembered; for tests."""
    _plans.clear()
