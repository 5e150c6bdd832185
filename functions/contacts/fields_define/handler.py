"""POST /v1/contacts/fields/define"""

from bivelio_core.contacts.custom.actions import fields_define
from bivelio_core.contacts.custom.models import CustomField, DefineField
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.fields_define",
    title="Declare or change a custom field",
    scope="admin",
    action="define",
    paths=("/contacts/fields/define",),
    undone_by="contacts.fields_archive",
    needs=Needs(reads=ONE, writes=(keys.CONTACT_FIELD, keys.CONTACT, keys.EFFECT, AUDIT), sends=("transfers",)),
)
def handler(request: DefineField, ctx: Context) -> CustomField:
    """Declare a custom field of contacts, or change its definition."""
    return fields_define.fields_define(request, ctx)
