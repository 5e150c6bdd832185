"""POST /v1/auth/password/reset"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import password_reset
from bivelio_core.identity.models import PasswordReset, ResetPassword
from bivelio_core.needs import AUDIT, LINKS, ORGANISATIONS, USERS, Access, Needs


@endpoint(
    "auth.password_reset",
    title="Set a new password",
    scope=None,
    action="reset",
    paths=("/auth/password/reset",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((LINKS, USERS, ORGANISATIONS), ("GetItem", "BatchGetItem", "Query")),
        also=(Access((LINKS, USERS, AUDIT), ("PutItem", "UpdateItem")),),
        sends=("account_mails",),
        memory=1024,  # argon2id takes 50 ms of a whole processor
    ),
)
def handler(request: ResetPassword, ctx: Context) -> PasswordReset:
    """Set a new password by a link; all sessions end."""
    return password_reset.password_reset(request, ctx)
