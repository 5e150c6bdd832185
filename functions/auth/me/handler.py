"""POST /v1/auth/me"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import reading
from bivelio_core.identity.me_models import Me, ReadMe
from bivelio_core.needs import ORGANISATIONS, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.me",
    title="Read who is signed in",
    scope=None,
    action="me",
    actors=("user",),
    paths=("/auth/me",),
    maximum_body_bytes=4096,
    opens_day=False,
    only_reads=True,
    needs=Needs(reads=Access((USERS, SESSIONS, ORGANISATIONS), ("BatchGetItem",))),
)
def handler(request: ReadMe, ctx: Context) -> Me:
    """Read who is signed in: role, scopes, organisation, session, second factor."""
    return reading.me(request, ctx)
