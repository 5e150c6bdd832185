"""Deliveries that come back: a receiver calls a workflow's URL, and the run causes the next event for the same webhook.

Three mechanisms end such a loop. The first that detects it disables the webhook with the reason `loop`; the owners are
told, and the webhook stays disabled until a person enables it:

* a delivery to our own API says where in a chain its event stands, so what it starts goes on with the chain
  (store/chain_header.py), which ends at a depth;
* a call that brings one of our events back by another way is known by the event's id (workflows/triggers/returned.py);
* a receiver that leaves nothing of the event is known by the number alone: the events that calls of one workflow cause
  and one webhook is sent are counted for each day, and have an allowance by the plan.
"""

from collections import Counter
from collections.abc import Mapping

from bivelio_core import config, egress
from bivelio_core.credits import plans
from bivelio_core.events.log import Event
from bivelio_core.store import chain_header, keys
from bivelio_core.store.chains import caller_of
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import health

A_DAY = {"starter": 6_000, "pro": 30_000, "enterprise": 300_000}
"""How many events that calls of one workflow cause a webhook is sent in a day, by plan: an hour of the plan's limit.

Each further allowance of the same day disables it again, so whoever enables it has as much once more.
"""

COUNTED = "by_"
"""How the attributes of a webhook's day begin that count these events, by workflow."""


def chain_headers(event: Event, webhook: Item, store: TenantStore) -> dict[str, str]:
    """Return the header that tells our own API an event's place in its chain; no header for other receivers."""
    hosts = config.api_hosts()
    if not hosts or not _is_among(hosts, webhook["url"]):
        return {}
    return {chain_header.NAME: chain_header.signed(store, event.place_in_chain)}


def _is_among(hosts: frozenset[str], url: str) -> bool:
    try:
        return egress.authority(url) in hosts
    except egress.EgressRefused:
        return False  # the request itself is refused, with its reason


def disable_sender(store: TenantStore, event_id: str, named: str) -> bool:
    """Disable the webhook that sent an event which came back; tells whether one was disabled.

    `named` is the webhook that the call names. When it is empty, the webhook is found if only one was sent the event. A
    webhook that was never sent the event stays unchanged, whatever a call claims.
    """
    candidates = [named] if named else [item["SK"] for item in store.query(keys.WEBHOOK, consistent=True)]
    places = {store.key(keys.DELIVERY, event_id, webhook): webhook for webhook in candidates}
    sent = [places[key] for key in store.table.get_many(list(places), consistent=True)]
    return len(sent) == 1 and health.disable(store, sent[0], "loop")


def caused_by_calls(events: list[Event]) -> Mapping[str, int]:
    """Count the events that calls of workflows have caused, by the attribute that holds the count."""
    callers = (caller_of(event.chain) for event in events)
    return Counter(f"{COUNTED}{workflow}" for workflow in callers if workflow)


def check_allowance(store: TenantStore, webhook_id: str, counted: Mapping[str, int]) -> bool:
    """Disable a webhook if today's counts have just reached an allowance; tells whether it was disabled."""
    allowance = A_DAY[plans.remembered(store).name]
    day = health.day(store, webhook_id)
    reached = any(
        int(day.get(name, 0)) // allowance > (int(day.get(name, 0)) - n) // allowance for name, n in counted.items()
    )
    return reached and health.disable(store, webhook_id, "loop")
