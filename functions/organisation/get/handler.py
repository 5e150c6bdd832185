"""POST /v1/organisation/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.organisation import reading
from bivelio_core.identity.organisation_models import GetOrganisation, Organisation
from bivelio_core.needs import ORGANISATIONS, Access, Needs, live
from bivelio_core.store import keys


@endpoint(
    "organisation.get",
    title="Read your organisation",
    scope="read",
    opens_day=False,
    needs=Needs(reads=Access((ORGANISATIONS, live(keys.REQUEST_SETTINGS), keys.INVOICE_SETTINGS), ("GetItem",))),
)
def handler(request: GetOrganisation, ctx: Context) -> Organisation:
    """Read your own organisation: its name, plan, language, time zone and what it keeps."""
    return reading.get(request, ctx)
