"""POST /v1/integrations/complete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import CompleteIntegration, Connection


@endpoint("integrations.complete", scope="admin")
def handler(request: CompleteIntegration, ctx: Context) -> Connection:
    """Complete the connection of a Google account, after its owner's consent."""
    return service.complete(request, ctx)
