"""POST /v1/organisation/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.organisation import writing
from bivelio_core.identity.organisation_models import Organisation, UpdateOrganisation
from bivelio_core.needs import ORGANISATIONS, SESSIONS, USERS, Access, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.update",
    title="Change your organisation",
    scope="admin",
    actors=("user",),
    opens_day=False,
    needs=Needs(
        reads=Access(
            (ORGANISATIONS, SESSIONS, USERS, live(keys.REQUEST_SETTINGS), keys.INVOICE_SETTINGS, keys.EFFECT),
            ("GetItem",),
        ),
        # with the time zone, that of the months of credits
        writes=(ORGANISATIONS, live(keys.CREDIT_BALANCE), live(keys.REQUEST_SETTINGS), keys.EFFECT),
    ),
)
def handler(request: UpdateOrganisation, ctx: Context) -> Organisation:
    """Change your own organisation; only what is sent changes."""
    return writing.update(request, ctx)
