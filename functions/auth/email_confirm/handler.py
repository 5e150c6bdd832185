"""POST /v1/auth/email/confirm"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import new_address
from bivelio_core.identity.models import ConfirmEmail, EmailChanged


@endpoint(
    "auth.email_confirm",
    scope=None,
    action="confirm",
    paths=("/auth/email/confirm",),
    maximum_body_bytes=4096,
    opens_day=False,
)
def handler(request: ConfirmEmail, ctx: Context) -> EmailChanged:
    """Change your e-mail address by a link."""
    return new_address.confirm(request, ctx)
