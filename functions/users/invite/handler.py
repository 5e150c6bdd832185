"""POST /v1/users/invite"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team import service
from bivelio_core.identity.team.models import InvitePerson, Person


@endpoint(
    "users.invite", scope="admin", actors=("user",), maximum_body_bytes=4096, opens_day=False, title="Invite somebody"
)
def handler(request: InvitePerson, ctx: Context) -> Person:
    """Invite somebody by e-mail, or again with a new link."""
    return service.invite(request, ctx)
