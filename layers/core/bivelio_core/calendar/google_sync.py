"""Google Calendar kept in step, both ways.

Ours goes there under an id derived from ours, so a repeated insertion finds itself. Theirs comes here by sync token,
every few minutes; when Google has forgotten the token, everything is read again. An event that was changed on both
sides keeps the later change, and the earlier one stays in its `conflicts`.
"""

import base64
import binascii
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.integrations import choice, connections, tokens
from bivelio_core.providers.google_calendar.port import Calendars, Event, SyncTokenGone
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure, Refused, Unavailable
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CALENDAR_EVENT, CALENDAR_TASK, CONNECTION
from bivelio_core.store.table import ConditionFailed, TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import entries, google_channel, tasks
from .booking import days
from .google_form import SHARED, from_google, to_google
from .items import google_id

EVERY = timedelta(minutes=5)
KEPT_CONFLICTS = 10
TRIES = 4
CANCELLED = "cancelled"


def connection_of(store: TenantStore) -> Item | None:
    """The connection to Google Calendar: the oldest that works."""
    connection = choice.default_of(connections.every(store), choice.GOOGLE_CALENDAR)
    return connection if connection and connection["status"] == "active" else None


def begin(store: TenantStore, connection_id: str) -> None:
    """Have the events of a connected account read from now on."""
    task = tasks.task(store, f"{connection_id}#pull", clock.now(), kind="pull")
    try:
        store.table.put(task.item, absent())
    except ConditionFailed:
        return  # it is read already


def push(store: TenantStore, task: Item, event: Item) -> None:
    """Have Google keep an event as it is now; one that is cancelled, or kept there no longer, is removed."""
    if not event["sync_to_google"] and event["source"] != "bivelio":  # Google's own event, which is to stay as it is
        tasks.done(store, task)
        return
    their_id = event.get("google_event_id") or google_id(event["SK"])
    try:
        token = _token(store)
        google, is_known = calendars(store.tenant.environment), "google_updated" in event
        if event["status"] == CANCELLED or not event["sync_to_google"]:
            google.remove(token, their_id)
            saved: Event = {}
        else:
            saved = google.save(token, their_id, to_google(event), is_known=is_known)
    except ProviderFailure as failure:
        _push_failed(store, task, event, failure)
        return
    updated = {"google_updated": str(saved.get("updated", clock.stamp()))}
    if event["sync_to_google"]:
        change = Update(set={"google_status": "synced", **updated})
    else:
        change = Update(set=updated, remove=["google_status", "google_event_id"])
    if _note(store, event, change):
        tasks.done(store, task)
    else:  # this may have overtaken a later push, which runs as soon as it is written
        store.table.put(tasks.task(store, task["SK"], clock.now(), kind="google", version=event["version"]).item)


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


def pull(store: TenantStore, task: Item) -> None:
    """Take over what has changed at Google since the last time, and come again in a while."""
    connection_id = task["SK"].partition("#")[0]
    connection = store.get(CONNECTION, connection_id)
    if connection is None:
        tasks.done(store, task)
        return
    if connection["status"] != "active":
        tasks.progress(store, task, GSI1SK=clock.stamp(clock.real_now() + tasks.LONGEST_PAUSE))
        return
    google = calendars(store.tenant.environment)
    try:
        token = tokens.access_token(store, connection_id)
        try:
            sync_token = _take_over(store, google, token, connection_id, task.get("sync_token"))
        except SyncTokenGone:
            sync_token = _take_over(store, google, token, connection_id, None)
    except ProviderFailure as failure:
        if failure.reason in OF_THE_CREDENTIALS:
            connections.mark_broken(store, connection_id, failure.reason)
        tasks.postpone(store, task, failure.retry_after)
        return
    about = {
        "GSI1SK": clock.stamp(clock.real_now() + EVERY),
        "tries": 0,
        **({"sync_token": sync_token} if sync_token else {}),
    }
    with suppress(ConditionFailed):  # Google has called meanwhile: the changes are read again, since the same token
        tasks.progress(store, task, **about, **google_channel.renewed(store, google, token, task))


def _take_over(
    store: TenantStore, google: Calendars, token: str, connection_id: str, sync_token: str | None
) -> str | None:
    """Read all changes since a token, page by page; the next token."""
    page: str | None = None
    while True:
        changes = google.changes(token, sync_token, page)
        for event in changes.events:
            apply(store, connection_id, event)
        if changes.page is None:
            return changes.sync_token
        page = changes.page


