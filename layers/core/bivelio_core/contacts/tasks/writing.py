"""Create, change and delete tasks."""

from bivelio_core import ids
from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import TASK
from bivelio_core.store.revise import Change, Source, outliving, revise
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Put, absent

from .items import changed, new_attributes
from .models import ContactTask, CreateTask, DeletedTask, DeleteTask, UpdateTask
from .stored import load, load_existing, marked, place_changes, show

TOLD = ("told_due", "told_reminder")
"""What the sweeper notes without a new version (due.py)."""

SOURCE = Source(load_existing, unchanged=TOLD)
DELETING = Source(load, unchanged=TOLD)


def tasks_create(request: CreateTask, ctx: Context) -> ContactTask:
    """Create a task. With an Idempotency-Key, the same request again returns the same task.

    Raises Unprocessable for the id of no contact or member, and for a repetition or reminder of no time, Conflict for
    an archived contact, IdempotencyMismatch when the key was used for another request.
    """
    sk = ids.new_id(TASK.name, ctx.organisation)
    task = marked(ctx.store.item(TASK, sk, new_attributes(request, ctx)))
    key = EffectKey.of("contacts.tasks_create", ctx.idempotency_key, request)
    target = write_once(ctx.store, key, sk, [Put(task, absent()), *place_changes(ctx.store, None, task)])
    return show(task if target == sk else existing(ctx.store.get(TASK, target)))


def tasks_update(request: UpdateTask, ctx: Context) -> ContactTask:
    """Change the fields that are sent. Raises as `tasks_create`, and Conflict when the task has another version."""
    sent = request.model_fields_set - {"id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(task: Item) -> Change:
        return change(ctx, task, changed(task, request, sent, ctx))

    return show(revise(ctx.store, SOURCE, request.id, decide, version=request.version))


def tasks_delete(request: DeleteTask, ctx: Context) -> DeletedTask:
    """Delete a task. Deleting it again within two days changes nothing."""

    def decide(task: Item) -> Change | None:
        if task.get("deleted"):
            return None
        return Change(
            {**outliving(task, ("PK", "SK", "version", "ttl", *TOLD), ctx.tenant), "deleted": True},
            place_changes(ctx.store, task, None),
        )

    revise(ctx.store, DELETING, request.id, decide)
    return DeletedTask(id=request.id, deleted=True)


def change(ctx: Context, before: Item, after: Item) -> Change:
    """The change of a task with that of its places; without one, the task stays as it is, and so does its mark."""
    if same(after, before):
        return Change(before)
    return Change(marked(after), place_changes(ctx.store, before, after))
