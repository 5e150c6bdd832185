"""The end of a connection to Google Calendar: its channels are stopped, then Google forgets the consent.

Google calls a channel's address until the channel ends, up to a week, whatever became of the consent, and only the
account's own token stops it. So the task that stops them is written in the transaction that removes the connection,
with its sealed secrets, and is tried for two days; the secrets are gone with it.

The account of a member who has left the organisation goes the same way, when its calendar would next be read.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.integrations import connections, google, secrets
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_TASK, CONNECTION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Put, Write, present

from . import tasks


def live(task: Item | None) -> list[dict[str, Any]]:
    """The channels of a connection's task that have not ended: `{id, resource, until}`. A former one may last a day."""
    return [each for each in (task or {}).get("channels", ()) if each["until"] > clock.epoch()]


BY = Origin(Actor("system", "calendar"), "calendar")


def leave(store: TenantStore, connection: Item) -> None:
    """Remove the account of somebody who is no member any more. What was read of it stays."""
    tenant, connection_id = store.tenant, connection["SK"]
    about = {"environment": tenant.environment, "connection": connection_id, "provider": connection["provider"]}
    stopping = [_stopping(store, connection)] if "secrets" in connection else []
    with suppress(TransactionFailed):  # it has been removed meanwhile
        store.transact(
            [
                store.delete_write(CONNECTION, connection_id, condition=present()),
                store.delete_write(CALENDAR_TASK, f"{connection_id}#pull"),
                limits.removed(connections.limit_key(store)),
                audit.entry(tenant.organisation, "connection.removed", BY, **about),
                *stopping,
            ]
        )


def writes(store: TenantStore, connection: Item) -> Sequence[Write]:
    """What is to be written when a connection is removed; nothing where Google has no channel of it."""
    stopping = _stopping(store, connection) if "secrets" in connection else None
    if stopping is None or not stopping.item["channels"]:
        return ()
    return stopping, store.delete_write(CALENDAR_TASK, f"{connection['SK']}#pull")


def _stopping(store: TenantStore, connection: Item) -> Put:
    """The task that ends a connection at Google."""
    channels = live(store.get(CALENDAR_TASK, f"{connection['SK']}#pull"))
    about = {"kind": "stop", "channels": channels, "secrets": connection["secrets"]}
    return tasks.task(store, f"{connection['SK']}#stop", clock.now(), **about)


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
