"""The parts of a timeline that are contacts' own: notes, and tasks that were done."""

import re

from bivelio_core.contacts.notes import reading as notes
from bivelio_core.contacts.notes import stored as stored_notes
from bivelio_core.contacts.tasks.stored import DONE, show
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK, TASK_PLACE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.timelines import TimelineRow, TimelineSource


def _notes(store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """One Query."""
    return [_note(item, store) for item in notes.older(store, contact["SK"], before, limit)]


def _note(item: Item, store: TenantStore) -> TimelineRow:
    if stored_notes.is_deleted(item):
        return TimelineRow(item["SK"], "", None)
    note = stored_notes.show(item, store.tenant.organisation)
    return TimelineRow(item["SK"], note.created_at, note.model_dump(mode="json"))


def _tasks(store: TenantStore, contact: Item, before: str | None, limit: int) -> list[TimelineRow]:
    """A Query of their places, whose order is that of the time, and a batch of the tasks."""
    low = f"{DONE}#" if before is None else f"{before}!"
    places = store.query(TASK_PLACE, contact["SK"], low=low, high=f"{DONE}#~~", limit=limit, consistent=True)
    tasks = store.get_many(TASK, [place["task"] for place in places], consistent=True)
    return [_task(place, tasks.get(place["task"])) for place in places]


def _task(place: Item, item: Item | None) -> TimelineRow:
    if item is None or "done_at" not in item:  # it has just been reopened or deleted
        return TimelineRow(place["SK"], "", None)
    return TimelineRow(place["SK"], item["done_at"], show(item).model_dump(mode="json"))


NOTES = TimelineSource("contacts:read", re.compile(rf"[0-9a-z]{{{stored_notes.SK_LENGTH}}}"), _notes)
TASKS = TimelineSource("contacts:read", re.compile(r"1#[0-9]{1,20}#tsk_[0-9a-z]{1,20}"), _tasks)
