"""The limits on calls of the URLs of workflows: the trigger's own, and the plan's for all of an organisation together.

They are a class of callers (plan_limits.py): whoever knows a URL can take nothing from the programs and people of the
organisation.
"""

from bivelio_core.credits import plans
from bivelio_core.errors import RateLimitExceeded
from bivelio_core.plan_limits import COUNTERS, limits_of
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.triggers.addresses import Address

from . import permits
from .rate_limit import Limits

PER_MINUTE = 600
"""What a trigger accepts that says nothing else, where the plan allows more."""


def require_permit(store: TenantStore, address: Address) -> None:
    """Count a call that is about to be accepted. Raises RateLimitExceeded.

    What is beyond the trigger's own limit takes nothing of the plan's.
    """
    allowed, own = limits_of(plans.remembered(store).name, "urls"), int(address.trigger.get("per_minute", PER_MINUTE))
    if allowed is None or own < allowed.per_minute:
        _take(store, Limits.of_minute(own), address.workflow["SK"])
    if allowed is not None:
        _take(store, allowed, COUNTERS["urls"])


def _take(store: TenantStore, limits: Limits, counter: str) -> None:
    counted = permits.PROCESS.take(store, limits, counter)
    if not counted.allowed:
        raise RateLimitExceeded(limit=counted.exceeded, window=counted.window, retry_after=counted.retry_after)
