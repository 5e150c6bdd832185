"""Say that a task is done; one that repeats is made anew for its next time, in the same transaction."""

from collections.abc import Sequence
from typing import Any

from bivelio_core import clock
from bivelio_core.contacts.tasks import repetition
from bivelio_core.contacts.tasks.models import CompleteTask, ContactTask
from bivelio_core.contacts.tasks.stored import marked, place_changes, repeated_id, show
from bivelio_core.contacts.tasks.writing import SOURCE, change
from bivelio_core.context import Context
from bivelio_core.credits.plans import plan_of
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import TASK
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.writes import Put, Write, absent

OF_EACH = (
    *("title", "description", "contact", "contact_id", "assignee", "priority"),
    *("reminder_minutes", "repeat", "first_due_at", "author"),
)
"""What the next task has of the one that is done."""


def tasks_complete(request: CompleteTask, ctx: Context) -> ContactTask:
    """Close a task. One that is done already stays as it is. Raises ResourceForbidden, ResourceNotFound."""

    def decide(task: Item) -> Change | None:
        if task["status"] == "done":
            return None
        following = _following(task, ctx)
        done = {"status": "done", "done_at": clock.timestamp(), "done_by": {"kind": ctx.actor.kind, "id": ctx.actor.id}}
        named = {} if following is None else {"next_task_id": following["SK"]}
        closed = change(ctx, task, {**task, **done, **named})
        return Change(closed.after, [*closed.also, *_creation(following, ctx)])

    return show(revise(ctx.store, SOURCE, request.id, decide))


def _following(task: Item, ctx: Context) -> Item | None:
    """The task by which one repeats: due at the first time after its own that is still to come."""
    if "repeat" not in task or "next_task_id" in task:
        return None
    after = max(clock.parse(task["due_at"]), clock.now())
    first = clock.parse(task["first_due_at"])
    due = repetition.following(task["repeat"], first, after, plan_of(ctx.store).zone)
    if due is None:
        return None
    due_at, now = clock.timestamp(due), clock.timestamp()
    about: dict[str, Any] = {
        **{name: task[name] for name in OF_EACH if name in task},
        "due_at": due_at,
        "status": "open",
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    return marked(ctx.store.item(TASK, repeated_id(ctx.store, task, due_at), about))


def _creation(task: Item | None, ctx: Context) -> Sequence[Write]:
    return () if task is None else [Put(task, absent()), *place_changes(ctx.store, None, task)]
