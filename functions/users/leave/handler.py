"""POST /v1/users/leave"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team.actions import leave
from bivelio_core.identity.team.models import LeaveOrganisation, RemovedPerson
from bivelio_core.needs import AUDIT, MEMBERS, SESSIONS, USERS, Access, Needs


@endpoint(
    "users.leave",
    scope=None,
    actors=("user",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((MEMBERS, SESSIONS, USERS), ("GetItem", "Query")),
        also=(Access((MEMBERS, USERS, AUDIT), ("PutItem", "DeleteItem", "ConditionCheckItem")),),
    ),
)
def handler(request: LeaveOrganisation, ctx: Context) -> RemovedPerson:
    """Leave the organisation."""
    return leave.leave(request, ctx)
