"""POST /v1/contacts/tasks/list"""

from bivelio_core.contacts.tasks import reading
from bivelio_core.contacts.tasks.models import ContactTaskPage, ListTasks
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint


@endpoint(
    "contacts.tasks_list",
    title="List tasks",
    scope="read",
    action="list",
    paths=("/contacts/tasks/list",),
)
def handler(request: ListTasks, ctx: Context) -> ContactTaskPage:
    """List tasks: open ones first, by when they are due."""
    return reading.tasks_list(request, ctx)
