"""POST /v1/integrations/connect"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import ConnectedIntegration, ConnectIntegration


@endpoint("integrations.connect", scope="admin")
def handler(request: ConnectIntegration, ctx: Context) -> ConnectedIntegration:
    """Connect an account at another service."""
    return service.connect(request, ctx)
