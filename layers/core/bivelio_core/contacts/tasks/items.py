"""The attributes of tasks: from requests to items."""

from collections.abc import Collection
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.fields import NOT_A_MEMBER
from bivelio_core.contacts.subjects import active_subject
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store import members
from bivelio_core.store.codec import Item

from .models import CreateTask, NewRepetition, UpdateTask

PLAIN = ("title", "description", "assignee", "priority", "reminder_minutes")
"""The fields of a request that an item has as they are."""


def new_attributes(request: CreateTask, ctx: Context) -> dict[str, Any]:
    """The attributes of a new task.

    Raises Unprocessable for the id of no contact or member, and for a repetition or reminder of no time, Conflict for
    an archived contact.
    """
    check_assignee(request.assignee, ctx)
    now = clock.timestamp()
    attributes: dict[str, Any] = {
        **{name: getattr(request, name) for name in PLAIN},
        **_times(request),
        **(_of_contact(request.contact_id, ctx) if request.contact_id else {}),
        "status": "open",
        "author": {"kind": ctx.actor.kind, "id": ctx.actor.id},
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    return _checked({name: value for name, value in attributes.items() if value is not None})


def changed(task: Item, request: UpdateTask, sent: Collection[str], ctx: Context) -> Item:
    """The task with the fields that were sent; the writer sets its version and time. Raises as `new_attributes`."""
    after = {**task, **{name: getattr(request, name) for name in PLAIN if name in sent}}
    if "assignee" in sent and request.assignee != task.get("assignee"):
        check_assignee(request.assignee, ctx)
    if "contact_id" in sent and request.contact_id != task.get("contact_id"):
        none = {"contact": None, "contact_id": None}
        after |= _of_contact(request.contact_id, ctx) if request.contact_id else none
    if {"due_at", "repeat"} & set(sent):
        after |= {name: value for name, value in _times(request).items() if name in (*sent, "first_due_at")}
        if "due_at" not in sent:
            after["first_due_at"] = task.get("due_at")
    if request.status == "open" and task["status"] == "done":
        after |= {"status": "open", "done_at": None, "done_by": None}
    return _checked({name: value for name, value in after.items() if value is not None})


def check_assignee(user: str | None, ctx: Context) -> None:
    """Raise Unprocessable for somebody who is no member of the organisation."""
    if user is not None and not members.is_member(ctx.store, user):
        raise Unprocessable.of("assignee", NOT_A_MEMBER)


def _of_contact(contact_id: str, ctx: Context) -> dict[str, Any]:
    return {"contact": active_subject(ctx.store, contact_id)["SK"], "contact_id": contact_id}


def _times(request: CreateTask | UpdateTask) -> dict[str, Any]:
    """When it is due, first and again: repetitions are counted from the first time."""
    due_at = None if request.due_at is None else clock.timestamp(request.due_at)
    return {"due_at": due_at, "first_due_at": due_at, "repeat": _repetition(request.repeat)}


def _repetition(repeat: NewRepetition | None) -> dict[str, Any] | None:
    if repeat is None:
        return None
    if repeat.weekdays and repeat.frequency != "weekly":
        raise Unprocessable.of("repeat.weekdays", "invalid")
    about = {
        "frequency": repeat.frequency,
        "interval": repeat.interval,
        "weekdays": repeat.weekdays or None,
        "until": None if repeat.until is None else repeat.until.isoformat(),
    }
    return {name: value for name, value in about.items() if value is not None}


def _checked(task: dict[str, Any]) -> dict[str, Any]:
    """The task. Raises Unprocessable when it has no time and something that follows from one."""
    if "due_at" not in task and ("repeat" in task or "reminder_minutes" in task):
        raise Unprocessable.of("due_at", "required")
    return task
