"""POST /v1/keys/revoke"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.key_models import ApiKey, RevokeKey
from bivelio_core.identity.keys.actions import revoke
from bivelio_core.needs import API_KEYS, ORGANISATIONS, Access, Needs


@endpoint(
    "keys.revoke",
    title="Revoke an API key",
    scope="admin",
    actors=("user",),
    opens_day=False,
    needs=Needs(reads=Access((API_KEYS, ORGANISATIONS), ("GetItem",)), writes=(API_KEYS, ORGANISATIONS)),
)
def handler(request: RevokeKey, ctx: Context) -> ApiKey:
    """Revoke an API key; it stops working everywhere within 30 seconds."""
    return revoke.revoke(request, ctx)
