"""POST /v1/integrations/complete"""

from bivelio_core.calendar import google_sync
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import service
from bivelio_core.integrations.models import CompleteIntegration, Connection


@endpoint("integrations.complete", scope="admin")
def handler(request: CompleteIntegration, ctx: Context) -> Connection:
    """Complete the connection of a Google account, after its owner's consent."""
    connection = service.complete(request, ctx)
    if connection.provider == "google_calendar" and not ctx.tenant.is_sandbox:
        google_sync.begin(ctx.store, connection.id)
    return connection
