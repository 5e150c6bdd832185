"""POST /v1/contacts/erase"""

from bivelio_core.contacts.actions import erase
from bivelio_core.contacts.end_models import EraseContact
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.erasure.models import Erasure
from bivelio_core.needs import AUDIT, ERASURES, ONE, Access, Needs


@endpoint(
    "contacts.erase",
    title="Erase a person",
    scope="admin",
    needs=Needs(
        reads=ONE,
        also=(Access((ERASURES,), ("GetItem",)), Access((ERASURES, AUDIT), ("PutItem",))),
        sends=("erasures",),
    ),
)
def handler(request: EraseContact, ctx: Context) -> Erasure | Accepted:
    """Erase a person for good, with everything that names them."""
    erasure = erase.erase(request, ctx)
    return erasure if erasure.status == "completed" else Accepted(erasure)
