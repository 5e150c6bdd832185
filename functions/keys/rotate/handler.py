"""POST /v1/keys/rotate"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.identity import key_service
from bivelio_core.identity.models import ApiKey, RotateKey


@endpoint("keys.rotate", scope="admin", actors=("user",), shows_secret=True)
def handler(request: RotateKey, ctx: Context) -> ApiKey:
    """Replace an API key; the old one lives on for the overlap that is asked for."""
    return key_service.rotate(request, ctx)
