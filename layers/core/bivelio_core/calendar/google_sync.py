"""Google Calendar kept in step, both ways.

Theirs comes here by sync token, every few minutes; when Google has forgotten the token, everything is read again. An
event that was changed on both sides keeps the later change, and the earlier one stays in its `conflicts`. How ours goes
there is in google_push.py.

Each event says in `google_connection` which account has it. Guests have a copy under the same id in their own accounts:
that copy is an event of theirs, and changes nothing of the first.
"""

import base64
import binascii
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.integrations import connections, tokens
from bivelio_core.providers.google_calendar.port import Calendars, Event, SyncTokenGone
from bivelio_core.providers.google_calendar.registry import calendars
from bivelio_core.providers.messaging.failures import OF_THE_CREDENTIALS, ProviderFailure
from bivelio_core.store import members
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CALENDAR_EVENT, CALENDAR_TASK, CONNECTION
from bivelio_core.store.table import ConditionFailed, TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import entries, google_accounts, google_channel, google_leaving, tasks
from .booking import days
from .google_form import SHARED, from_google

EVERY = timedelta(minutes=5)
KEPT_CONFLICTS = 10
TRIES = 4
CANCELLED = "cancelled"


class Account(NamedTuple):
    """An account whose changes are read: its calendar of ours, its address, and which events are no other account's."""

    connection_id: str
    calendar_id: str
    address: str
    others: frozenset[str]
    is_organisations: bool

    @classmethod
    def of(cls, connection: Item, every: Sequence[Item]) -> "Account":
        """The account of a connection, beside those of all others."""
        common = google_accounts.organisations(every)
        return cls(
            connection["SK"],
            google_accounts.calendar_of(connection),
            str(connection.get("account", "")).casefold(),
            frozenset(each["SK"] for each in every) - {connection["SK"]},
            is_organisations=common is None or common["SK"] == connection["SK"],
        )

    def has(self, event: Item, *, is_of_guest: bool) -> bool:
        """Whether an event is this account's: it says so, or no account that is connected has it.

        One of before events said so is the organisation's. A guest's copy is never the event that we put there.
        """
        holder = event.get("google_connection")
        if holder == self.connection_id:
            return True
        if event["source"] == "google_calendar":
            return holder not in self.others
        return not is_of_guest and (self.is_organisations if holder is None else holder not in self.others)


def begin(store: TenantStore, connection_id: str) -> None:
    """Have the events of a connected account read from now on."""
    task = tasks.task(store, f"{connection_id}#pull", clock.now(), kind="pull")
    try:
        store.table.put(task.item, absent())
    except ConditionFailed:
        return  # it is read already


def pull(store: TenantStore, task: Item) -> None:
    """Take over what has changed at Google since the last time, and come again in a while."""
    connection_id = task["SK"].partition("#")[0]
    connection = store.get(CONNECTION, connection_id)
    if connection is None:
        tasks.done(store, task)
        return
    if (owner := google_accounts.owner_of(connection)) is not None and not members.is_member(store, owner):
        google_leaving.leave(store, connection)
        return
    if connection["status"] != "active":
        tasks.progress(store, task, GSI1SK=clock.stamp(clock.real_now() + tasks.LONGEST_PAUSE))
        return
    google = calendars(store.tenant.environment)
    try:
        token = tokens.access_token(store, connection_id)
        try:
            sync_token = _take_over(store, google, token, connection, task.get("sync_token"))
        except SyncTokenGone:
            sync_token = _take_over(store, google, token, connection, None)
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
    store: TenantStore, google: Calendars, token: str, connection: Item, sync_token: str | None
) -> str | None:
    """Read all changes since a token, page by page; the next token."""
    account = Account.of(connection, connections.every(store))
    page: str | None = None
    while True:
        changes = google.changes(token, sync_token, page)
        for event in changes.events:
            apply(store, account, event)
        if changes.page is None:
            return changes.sync_token
        page = changes.page


def apply(store: TenantStore, account: Account, theirs: Event) -> None:
    """Bring an event in line with Google's, unless ours is the later one.

    It is made or changed, so this is nothing for `revise`. Raises TableBusy when others keep changing it: then all
    changes since the same token are read again.
    """
    for tries in range(TRIES):
        event_id, before = _event_of(store, account, theirs)
        if before is None:
            writes = _imported(store, account, event_id, theirs)
        else:
            writes = _merged(store, _taken_up(before, account), before, theirs)
        if not writes:
            return
        try:
            store.transact(writes)
        except TransactionFailed:
            time.sleep(pause_seconds(tries))
            continue
        return
    raise TableBusy("an event kept changing")


def _event_of(store: TenantStore, account: Account, theirs: Event) -> tuple[str, Item | None]:
    """The id of an event of an account's, and the event where it is here already.

    The id is our own of what we put there, else one that is derived from theirs and the address of the account: an
    account that is connected again so finds its events. Those that were read before, and those of an account that is
    connected twice, are named after the connection.
    """
    organisation, their_id, is_of_guest = store.tenant.organisation, str(theirs.get("id", "")), _is_of_guest(theirs)
    names = [each for each in (account.address, account.connection_id) if each]
    bodies = [ids.derived_body("google_calendar", organisation, each, their_id) for each in names]
    derived = [ids.tagged_id("calendar_event", organisation, body) for body in bodies]
    own = _own_id(organisation, their_id)
    events = {each: store.get(CALENDAR_EVENT, each) for each in ([own] if own else []) + derived}
    for each, event in events.items():
        if event is not None and account.has(event, is_of_guest=is_of_guest):
            return each, event
    free = [each for each, event in events.items() if event is None and not (is_of_guest and each == own)]
    return (free or derived[-1:])[0], None


