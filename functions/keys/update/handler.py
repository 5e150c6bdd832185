"""POST /v1/keys/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.key_models import ApiKey, UpdateKey
from bivelio_core.identity.keys import writing
from bivelio_core.needs import API_KEYS, ORGANISATIONS, SESSIONS, USERS, Access, Needs


@endpoint(
    "keys.update",
    scope="admin",
    actors=("user",),
    opens_day=False,
    title="Change an API key",
    needs=Needs(
        reads=Access((API_KEYS, SESSIONS, USERS, ORGANISATIONS), ("GetItem",)), writes=(API_KEYS, ORGANISATIONS)
    ),
)
def handler(request: UpdateKey, ctx: Context) -> ApiKey:
    """Change an API key's name, limit, scopes or expiry; it takes effect within 30 seconds."""
    return writing.update(request, ctx)
