"""What an organisation's monthly grant depends on, its plan and its time zone, and the throttle that it has agreed.

The organisation's own item holds secrets of the platform, so functions that charge credits or tell usage may not read
it. The operator's function copies these fields to the balance when it makes an organisation or changes them.
"""

import zoneinfo
from datetime import UTC, date, datetime, tzinfo
from typing import Any, NamedTuple

from bivelio_core.plan_limits import Throttle
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CREDIT_BALANCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, UpdateWrite
from bivelio_core.tenancy import Tenant
from bivelio_core.ttl_cache import TtlCache

BALANCE_SK = "BAL"
"""The sort key of a balance."""


class Plan(NamedTuple):
    """The plan and the time zone of an organisation, and its own throttle if it has agreed one."""

    name: str = "starter"
    time_zone: str = "Europe/Madrid"
    throttle: Throttle | None = None

    @classmethod
    def of(cls, name: str, item: Item) -> "Plan":
        """A plan by its name, with what an item holds of the rest."""
        agreed = item.get("throttle")
        throttle = Throttle(int(agreed["per_second"]), int(agreed["burst"])) if agreed else None
        return cls(name, item["time_zone"], throttle)

    @property
    def zone(self) -> tzinfo:
        """The time zone; UTC when the organisation's is none, so that a wrong name stops no operation."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return UTC

    def day_of(self, instant: datetime) -> date:
        """The calendar day of an instant in the organisation's time zone."""
        return instant.astimezone(self.zone).date()

    def next_month(self, instant: datetime) -> datetime:
        """The first instant of the next month."""
        local = instant.astimezone(self.zone)
        year, month = (local.year, local.month + 1) if local.month < 12 else (local.year + 1, 1)  # noqa: PLR2004
        return datetime(year, month, 1, tzinfo=local.tzinfo)


MEMORY_SECONDS, MEMORY_SIZE = 60, 2_000

_plans: TtlCache[Plan] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def plan_in(item: Item | None) -> Plan:
    """The plan that a live balance's item holds; the smallest when the operator has told nothing."""
    return Plan.of(item["current_plan"], item) if item and "current_plan" in item else Plan()


def plan_of(store: TenantStore) -> Plan:
    """The plan of a tenant, of its sandbox too."""
    return plan_in(store.table.get(_live_balance(store.tenant.organisation)))


def remembered(store: TenantStore) -> Plan:
    """The plan of a tenant as it was at most a minute ago, for what every run asks."""
    return _plans.get(store.tenant.organisation, lambda: plan_of(store))


def forget() -> None:
    """Clear what is remembered; for tests."""
    _plans.clear()


def copied(organisation: str, plan: Plan) -> UpdateWrite:
    """The write that copies the plan of an organisation to its balance."""
    about: dict[str, Any] = {"current_plan": plan.name, "time_zone": plan.time_zone}
    if plan.throttle is None:
        return UpdateWrite(_live_balance(organisation), Update(set=about, remove=["throttle"]))
    return UpdateWrite(_live_balance(organisation), Update(set=about | {"throttle": plan.throttle._asdict()}))


def _live_balance(organisation: str) -> Key:
    return keys.tenant_key(Tenant(organisation, "live"), CREDIT_BALANCE, BALANCE_SK)
