"""POST /v1/integrations/disconnect"""

from bivelio_core.calendar import google_leaving
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations.actions import disconnect
from bivelio_core.integrations.models import DisconnectedIntegration, DisconnectIntegration
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys


@endpoint(
    "integrations.disconnect",
    title="Remove a connection",
    scope="admin",
    only_http="accounts are connected by people",
    needs=Needs(
        reads=PAGE,
        # in one transaction: the sweeper stops what Google calls, and reads the calendar no more
        writes=(keys.CONNECTION, keys.CALENDAR_TASK, keys.LIMIT, keys.EFFECT, AUDIT),
        uses=("google", "google_consent", "inbound_url", "mail_domain"),
        timeout=28,
    ),
)
def handler(request: DisconnectIntegration, ctx: Context) -> DisconnectedIntegration:
    """Remove a connection, with its secrets."""
    return disconnect.disconnect(request, ctx, {"google_calendar": google_leaving.writes})
