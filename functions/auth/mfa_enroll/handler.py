"""POST /v1/auth/mfa/enroll"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.second_factor.actions import mfa_enroll
from bivelio_core.identity.second_factor.models import EnrolledFactor, EnrollFactor
from bivelio_core.needs import SESSIONS, USERS, Access, Needs


@endpoint(
    "auth.mfa_enroll",
    title="Begin to use an authenticator app",
    scope=None,
    action="enroll",
    actors=("user",),
    shows_secret=True,
    paths=("/auth/mfa/enroll",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS), ("GetItem",)), also=(Access((USERS,), ("UpdateItem",)),), uses=("seal_secrets",)
    ),
)
def handler(request: EnrollFactor, ctx: Context) -> EnrolledFactor:
    """Begin to use an authenticator app: get its secret."""
    return mfa_enroll.mfa_enroll(request, ctx)
