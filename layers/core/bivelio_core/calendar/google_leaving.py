"""The end of a connection to Google Calendar: its channels are stopped, then Google forgets the consent.

Google calls a channel's address until the channel ends, up to a week, whatever became of the consent, and only the
account's own token stops it. So the task that stops them is written in the transaction that removes the connection,
with its sealed secrets, and is tried for two days; the secrets are gone with it.
"""

from collections.abc import Sequence
from typing import Any

from bivelio_core import clock
from bivelio_core.integrations import google, secrets
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_TASK
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import tasks


def live(task: Item | None) -> list[dict[str, Any]]:
    """The channels of a connection's task that have not ended: `{id, resource, until}`. A former one may last a day."""
    return [each for each in (task or {}).get("channels", ()) if each["until"] > clock.epoch()]


def writes(store: TenantStore, connection: Item) -> Sequence[Write]:
    """What is to be written when a connection is removed; nothing where Google has no channel of it."""
    reading = store.get(CALENDAR_TASK, f"{connection['SK']}#pull")
    if not (channels := live(reading)) or "secrets" not in connection:
        return ()
    about = {"kind": "stop", "channels": channels, "secrets": connection["secrets"]}
    return (
        tasks.task(store, f"{connection['SK']}#stop", clock.now(), **about),
        store.delete_write(CALENDAR_TASK, f"{connection['SK']}#pull"),
    )


def stop(store: TenantStore, task: Item) -> None:
    """Stop the channels of a removed connection and revoke its consent. What is gone already is no failure."""
    refresh_token = secrets.opened(task, store.tenant.organisation)["refresh_token"]
    consents = google.consents(is_sandbox=store.tenant.is_sandbox)
    try:
        token = consents.refresh(refresh_token).access
        for channel in live(task):
            calendars(store.tenant.environment).stop(token, channel["id"], channel["resource"])
        consents.revoke(refresh_token)
    except ProviderFailure as failure:
        if failure.reason not in OF_THE_CREDENTIALS and not tasks.is_hopeless(task):
            tasks.postpone(store, task, failure.retry_after)
            return
    tasks.done(store, task)
