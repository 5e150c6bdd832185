"""POST /v1/keys/rotate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.key_models import ApiKey, RotateKey
from bivelio_core.identity.keys.actions import rotate
from bivelio_core.needs import API_KEYS, ORGANISATIONS, SESSIONS, USERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "keys.rotate",
    title="Rotate an API key",
    scope="admin",
    actors=("user",),
    shows_secret=True,
    opens_day=False,
    needs=Needs(
        reads=Access((SESSIONS, USERS, ORGANISATIONS, keys.EFFECT), ("GetItem",)),
        also=(Access((API_KEYS, ORGANISATIONS, keys.EFFECT), ("PutItem", "UpdateItem", "ConditionCheckItem")),),
    ),
)
def handler(request: RotateKey, ctx: Context) -> ApiKey:
    """Replace an API key by a new one; the old one stays valid for an overlap."""
    return rotate.rotate(request, ctx)
