"""POST /v1/users/invite"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.team.actions import invite
from bivelio_core.identity.team.models import InvitePerson, Person
from bivelio_core.needs import AUDIT, EMAILS, INVITES, ORGANISATIONS, SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "users.invite",
    scope="admin",
    actors=("user",),
    maximum_body_bytes=4096,
    opens_day=False,
    title="Invite somebody",
    needs=Needs(
        reads=Access((ORGANISATIONS, EMAILS, USERS, SESSIONS), ("GetItem",)),
        writes=(INVITES, AUDIT, TRIES),
        uses=("mail_from",),
        sends=("account_mails",),
    ),
)
def handler(request: InvitePerson, ctx: Context) -> Person:
    """Invite somebody by e-mail, or again with a new link."""
    return invite.invite(request, ctx)
