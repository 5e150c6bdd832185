"""POST /v1/keys/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import key_service
from bivelio_core.identity.key_models import ApiKey, CreateKey


@endpoint("keys.create", scope="admin", actors=("user",), shows_secret=True, opens_day=False)
def handler(request: CreateKey, ctx: Context) -> ApiKey:
    """Create an API key; only this response shows the key itself."""
    return key_service.create(request, ctx)