def _own_id(organisation: str, their_id: str) -> str | None:
    """The id of the event of ours that is kept at Google under an id."""
    try:
        own = base64.b32hexdecode(their_id.upper() + "=" * (-len(their_id) % 8)).decode()
    except (binascii.Error, ValueError):
        return None
    is_ours = ids.is_well_formed("calendar_event", own) and not ids.is_foreign("calendar_event", own, organisation)
    return own if is_ours else None


def _is_of_guest(theirs: Event) -> bool:
    """Whether a copy is in the calendar of somebody who is invited. Source: Google, "Events", `organizer.self`."""
    organizer = theirs.get("organizer")
    return isinstance(organizer, dict) and not organizer.get("self")


def _taken_up(before: Item, account: Account) -> Item:
    """An event with its account; one of an account that was connected anew is where that one's events are now."""
    holder = before.get("google_connection")
    if holder == account.connection_id:
        return before
    is_moved = holder is not None and before["source"] == "google_calendar"
    moved = {"calendar_id": account.calendar_id} if is_moved else {}
    return {**before, "google_connection": account.connection_id, **moved}


def _imported(store: TenantStore, account: Account, event_id: str, theirs: Event) -> list[Write]:
    """The writes of an event that was made at Google; none for one that is over before we knew it."""
    fields = from_google(theirs) if theirs.get("status") != CANCELLED else None
    if fields is None:
        return []
    now = clock.timestamp()
    put = store.put_write(
        CALENDAR_EVENT,
        event_id,
        {
            "calendar_id": account.calendar_id,
            **fields,
            "reminders": [],
            "source": "google_calendar",
            "sync_to_google": False,
            "google_event_id": str(theirs["id"]),
            "google_connection": account.connection_id,
            "google_updated": str(theirs.get("updated", "")),
            "sequence": 0,
            "version": 1,
            "created_at": now,
            "updated_at": now,
        },
        condition=absent(),
    )
    return [put, *entries.changes(store, None, put.item)]


def _merged(store: TenantStore, taken_up: Item, before: Item, theirs: Event) -> list[Write]:
    """The writes of a change at Google of an event that we have; none for an echo of our own."""
    if before["source"] == "bivelio" and not before["sync_to_google"]:
        return []  # what became of a copy that we have removed
    updated = str(theirs.get("updated", ""))
    is_moved = taken_up["calendar_id"] != before["calendar_id"]
    if updated and updated <= str(before.get("google_updated", "")) and not is_moved:
        return _named(store, before, taken_up)
    if theirs.get("status") == CANCELLED:
        fields: dict[str, Any] | None = {name: before[name] for name in SHARED if name in before} | {
            "status": CANCELLED
        }
    else:
        fields = from_google(theirs)
    if fields is None:
        return []
    lost_here = {name: before.get(name) for name in SHARED if not same(before.get(name), fields.get(name))}
    if not lost_here and not is_moved:
        return _changed(store, before, {**taken_up, "google_updated": updated})
    is_pending = bool(lost_here) and before.get("google_status") == "pending"
    if is_pending and _instant(before["updated_at"]) >= _instant(updated):
        lost = {name: fields.get(name) for name in lost_here}
        kept = {**taken_up, **_conflict(before, "google_calendar", lost), "google_updated": updated}
        return _changed(store, before, kept)
    after = {name: value for name, value in taken_up.items() if name not in SHARED} | fields
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
    return [*_changed(store, before, after), *days.following(store, before, after), *reminding, *gone]


def _conflict(before: Item, source: str, fields: dict[str, Any]) -> dict[str, Any]:
    lost_fields = {name: value for name, value in fields.items() if value is not None}
    entry = {"lost_at": clock.timestamp(), "source": source, "fields": lost_fields}
    return {"conflicts": [*before.get("conflicts", []), entry][-KEPT_CONFLICTS:]}


def _named(store: TenantStore, before: Item, after: Item) -> list[Write]:
    """The write of an event that says from now on which account has it; none where it does."""
    if same(after, before):
        return []
    named = Update(set={"google_connection": after["google_connection"]})
    return [store.update_write(CALENDAR_EVENT, before["SK"], named, condition=equals("version", before["version"]))]


def _changed(store: TenantStore, before: Item, after: Item) -> list[Write]:
    """The writes of an event and its places in lists, on condition that nobody has changed it meanwhile."""
    attributes = {name: value for name, value in after.items() if name not in ("PK", "SK")}
    condition = equals("version", before["version"])
    put = store.put_write(CALENDAR_EVENT, before["SK"], attributes, condition=condition)
    return [put, *entries.changes(store, before, after)]


def _instant(text: str) -> Any:
    try:
        return clock.parse(text).replace(microsecond=0)
    except ValueError:
        return clock.now()
