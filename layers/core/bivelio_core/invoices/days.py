"""The calendar days of an organisation: invoices are dated in its time zone."""

from datetime import date, datetime, time, timedelta, tzinfo

from bivelio_core import clock
from bivelio_core.credits import plans
from bivelio_core.store.tenant_store import TenantStore


def zone_of(store: TenantStore) -> tzinfo:
    """Return the time zone of a tenant's organisation; UTC if the organisation has no valid one."""
    return plans.plan_of(store).zone


def today(zone: tzinfo) -> date:
    """Return today's date in a time zone."""
    return clock.now().astimezone(zone).date()


def end_of(day: date, zone: tzinfo) -> datetime:
    """The instant at which a day has ended in a time zone."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)