def apply(store: TenantStore, connection_id: str, theirs: Event) -> None:
    """Bring an event in line with Google's, unless ours is the later one.

    It is made or changed, so this is nothing for `revise`. Raises TableBusy when others keep changing it: then all
    changes since the same token are read again.
    """
    event_id = _our_id(store, connection_id, str(theirs.get("id", "")))
    for tries in range(TRIES):
        before = store.get(CALENDAR_EVENT, event_id)
        writes = _imported(store, event_id, theirs) if before is None else _merged(store, before, theirs)
        if not writes:
            return
        try:
            store.transact(writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return
    raise TableBusy("an event kept changing")


def _our_id(store: TenantStore, connection_id: str, their_id: str) -> str:
    """The id of an event of Google's: our own for what we put there, else one derived from theirs."""
    organisation = store.tenant.organisation
    try:
        padded = their_id.upper() + "=" * (-len(their_id) % 8)
        own = base64.b32hexdecode(padded).decode()
    except (binascii.Error, ValueError):
        own = ""
    if ids.is_well_formed("calendar_event", own) and not ids.is_foreign("calendar_event", own, organisation):
        return own
    body = ids.derived_body("google_calendar", organisation, connection_id, their_id)
    return ids.tagged_id("calendar_event", organisation, body)


def _imported(store: TenantStore, event_id: str, theirs: Event) -> list[Write]:
    """The writes of an event that was made at Google; none for one that is over before we knew it."""
    fields = from_google(theirs) if theirs.get("status") != CANCELLED else None
    if fields is None:
        return []
    now = clock.timestamp()
    put = store.put_write(
        CALENDAR_EVENT,
        event_id,
        {
            "calendar_id": "primary",
            **fields,
            "reminders": [],
            "source": "google_calendar",
            "sync_to_google": False,
            "google_event_id": str(theirs["id"]),
            "google_updated": str(theirs.get("updated", "")),
            "sequence": 0,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        },
        condition=absent(),
    )
    return [put, *entries.changes(store, None, put.item)]


def _merged(store: TenantStore, before: Item, theirs: Event) -> list[Write]:
    """The writes of a change at Google of an event that we have; none for an echo of our own."""
    if before["source"] == "bivelio" and not before["sync_to_google"]:
        return []  # what became of a copy that we have removed
    updated = str(theirs.get("updated", ""))
    if updated and updated <= str(before.get("google_updated", "")):
        return []
    if theirs.get("status") == CANCELLED:
        fields: dict[str, Any] | None = {name: before[name] for name in SHARED if name in before} | {
            "status": CANCELLED
        }
    else:
        fields = from_google(theirs)
    if fields is None:
        return []
    lost_here = {name: before.get(name) for name in SHARED if not same(before.get(name), fields.get(name))}
    if not lost_here:
        return [_version(store, before, {**before, "google_updated": updated})]
    is_pending = before.get("google_status") == "pending"
    if is_pending and _instant(before["updated_at"]) >= _instant(updated):
        lost = {name: fields.get(name) for name in lost_here}
        kept = {**before, **_conflict(before, "google_calendar", lost), "google_updated": updated}
        return [_version(store, before, kept)]
    after = {name: value for name, value in before.items() if name not in SHARED} | fields
    after |= _conflict(before, "bivelio", lost_here) if is_pending else {}
    after |= (
        {"google_updated": updated, "google_status": "synced"}
        if before["sync_to_google"]
        else {"google_updated": updated}
    )
    if after["status"] == CANCELLED:
        after["cancelled_at"] = clock.timestamp()
    after |= {"version": before["version"] + 1, "updated_at": clock.timestamp()}
    gone: list[Write] = [store.delete_write(CALENDAR_TASK, f"{before['SK']}#google")] if is_pending else []
    reminding = tasks.reminders(store, before, after)
    places = [*entries.changes(store, before, after), *days.following(store, before, after)]
    return [_version(store, before, after), *places, *reminding, *gone]


def _conflict(before: Item, source: str, fields: dict[str, Any]) -> dict[str, Any]:
    lost_fields = {name: value for name, value in fields.items() if value is not None}
    entry = {"lost_at": clock.timestamp(), "source": source, "fields": lost_fields}
    return {"conflicts": [*before.get("conflicts", []), entry][-KEPT_CONFLICTS:]}


def _version(store: TenantStore, before: Item, after: Item) -> Write:
    attributes = {name: value for name, value in after.items() if name not in ("PK", "SK")}
    condition = equals("version", before["version"])
    return store.put_write(CALENDAR_EVENT, before["SK"], attributes, condition=condition)


def _instant(text: str) -> Any:
    try:
        return clock.parse(text).replace(microsecond=0)
    except ValueError:
        return clock.now()


def _token(store: TenantStore) -> str:
    if store.tenant.is_sandbox:
        return "sandbox"
    connection = connection_of(store)
    if connection is None:
        raise Refused("not_connected")
    return tokens.access_token(store, connection["SK"])
