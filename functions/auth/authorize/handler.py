"""POST /v1/auth/authorize"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import authorize
from bivelio_core.identity.oauth.models import AppRequest, AuthorizeApp
from bivelio_core.needs import APPS, CODES, ORGANISATIONS, SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "auth.authorize",
    title="Authorise an app",
    scope=None,
    actors=("user",),
    paths=("/auth/authorize",),
    shows_secret=True,
    opens_day=False,
    needs=Needs(
        reads=Access((APPS, CODES, ORGANISATIONS, SESSIONS, TRIES, USERS), ("GetItem", "BatchGetItem")),
        also=(Access((APPS, CODES, TRIES), ("PutItem", "UpdateItem")),),
        uses=("oauth",),
        timeout=15,  # an app's document is read
    ),
)
def handler(request: AuthorizeApp, ctx: Context) -> AppRequest:
    """Show what an app asks for, then allow or refuse it."""
    return authorize.authorize(request, ctx)
