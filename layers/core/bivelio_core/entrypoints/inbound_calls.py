"""Calls of workflows' URLs: what their senders sign, and how many are accepted.

They are limited by the trigger's own limit, and by the plan's limit for the organisation. They are a class of callers
of their own (plan_limits.py), so a stranger who knows a URL cannot use up the requests of the organisation's programs
and people.
"""

from bivelio_core import config
from bivelio_core.credits import plans
from bivelio_core.errors import RateLimitExceeded
from bivelio_core.plan_limits import COUNTERS, limits_of
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Environment
from bivelio_core.workflows.triggers.addresses import PATH, Address
from bivelio_core.workflows.triggers.verification import Sent

from . import permits
from .inbound import Call
from .rate_limit import Limits

PER_MINUTE = 600
"""What a trigger accepts that says nothing else, where the plan allows more."""

WAITING_PER_MINUTE = 120
"""How many calls of a URL in a minute may wait for their run: with waits of 9 seconds, 18 functions at a time."""


def sent(call: Call) -> Sent:
    """What a sender may have signed: also the URL, as we have told it and as API Gateway was called."""
    ours = [f"{base}{PATH}{call.parameters.get('token', '')}" for base in _base_urls(call.environment)]
    addresses = dict.fromkeys([*ours, *([call.address] if call.address else [])])
    return Sent(call.headers, call.body, call.method, tuple(addresses), call.parameters_sent)


def _base_urls(environment: Environment) -> list[str]:
    """Where the deployment says that a stage of the API is.

    The sandbox is below `/sandbox/v1` on one's own machine, below `/sandbox` at API Gateway's own address, and has a
    host of its own with a domain name, which the call itself tells.
    """
    live = config.inbound_url()
    if not live or environment == "live":
        return [live] if live else []
    root = live.removesuffix("/v1")
    return [f"{root}/sandbox/v1", f"{root}/sandbox"]


def require_permit(store: TenantStore, address: Address) -> None:
    """Count a call that is about to be accepted. Raises RateLimitExceeded.

    A call beyond the trigger's own limit does not count against the plan's limit.
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


def may_wait(store: TenantStore, address: Address) -> bool:
    """Count a call that would wait for its run: False when too many have waited, which bounds the functions held."""
    limits = Limits.of_minute(WAITING_PER_MINUTE)
    return permits.PROCESS.take(store, limits, f"{address.workflow['SK']}#wait").allowed
