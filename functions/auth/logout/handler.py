"""POST /v1/auth/logout"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import sign_in
from bivelio_core.identity.models import LoggedOut, LogoutRequest


@endpoint(
    "auth.logout",
    scope=None,
    is_bare=True,
    sets_cookie=True,
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: LogoutRequest, ctx: Context) -> LoggedOut:
    """End a session: its refresh token and access tokens stop working."""
    return sign_in.sign_out(request, ctx)
