"""POST /v1/auth/sessions/end"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import sessions_end
from bivelio_core.identity.models import EndedSession, EndSession
from bivelio_core.needs import AUDIT, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.sessions_end",
    scope=None,
    action="end",
    actors=("user",),
    paths=("/auth/sessions/end",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((SESSIONS, USERS), ("GetItem",)),
        also=(Access((SESSIONS, USERS, AUDIT), ("PutItem", "UpdateItem")),),
    ),
)
def handler(request: EndSession, ctx: Context) -> EndedSession:
    """End one of your own sessions, or all but this one."""
    return sessions_end.sessions_end(request, ctx)
