"""POST /v1/users/accept"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team import acceptance
from bivelio_core.identity.team.models import Accepted, AcceptInvitation


@endpoint("users.accept", scope=None, maximum_body_bytes=4096, opens_day=False)
def handler(request: AcceptInvitation, ctx: Context) -> Accepted:
    """Accept an invitation by its link."""
    return acceptance.accept(request, ctx)
