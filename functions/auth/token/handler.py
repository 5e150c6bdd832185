"""POST /v1/auth/token"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import sign_in
from bivelio_core.identity.models import TokenRequest, Tokens


@endpoint(
    "auth.token",
    scope=None,
    is_bare=True,
    query=("grant_type",),
    shows_secret=True,
    sets_cookie=True,
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: TokenRequest, ctx: Context) -> Tokens:
    """Exchange a password or a refresh token for an access token."""
    return sign_in.issue_tokens(request, ctx)
