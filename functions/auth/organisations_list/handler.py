"""POST /v1/auth/organisations/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import reading
from bivelio_core.identity.me_models import ListMyOrganisations, WorkplacePage
from bivelio_core.needs import ORGANISATIONS, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.organisations_list",
    title="List your organisations",
    scope=None,
    action="list",
    actors=("user",),
    paths=("/auth/organisations/list",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(reads=Access((USERS, SESSIONS, ORGANISATIONS), ("GetItem", "BatchGetItem", "Query"))),
)
def handler(request: ListMyOrganisations, ctx: Context) -> WorkplacePage:
    """List your organisations, by name."""
    return reading.organisations_list(request, ctx)
