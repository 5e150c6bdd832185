"""POST /v1/contacts/unmerge"""

from bivelio_core.contacts.merging.actions import unmerge
from bivelio_core.contacts.merging.models import UnmergeContacts, UnmergedContacts
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, ITEMS, Needs
from bivelio_core.store import keys


@endpoint(
    "contacts.unmerge",
    title="Take a merge back",
    scope="write",
    undone_by="contacts.merge",
    needs=Needs(
        reads=ITEMS,
        writes=(keys.CONTACT, keys.CONTACT_ADDRESS, keys.MERGE, keys.EFFECT, AUDIT),
        sends=("transfers",),
    ),
)
def handler(request: UnmergeContacts, ctx: Context) -> UnmergedContacts:
    """Take a merge of contacts back, within 30 days."""
    return unmerge.unmerge(request, ctx)
