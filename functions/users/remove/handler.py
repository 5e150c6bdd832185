"""POST /v1/users/remove"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team.actions import remove
from bivelio_core.identity.team.models import RemovedPerson, RemovePerson
from bivelio_core.needs import AUDIT, INVITES, MEMBERS, SESSIONS, USERS, Access, Needs


@endpoint(
    "users.remove",
    scope="admin",
    actors=("user",),
    maximum_body_bytes=4096,
    opens_day=False,
    title="Remove somebody or withdraw an invitation",
    needs=Needs(
        reads=Access((MEMBERS, INVITES, USERS, SESSIONS), ("GetItem", "Query")),
        also=(Access((MEMBERS, INVITES, USERS, AUDIT), ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")),),
    ),
)
def handler(request: RemovePerson, ctx: Context) -> RemovedPerson:
    """Remove somebody from the organisation, or withdraw an invitation."""
    return remove.remove(request, ctx)
