"""The events of webhooks themselves: `webhook.failing` and `webhook.disabled`, once for each time it becomes so.

A webhook is never sent an event about itself (filters.py), so telling of a failure
makes no failure.
"""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from bivelio_core.events.catalogue import Happening
from bivelio_core.events.log import Event
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore

from . import queues
from .health import BREAKER_FAILURES
from .queues import Notice, Outbox

FAILING, DISABLED = "webhook.failing", "webhook.disabled"


def derive(change: Change) -> Iterator[Happening]:
    """The events of a webhook that has begun to fail, or was disabled."""
    before, after = change.before, change.after
    if before is None or after is None or after.get("sample"):
        return
    about = {"webhook_id": after["SK"], "host": urlsplit(after["url"]).hostname or ""}
    if after.get("failing") and not before.get("failing") and "failing_since" in after:
        failures = max(BREAKER_FAILURES, after.get("failures", 0))
        yield Happening(FAILING, {**about, "failures": failures, "since": after["failing_since"]})
    if after["status"] == "disabled" and before["status"] == "active":
        yield Happening(DISABLED, {**about, "reason": after["disabled_reason"], "since": after["disabled_at"]})


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Have the organisation's owner told by e-mail of what no user did (events/publish.py)."""
    tell(events, store, queues.outbox)


def tell(events: Sequence[Event], store: TenantStore, outbox: Callable[[], Outbox]) -> None:
    """Send a notice for each event that a webhook fails or was disabled, but for a user's own doing."""
    tenant = store.tenant
    notices = [
        Notice(
            tenant.organisation,
            tenant.environment,
            tenant.day,
            event.data["webhook_id"],
            event.type.partition(".")[2],
            event.data["since"],
        )
        for event in events
        if event.type in (FAILING, DISABLED) and event.data.get("reason") != "user"
    ]
    if notices:
        outbox().send("redeliveries", notices)
