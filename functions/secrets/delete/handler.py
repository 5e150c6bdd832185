"""POST /v1/secrets/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.secrets import service
from bivelio_core.secrets.models import DeletedSecret, DeleteSecret


@endpoint("secrets.delete", scope="admin")
def handler(request: DeleteSecret, ctx: Context) -> DeletedSecret:
    """Remove a secret."""
    return service.delete(request, ctx)
