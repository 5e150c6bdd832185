"""The events about webhooks: `webhook.failing` and `webhook.disabled`, one for each change to that state.

A webhook is never sent an event about itself (filters.py), so the report of a failure cannot cause another failure.
"""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from bivelio_core.events.catalogue import Happening
from bivelio_core.events.log import Event
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore

from . import queues
from .health import BREAKER_FAILURES
from .queues import Notice, Outbox, Probe

FAILING, DISABLED = "webhook.failing", "webhook.disabled"


def derive(change: Change) -> Iterator[Happening]:
    """Derive the event of a webhook that has begun to fail or was disabled."""
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
    """Notify the organisation's owner by e-mail of changes that no user made (see events/publish.py)."""
    tell(events, store, queues.outbox)


def tell(events: Sequence[Event], store: TenantStore, outbox: Callable[[], Outbox]) -> None:
    """Send a notice for each event of a failing or disabled webhook, unless a user disabled it."""
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
        outbox().send("redeliveries", [*notices, *_probes(notices, store)])


def _probes(notices: Sequence[Notice], store: TenantStore) -> list[Probe]:
    """The messages that find out when the receivers work again whose webhooks replay then."""
    from . import recovery  # noqa: PLC0415 - few webhooks fail

    probes = [recovery.first_probe(store, webhook) for webhook in dict.fromkeys(each.webhook for each in notices)]
    return [probe for probe in probes if probe is not None]
