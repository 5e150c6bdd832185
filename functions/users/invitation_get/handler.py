"""POST /v1/users/invitation/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team.invited import reading
from bivelio_core.identity.team.models import Invited, ReadInvitation
from bivelio_core.needs import EMAILS, LINKS, ORGANISATIONS, Access, Needs


@endpoint(
    "users.invitation_get",
    scope=None,
    action="get",
    paths=("/users/invitation/get",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(reads=Access((LINKS, ORGANISATIONS, EMAILS), ("GetItem", "BatchGetItem"))),
)
def handler(request: ReadInvitation, ctx: Context) -> Invited:
    """Read the invitation of a link."""
    return reading.invitation_get(request, ctx)
