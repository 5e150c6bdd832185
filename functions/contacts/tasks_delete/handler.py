"""POST /v1/contacts/tasks/delete"""

from bivelio_core.contacts.tasks import writing
from bivelio_core.contacts.tasks.models import DeletedTask, DeleteTask
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.tasks_delete",
    scope="write",
    action="delete",
    paths=("/contacts/tasks/delete",),
    needs=Needs(reads=ONE, writes=(keys.TASK, keys.TASK_PLACE)),
)
def handler(request: DeleteTask, ctx: Context) -> DeletedTask:
    """Delete a task."""
    return writing.tasks_delete(request, ctx)
