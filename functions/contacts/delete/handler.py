"""POST /v1/contacts/delete"""

from bivelio_core.contacts.actions import delete
from bivelio_core.contacts.end_models import DeleteContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.erasure.models import Erasure
from bivelio_core.needs import AUDIT, ERASURES, ONE, Access, Needs


@endpoint(
    "contacts.delete",
    title="Delete a contact",
    scope="admin",
    needs=Needs(
        reads=ONE,
        also=(Access((ERASURES,), ("GetItem",)), Access((ERASURES, AUDIT), ("PutItem",))),
        sends=("erasures",),
    ),
)
def handler(request: DeleteContact, ctx: Context) -> Erasure | Accepted:
    """Delete a contact for good that has been archived for 30 days."""
    erasure = delete.delete(request, ctx)
    return erasure if erasure.status == "completed" else Accepted(erasure)
