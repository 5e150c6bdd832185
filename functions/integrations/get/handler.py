"""POST /v1/integrations/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import Connection, GetIntegration


@endpoint("integrations.get", scope="admin")
def handler(request: GetIntegration, ctx: Context) -> Connection:
    """Read a connection; its secrets are never shown."""
    return service.get(request, ctx)
