"""POST /v1/auth/logout"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import logout
from bivelio_core.identity.models import LoggedOut, LogoutRequest
from bivelio_core.needs import AUDIT, ORGANISATIONS, REFRESH_TOKENS, SESSIONS, Access, Needs


@endpoint(
    "auth.logout",
    title="Sign out",
    scope=None,
    is_bare=True,
    sets_cookie=True,
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((ORGANISATIONS, REFRESH_TOKENS, SESSIONS), ("GetItem", "BatchGetItem")),
        also=(Access((SESSIONS, AUDIT), ("PutItem", "UpdateItem")),),
    ),
)
def handler(request: LogoutRequest, ctx: Context) -> LoggedOut:
    """End a session: its refresh token and access tokens stop working."""
    return logout.logout(request, ctx)
