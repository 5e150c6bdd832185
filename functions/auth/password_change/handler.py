"""POST /v1/auth/password/change"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import password_change
from bivelio_core.identity.models import ChangePassword, PasswordChanged
from bivelio_core.needs import AUDIT, SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "auth.password_change",
    title="Change your own password",
    scope=None,
    action="change",
    actors=("user",),
    paths=("/auth/password/change",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, SESSIONS, TRIES), ("GetItem", "BatchGetItem")),
        also=(Access((USERS, SESSIONS, TRIES, AUDIT), ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")),),
        sends=("account_mails",),
        memory=1024,  # argon2id takes 50 ms of a whole processor, twice
    ),
)
def handler(request: ChangePassword, ctx: Context) -> PasswordChanged:
    """Change your own password; all your other sessions end."""
    return password_change.password_change(request, ctx)
