"""POST /v1/keys/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity.key_models import KeyPage, ListKeys
from bivelio_core.identity.keys import reading
from bivelio_core.needs import API_KEYS, ORGANISATIONS, Access, Needs


@endpoint(
    "keys.list",
    title="List API keys",
    scope="admin",
    actors=("user",),
    opens_day=False,
    needs=Needs(reads=Access((API_KEYS, ORGANISATIONS), ("BatchGetItem", "Query"))),
)
def handler(request: ListKeys, ctx: Context) -> KeyPage:
    """List API keys, newest first, without the keys themselves."""
    return reading.page(request, ctx)
