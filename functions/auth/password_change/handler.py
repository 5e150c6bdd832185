"""POST /v1/auth/password/change"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import own_account
from bivelio_core.identity.models import ChangePassword, PasswordChanged


@endpoint(
    "auth.password_change",
    scope=None,
    action="change",
    actors=("user",),
    paths=("/auth/password/change",),
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: ChangePassword, ctx: Context) -> PasswordChanged:
    """Change your own password; all your other sessions end."""
    return own_account.change_password(request, ctx)
