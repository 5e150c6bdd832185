"""POST /v1/secrets/set"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.secrets import service
from bivelio_core.secrets.models import Secret, SetSecret


@endpoint("secrets.set", scope="admin")
def handler(request: SetSecret, ctx: Context) -> Secret:
    """Set a secret, which is never shown again."""
    return service.set_secret(request, ctx)
