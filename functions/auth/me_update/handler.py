"""POST /v1/auth/me/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import writing
from bivelio_core.identity.me_models import Me, UpdateMe
from bivelio_core.needs import ORGANISATIONS, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.me_update",
    scope=None,
    action="update",
    actors=("user",),
    paths=("/auth/me/update",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS, ORGANISATIONS), ("BatchGetItem",)), also=(Access((USERS,), ("UpdateItem",)),)
    ),
)
def handler(request: UpdateMe, ctx: Context) -> Me:
    """Change your own name or language."""
    return writing.me_update(request, ctx)
