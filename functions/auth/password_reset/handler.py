"""POST /v1/auth/password/reset"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import forgotten
from bivelio_core.identity.models import PasswordReset, ResetPassword


@endpoint(
    "auth.password_reset",
    scope=None,
    action="reset",
    paths=("/auth/password/reset",),
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: ResetPassword, ctx: Context) -> PasswordReset:
    """Set a new password by a link; all sessions end."""
    return forgotten.reset(request, ctx)
