"""POST /v1/integrations/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import ConnectionPage, ListIntegrations


@endpoint("integrations.list", scope="admin")
def handler(request: ListIntegrations, ctx: Context) -> ConnectionPage:
    """List connections, newest first."""
    return service.page(request, ctx)
