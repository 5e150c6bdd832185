"""POST /v1/auth/token"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import token
from bivelio_core.identity.models import TokenRequest, Tokens
from bivelio_core.needs import (
    AUDIT,
    CHALLENGES,
    EMAILS,
    ORGANISATIONS,
    REFRESH_TOKENS,
    SESSIONS,
    TRIES,
    USERS,
    Access,
    Needs,
)


@endpoint(
    "auth.token",
    title="Get an access token",
    scope=None,
    is_bare=True,
    query=("grant_type",),
    shows_secret=True,
    sets_cookie=True,
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access(
            (ORGANISATIONS, USERS, EMAILS, REFRESH_TOKENS, SESSIONS, TRIES, CHALLENGES),
            ("GetItem", "BatchGetItem", "Query"),
        ),
        also=(
            Access(
                (USERS, REFRESH_TOKENS, SESSIONS, TRIES, CHALLENGES, AUDIT),
                ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"),
            ),
        ),
        uses=("open_secrets", "session_lifetime", "signing_keys"),
        sends=("account_mails",),
        memory=1024,  # argon2id takes 50 ms of a whole processor
    ),
)
def handler(request: TokenRequest, ctx: Context) -> Tokens:
    """Exchange a password or a refresh token for an access token."""
    return token.token(request, ctx)
