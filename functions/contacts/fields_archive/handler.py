"""POST /v1/contacts/fields/archive"""

from bivelio_core.contacts.custom import writing
from bivelio_core.contacts.custom.models import ArchiveField, CustomField
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ONE, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.fields_archive",
    title="Archive a custom field",
    scope="admin",
    action="archive",
    paths=("/contacts/fields/archive",),
    undone_by="contacts.fields_define",
    needs=Needs(reads=ONE, writes=(keys.CONTACT_FIELD, keys.CONTACT, keys.EFFECT, AUDIT)),
)
def handler(request: ArchiveField, ctx: Context) -> CustomField:
    """Archive a custom field: contacts keep its values, and get no new ones."""
    return writing.fields_archive(request, ctx)
