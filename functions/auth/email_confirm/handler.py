"""POST /v1/auth/email/confirm"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import email_confirm
from bivelio_core.identity.models import ConfirmEmail, EmailChanged
from bivelio_core.needs import AUDIT, EMAILS, LINKS, MEMBERS, ORGANISATIONS, USERS, Access, Needs


@endpoint(
    "auth.email_confirm",
    scope=None,
    action="confirm",
    paths=("/auth/email/confirm",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((LINKS, USERS, ORGANISATIONS), ("GetItem", "BatchGetItem", "Query")),
        writes=(LINKS, USERS, EMAILS, MEMBERS, AUDIT),
        sends=("account_mails",),
    ),
)
def handler(request: ConfirmEmail, ctx: Context) -> EmailChanged:
    """Change your e-mail address by a link."""
    return email_confirm.email_confirm(request, ctx)
