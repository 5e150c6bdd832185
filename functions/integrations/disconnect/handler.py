"""POST /v1/integrations/disconnect"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import DisconnectedIntegration, DisconnectIntegration


@endpoint("integrations.disconnect", scope="admin")
def handler(request: DisconnectIntegration, ctx: Context) -> DisconnectedIntegration:
    """Remove a connection, with its secrets."""
    return service.disconnect(request, ctx)
