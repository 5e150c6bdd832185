"""POST /v1/contacts/fields/list"""

from bivelio_core.contacts.custom import reading
from bivelio_core.contacts.custom.models import FieldPage, ListFields
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs


@endpoint(
    "contacts.fields_list",
    title="List the custom fields of contacts",
    scope="read",
    action="list",
    paths=("/contacts/fields/list",),
    needs=Needs(reads=ONE),
)
def handler(request: ListFields, ctx: Context) -> FieldPage:
    """List the custom fields that contacts may have, with the schema of their values."""
    return reading.fields_list(request, ctx)
