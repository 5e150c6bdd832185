"""POST /v1/contacts/restore"""

from bivelio_core.contacts.actions import restore
from bivelio_core.contacts.end_models import RestoreContact
from bivelio_core.contacts.models import Contact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ERASURES, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.restore",
    title="Restore a contact",
    scope="write",
    undone_by="contacts.archive",
    needs=Needs(writes=(keys.CONTACT, keys.EFFECT), also=(Access((ERASURES,), ("GetItem",)),)),
)
def handler(request: RestoreContact, ctx: Context) -> Contact:
    """Restore an archived contact: the lists have it again."""
    return restore.restore(request, ctx)
