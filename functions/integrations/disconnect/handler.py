"""POST /v1/integrations/disconnect"""

from bivelio_core.calendar import google_leaving
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations import disconnecting
from bivelio_core.integrations.models import DisconnectedIntegration, DisconnectIntegration


@endpoint("integrations.disconnect", scope="admin")
def handler(request: DisconnectIntegration, ctx: Context) -> DisconnectedIntegration:
    """Remove a connection, with its secrets."""
    return disconnecting.disconnect(request, ctx, {"google_calendar": google_leaving.writes})
