"""POST /v1/auth/mfa/disable"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.second_factor.actions import mfa_disable
from bivelio_core.identity.second_factor.models import DisabledFactor, DisableFactor
from bivelio_core.needs import AUDIT, ORGANISATIONS, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.mfa_disable",
    scope=None,
    action="disable",
    actors=("user",),
    paths=("/auth/mfa/disable",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS, ORGANISATIONS), ("GetItem",)),
        also=(Access((USERS, AUDIT), ("PutItem", "UpdateItem")),),
        sends=("account_mails",),
    ),
)
def handler(request: DisableFactor, ctx: Context) -> DisabledFactor:
    """Switch the second factor off."""
    return mfa_disable.mfa_disable(request, ctx)
