"""POST /v1/users/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team import writing
from bivelio_core.identity.team.models import Person, UpdatePerson
from bivelio_core.needs import AUDIT, INVITES, MEMBERS, SESSIONS, USERS, Access, Needs


@endpoint(
    "users.update",
    scope="admin",
    actors=("user",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((MEMBERS, INVITES, USERS, SESSIONS), ("GetItem", "Query")),
        also=(Access((MEMBERS, INVITES, USERS, AUDIT), ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")),),
    ),
)
def handler(request: UpdatePerson, ctx: Context) -> Person:
    """Change somebody's role."""
    return writing.update(request, ctx)
