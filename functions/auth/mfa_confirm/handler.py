"""POST /v1/auth/mfa/confirm"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.second_factor.actions import mfa_confirm
from bivelio_core.identity.second_factor.models import ConfirmedFactor, ConfirmFactor
from bivelio_core.needs import AUDIT, SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "auth.mfa_confirm",
    title="Switch the second factor on",
    scope=None,
    action="confirm",
    actors=("user",),
    shows_secret=True,
    paths=("/auth/mfa/confirm",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS,), ("GetItem",)),
        writes=(USERS, SESSIONS, TRIES, AUDIT),
        uses=("open_secrets",),
        sends=("account_mails",),
    ),
)
def handler(request: ConfirmFactor, ctx: Context) -> ConfirmedFactor:
    """Switch the second factor on by a code of the app; only this response shows the recovery codes."""
    return mfa_confirm.mfa_confirm(request, ctx)
