"""POST /v1/auth/switch"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import switch
from bivelio_core.identity.me_models import Switch, Switched
from bivelio_core.needs import AUDIT, ORGANISATIONS, REFRESH_TOKENS, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.switch",
    title="Switch organisation or environment",
    scope=None,
    action="switch",
    actors=("user",),
    paths=("/auth/switch",),
    shows_secret=True,
    sets_cookie=True,
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((ORGANISATIONS, USERS, REFRESH_TOKENS, SESSIONS), ("BatchGetItem",)),
        also=(Access((USERS, REFRESH_TOKENS, SESSIONS, AUDIT), ("PutItem", "UpdateItem", "ConditionCheckItem")),),
        uses=("signing_keys",),
    ),
)
def handler(request: Switch, ctx: Context) -> Switched:
    """Switch to another organisation or environment without the password."""
    return switch.switch(request, ctx)
