"""POST /v1/auth/email/change"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import email_change
from bivelio_core.identity.models import ChangeEmail, EmailChangeAsked
from bivelio_core.needs import SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "auth.email_change",
    scope=None,
    action="change",
    actors=("user",),
    paths=("/auth/email/change",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS), ("GetItem",)),
        also=(Access((USERS, TRIES), ("PutItem", "UpdateItem")),),
        sends=("account_mails",),
    ),
)
def handler(request: ChangeEmail, ctx: Context) -> EmailChangeAsked:
    """Ask for a link to a new e-mail address for yourself."""
    return email_change.email_change(request, ctx)
