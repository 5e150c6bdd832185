"""POST /v1/contacts/tasks/complete"""

from bivelio_core.contacts.tasks.actions import tasks_complete
from bivelio_core.contacts.tasks.models import CompleteTask, ContactTask
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.tasks_complete",
    title="Complete a task",
    scope="write",
    action="complete",
    paths=("/contacts/tasks/complete",),
    undone_by="contacts.tasks_update",
    needs=Needs(reads=ONE, writes=(keys.TASK, keys.TASK_PLACE)),
)
def handler(request: CompleteTask, ctx: Context) -> ContactTask:
    """Say that a task is done; one that repeats is made anew for its next time."""
    return tasks_complete.tasks_complete(request, ctx)
