"""POST /v1/auth/password/forgot"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import password_forgot
from bivelio_core.identity.models import ForgotPassword, PasswordForgotten
from bivelio_core.needs import TRIES, Access, Needs


@endpoint(
    "auth.password_forgot",
    scope=None,
    action="forgot",
    paths=("/auth/password/forgot",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(reads=None, also=(Access((TRIES,), ("PutItem", "UpdateItem")),), sends=("account_mails",)),
)
def handler(request: ForgotPassword, ctx: Context) -> PasswordForgotten:
    """Ask for a link to a new password by e-mail."""
    return password_forgot.password_forgot(request, ctx)
