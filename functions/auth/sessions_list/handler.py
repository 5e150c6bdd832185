"""POST /v1/auth/sessions/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import reading
from bivelio_core.identity.models import ListSessions, SessionPage
from bivelio_core.needs import SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.sessions_list",
    title="List your own sessions",
    scope=None,
    action="list",
    actors=("user",),
    paths=("/auth/sessions/list",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(reads=Access((USERS, SESSIONS), ("BatchGetItem", "Query"))),
)
def handler(request: ListSessions, ctx: Context) -> SessionPage:
    """List your own sessions, newest first."""
    return reading.sessions_list(request, ctx)
