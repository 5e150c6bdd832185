"""POST /v1/contacts/merge"""

from bivelio_core.contacts.merging.actions import merge
from bivelio_core.contacts.merging.models import MergeContacts, MergedContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ITEMS, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.merge",
    title="Merge contacts",
    scope="write",
    undone_by="contacts.unmerge",
    needs=Needs(
        reads=ITEMS,
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.MERGE, keys.EFFECT, AUDIT),
        sends=("transfers",),
    ),
)
def handler(request: MergeContacts, ctx: Context) -> MergedContacts:
    """Merge contacts into one, which their ids lead to from then on."""
    return merge.merge(request, ctx)
