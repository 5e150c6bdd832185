"""POST /v1/users/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team import reading
from bivelio_core.identity.team.models import ListPeople, PeoplePage
from bivelio_core.needs import INVITES, MEMBERS, USERS, Access, Needs


@endpoint(
    "users.list",
    title="List the people of the organisation",
    scope="read",
    actors=("user",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(reads=Access((MEMBERS, INVITES, USERS), ("BatchGetItem", "Query"))),
)
def handler(request: ListPeople, ctx: Context) -> PeoplePage:
    """List the people of the organisation, and who is invited."""
    return reading.page(request, ctx)
