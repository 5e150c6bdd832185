"""Events of ours at Google Calendar: put there under an id derived from ours, so a repeated insertion finds itself.

The account that gets an event is noted with it before it gets it, so a copy is found and removed wherever a function
dies. An event whose calendar has another account now leaves the former one first.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from bivelio_core import clock
from bivelio_core.integrations import connections, tokens
from bivelio_core.providers.google_calendar.port import Event
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import ProviderFailure, Refused, Unavailable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT, CONNECTION
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, equals

from . import google_accounts, tasks
from .google_form import to_google
from .items import google_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bivelio_core.events.log import Event as Told

UPDATED, CANCELLED = "calendar.updated", "cancelled"
SANDBOX, NONE = "sandbox", ""
"""The account of the sandbox, which is there without being connected; and that of an event whose account is gone."""


def push(store: TenantStore, task: Item, event: Item) -> None:
    """Have Google keep an event as it is now; one that is cancelled, or kept there no longer, is removed."""
    if not event["sync_to_google"] and event["source"] != "bivelio":  # Google's own event, which is to stay as it is
        tasks.done(store, task)
        return
    holder = event.get("google_connection")
    try:
        account = _account(store, event)
        _leave_others(store, task, event, account)
        is_new_there = is_kept(event) and account not in (holder, SANDBOX)
        if is_new_there and not _note(store, event, Update(set={"google_connection": account})):
            return  # it has changed since, and the task is taken up again
        saved = _save(store, account, event, is_known="google_updated" in event and not is_new_there)
    except ProviderFailure as failure:
        _push_failed(store, task, event, failure)
        return
    updated = {"google_updated": str(saved.get("updated", clock.stamp()))}
    if event["sync_to_google"]:
        change = Update(set={"google_status": "synced", **updated})
    else:
        change = Update(set=updated, remove=["google_status", "google_event_id", "google_connection"])
    if _note(store, event, change):
        tasks.done(store, task)
    else:  # this may have overtaken a later push, which runs as soon as it is written
        about = {"kind": "google", "version": event["version"], "left": account}
        store.table.put(tasks.task(store, task["SK"], clock.now(), **about).item)


def react(events: "Sequence[Told]", store: TenantStore) -> None:
    """Write the task of an event that was changed by who writes none: an erasure has masked somebody in it."""
    waiting = {
        event.data["id"] for event in events if event.type == UPDATED and event.data.get("google_status") == "pending"
    }
    for event_id in sorted(waiting):
        event = store.get(CALENDAR_EVENT, event_id)
        if event is None or event.get("google_status") != "pending":
            continue
        for write in tasks.push(store, event):
            with suppress(ConditionFailed):  # who changed it has written one, as most do
                store.table.put(write.item, absent())


def is_kept(event: Item) -> bool:
    """Whether Google is to have an event."""
    return bool(event["sync_to_google"] and event["status"] != CANCELLED)


def _account(store: TenantStore, event: Item) -> str:
    """The account that is to keep an event, or from which it is removed: that of its calendar now, or that has it.

    What was made at Google stays where it was made. Raises Refused where none is connected.
    """
    if store.tenant.is_sandbox:
        return SANDBOX
    holder = event.get("google_connection")
    is_there = holder is not None and store.get(CONNECTION, holder) is not None
    if holder is not None and not is_kept(event):
        return str(holder) if is_there else NONE
    if is_there and event["source"] != "bivelio":
        return str(holder)
    connection = google_accounts.keeper(connections.every(store), event["calendar_id"])
    if connection is None:
        raise Refused("not_connected")
    return str(connection["SK"])


def _leave_others(store: TenantStore, task: Item, event: Item, account: str) -> None:
    """Remove the copy of an event from the accounts that had it before, where they are still connected.

    `left` of the task is an account in which a copy may have arrived after it was removed.
    """
    former = {str(each) for each in (event.get("google_connection"), task.get("left")) if each}
    for each in sorted(former - {account, SANDBOX}):
        connection = store.get(CONNECTION, each)
        if connection is not None and connection["status"] == "active" and event["source"] == "bivelio":
            calendars(store.tenant.environment).remove(tokens.access_token(store, each), google_id(event["SK"]))


def _save(store: TenantStore, account: str, event: Item, *, is_known: bool) -> Event:
    """Put an event into an account, or remove it there; what Google has of it then."""
    if account == NONE:
        return {}
    their_id = event.get("google_event_id") or google_id(event["SK"])
    token = SANDBOX if account == SANDBOX else tokens.access_token(store, account)
    google = calendars(store.tenant.environment)
    if is_kept(event):
        return google.save(token, their_id, to_google(event), is_known=is_known)
    google.remove(token, their_id)
    return {}


def _push_failed(store: TenantStore, task: Item, event: Item, failure: ProviderFailure) -> None:
    is_final = isinstance(failure, Refused) and failure.reason in ("content_rejected", "permission_missing")
    if is_final or tasks.is_hopeless(task):
        _note(store, event, Update(set={"google_status": "failed"}))
        tasks.done(store, task)
        return
    tasks.postpone(store, task, failure.retry_after if isinstance(failure, Unavailable) else None)


def _note(store: TenantStore, event: Item, change: Update) -> bool:
    """Record what Google has; False when the event has changed since, and the next push records it."""
    try:
        store.update(CALENDAR_EVENT, event["SK"], change, condition=equals("version", event["version"]))
    except ConditionFailed:
        return False
    return True
