"""POST /v1/contacts/tasks/update"""

from bivelio_core.contacts.tasks import writing
from bivelio_core.contacts.tasks.models import ContactTask, UpdateTask
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, ONE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.tasks_update",
    title="Change a task",
    scope="write",
    action="update",
    paths=("/contacts/tasks/update",),
    undone_by="contacts.tasks_update",
    needs=Needs(
        reads=ONE,
        writes=(keys.TASK, keys.TASK_PLACE),
        # who may be asked to do it
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: UpdateTask, ctx: Context) -> ContactTask:
    """Change a task, move it, or reopen it."""
    return writing.tasks_update(request, ctx)
