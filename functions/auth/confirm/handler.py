"""POST /v1/auth/confirm"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.actions import confirm
from bivelio_core.identity.second_factor.models import Confirm, Confirmed
from bivelio_core.needs import AUDIT, SESSIONS, TRIES, USERS, Access, Needs


@endpoint(
    "auth.confirm",
    title="Confirm who you are",
    scope=None,
    action="confirm",
    actors=("user",),
    paths=("/auth/confirm",),
    maximum_body_bytes=4096,
    opens_day=False,
    needs=Needs(
        reads=Access((USERS, TRIES), ("GetItem", "BatchGetItem")),
        also=(Access((USERS, SESSIONS, TRIES, AUDIT), ("PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")),),
        uses=("open_secrets",),
        memory=1024,  # argon2id takes 50 ms of a whole processor
    ),
)
def handler(request: Confirm, ctx: Context) -> Confirmed:
    """Prove who you are again, for what needs a recent sign-in."""
    return confirm.confirm(request, ctx)
