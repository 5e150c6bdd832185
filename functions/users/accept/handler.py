"""POST /v1/users/accept"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team.invited.actions import accept
from bivelio_core.identity.team.models import Accepted, AcceptInvitation
from bivelio_core.needs import EMAILS, LINKS, ORGANISATIONS, USERS, Access, Needs


@endpoint(
    "users.accept",
    scope=None,
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((LINKS, ORGANISATIONS, EMAILS), ("GetItem", "BatchGetItem")),
        also=(
            Access(
                (LINKS, ORGANISATIONS, USERS, EMAILS), ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
            ),
        ),
        memory=1024,  # argon2id takes 50 ms of a whole processor
    ),
)
def handler(request: AcceptInvitation, ctx: Context) -> Accepted:
    """Accept an invitation by its link."""
    return accept.accept(request, ctx)
