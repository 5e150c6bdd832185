"""POST /v1/contacts/tasks/create"""

from bivelio_core.contacts.tasks import writing
from bivelio_core.contacts.tasks.models import ContactTask, CreateTask
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import MEMBERS, ONE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.tasks_create",
    title="Create a task",
    scope="write",
    action="create",
    paths=("/contacts/tasks/create",),
    undone_by="contacts.tasks_delete",
    needs=Needs(
        reads=ONE,
        writes=(keys.TASK, keys.TASK_PLACE, keys.EFFECT),
        # who may be asked to do it
        also=(Access((MEMBERS,), ("GetItem",)),),
    ),
)
def handler(request: CreateTask, ctx: Context) -> ContactTask:
    """Create a task, for a contact or for nobody."""
    return writing.tasks_create(request, ctx)
