"""`calendar.starting`: an event of a calendar begins soon, by the lead times that workflows' triggers state.

For each lead and each event that is still to come there is a task with a mark in the sparse index (tasks.py), so the
sweeper reads what is due and no other events. Tasks are written after an event was made, moved or cancelled, by the
reaction to that (`react`), and for all events to come after a workflow was saved with a lead, by a task of its own
(`planning`). Whichever of the two comes second sees the other: both read what is stored, strongly consistent.

When a task is due the event is looked at again: one that was cancelled or moved starts nothing then. What begins is
written once for an event, its start and a lead; the stream makes that write the event `calendar.starting`.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.event_type import Lead
from bivelio_core.json_text import to_json
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT, CALENDAR_START, CALENDAR_TASK, WORKFLOW_TRIGGER
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Put, absent, any_of, compare, equals

from . import leads, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bivelio_core.events.catalogue import Happening
    from bivelio_core.events.log import Event
    from bivelio_core.store.changes import Change

STARTING = "calendar.starting"
PLANNED_BY = frozenset({"calendar.created", "calendar.updated"})
"""The events after which an event's tasks are written. After a cancellation they find it cancelled."""

STALE = timedelta(hours=1)
"""What could not be begun for so long after its time, and whose event has started meanwhile, is not begun any more."""

REMEMBERED = timedelta(days=30)
"""How long after a start it is remembered that it was told, should the event be moved away and back."""

PAGE = 100


def react(events: "Sequence[Event]", store: TenantStore) -> None:
    """Write the tasks of events that were made or changed (events/publish.py)."""
    changed = {event.data["id"]: clock.parse(event.timestamp) for event in events if event.type in PLANNED_BY}
    if not changed or not (lead_names := leads_of(store)):
        return
    for event_id, at in changed.items():
        if (event := store.get(CALENDAR_EVENT, event_id)) is not None:
            _plan(store, event, lead_names, at)


def leads_of(store: TenantStore) -> list[str]:
    """The leads that the workflows of a tenant state, each once."""
    triggers = store.query(WORKFLOW_TRIGGER, prefix=f"{STARTING}#", consistent=True)
    return sorted({trigger["before"] for trigger in triggers if "before" in trigger})


def planning(store: TenantStore, lead: str) -> Put:
    """The write after which the sweeper gives all events to come a task for a lead."""
    return tasks.task(store, f"plan#{lead}", clock.now(), kind="plan", lead=lead)


LEAD = Lead(leads.normal, planning)


def plan_all(store: TenantStore, task: Item) -> None:
    """Give all events to come a task for a lead, page by page; another try goes on where this one ended."""
    since, position = clock.parse(task["due"]), task.get("position", "")
    while page := store.query(CALENDAR_EVENT, low=f"{position}!", limit=PAGE, consistent=True):
        for event in page:
            _plan(store, event, [task["lead"]], since)
        position = page[-1]["SK"]
        try:
            lease = clock.stamp(clock.real_now() + tasks.LEASE)
            task = tasks.progress(store, task, position=position, GSI1SK=lease)
        except ConditionFailed:
            return  # a workflow was saved with this lead meanwhile: its task begins anew
        if len(page) < PAGE:
            break
    tasks.done(store, task)


def _plan(store: TenantStore, event: Item, lead_names: Iterable[str], since: datetime) -> None:
    """Write a task for each lead whose instant is still to come, seen from the change that asks for it."""
    if event["status"] == "cancelled":
        return
    for lead in lead_names:
        due = leads.due(event, lead)
        if due <= since:
            continue
        about = {"kind": "start", "lead": lead, "starts": event["starts"], "version": event["version"]}
        put = tasks.task(store, f"{event['SK']}#starting#{lead}", due, **about)
        is_later = any_of(absent(), compare("version", "<=", event["version"]))
        with suppress(ConditionFailed):  # a later version of the event has written its own
            store.table.put(put.item, is_later)


def begin(store: TenantStore, task: Item, event: Item) -> None:
    """Write that an event starts soon, once, unless it was moved or cancelled or nobody wants to know any more."""
    lead, starts, now = task["lead"], event["starts"], clock.now()
    is_late = now > clock.parse(starts) and now - clock.parse(task["due"]) > STALE
    is_moved = event["status"] == "cancelled" or starts != task["starts"]
    if is_late or is_moved or lead not in leads_of(store):
        tasks.done(store, task)
        return
    expiry = {} if store.tenant.is_sandbox else {"ttl": int((clock.parse(starts) + REMEMBERED).timestamp())}
    written = {"data": to_json(_data(event, lead)), **expiry}
    start = store.put_write(CALENDAR_START, f"{event['SK']}#{starts}#{lead}", written, condition=absent())
    task_key = store.key(CALENDAR_TASK, task["SK"])
    try:
        store.transact([start, Delete(task_key, equals("GSI1SK", task["GSI1SK"]))])
    except TransactionFailed:  # told before, or the event was moved a moment ago
        if store.get(CALENDAR_START, f"{event['SK']}#{starts}#{lead}") is not None:
            tasks.done(store, task)


def _data(event: Item, lead: str) -> dict[str, Any]:
    from .events import LEFT_OUT, fitting  # noqa: PLC0415 - the models of events
    from .show import show  # noqa: PLC0415

    fields = {name: value for name, value in show(event).model_dump().items() if name not in LEFT_OUT}
    return fitting({**fields, "before": lead})


def derive(change: "Change") -> "Iterator[Happening]":
    """`calendar.starting` for each write that an event starts soon."""
    from bivelio_core.events.catalogue import Happening  # noqa: PLC0415 - what begins is written without it

    if change.before is None and change.after is not None:
        yield Happening(STARTING, json.loads(change.after["data"]))
