"""POST /v1/organisation/erase"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.erasure.models import Erasure
from bivelio_core.identity.organisation.actions import erase
from bivelio_core.identity.organisation_models import EraseOrganisation
from bivelio_core.needs import AUDIT, ERASURES, MEMBERS, SESSIONS, USERS, Access, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.erase",
    title="Erase your organisation",
    scope="admin",
    actors=("user",),
    opens_day=False,
    undone_by="organisation.erase_cancel",
    needs=Needs(
        reads=Access((MEMBERS, SESSIONS, USERS, ERASURES, live(keys.REQUEST_SETTINGS)), ("GetItem", "Query")),
        also=(Access((ERASURES, AUDIT), ("PutItem",)),),
        sends=("account_mails",),
    ),
)
def handler(request: EraseOrganisation, ctx: Context) -> Erasure | Accepted:
    """Have your organisation erased for good, in 14 days."""
    return Accepted(erase.erase(request, ctx))
