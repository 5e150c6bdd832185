"""POST /v1/auth/mfa/recovery_codes"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.second_factor.actions import mfa_recovery_codes
from bivelio_core.identity.second_factor.models import RenewCodes, RenewedCodes
from bivelio_core.needs import AUDIT, SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.mfa_recovery_codes",
    scope=None,
    action="recovery_codes",
    actors=("user",),
    paths=("/auth/mfa/recovery_codes",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS), ("GetItem",)),
        also=(Access((USERS, AUDIT), ("PutItem", "UpdateItem")),),
        sends=("account_mails",),
    ),
)
def handler(request: RenewCodes, ctx: Context) -> RenewedCodes:
    """Get new recovery codes in place of the former ones."""
    return mfa_recovery_codes.mfa_recovery_codes(request, ctx)
