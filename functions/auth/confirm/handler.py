"""POST /v1/auth/confirm"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import confirming
from bivelio_core.identity.second_factor.models import Confirm, Confirmed


@endpoint(
    "auth.confirm",
    scope=None,
    action="confirm",
    actors=("user",),
    paths=("/auth/confirm",),
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: Confirm, ctx: Context) -> Confirmed:
    """Prove who you are again, for what needs a recent sign-in."""
    return confirming.confirm(request, ctx)
