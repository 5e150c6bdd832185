"""POST /v1/keys/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.key_models import ApiKey, CreateKey
from bivelio_core.identity.keys import writing
from bivelio_core.needs import API_KEYS, ORGANISATIONS, SESSIONS, USERS, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "keys.create",
    title="Create an API key",
    scope="admin",
    actors=("user",),
    shows_secret=True,
    opens_day=False,
    needs=Needs(
        reads=Access((SESSIONS, USERS, ORGANISATIONS, keys.EFFECT), ("GetItem", "Query")),
        also=(Access((API_KEYS, ORGANISATIONS, keys.EFFECT), ("PutItem", "UpdateItem", "ConditionCheckItem")),),
    ),
)
def handler(request: CreateKey, ctx: Context) -> ApiKey:
    """Create an API key; only this response shows the key itself."""
    return writing.create(request, ctx)
