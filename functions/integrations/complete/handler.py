"""POST /v1/integrations/complete"""

from bivelio_core.calendar import google_sync
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.integrations.actions import complete
from bivelio_core.integrations.models import CompleteIntegration, Connection
from bivelio_core.needs import AUDIT, PAGE, Access, Needs
from bivelio_core.store import keys


@endpoint(
    "integrations.complete",
    title="Complete a connection",
    scope="admin",
    only_http="accounts are connected by people",
    needs=Needs(
        reads=PAGE,
        writes=(keys.CONNECTION, keys.EFFECT, AUDIT),
        # the events of a calendar are read from then on
        also=(Access((keys.CALENDAR_TASK,), ("PutItem",)),),
        uses=("google", "google_consent", "inbound_url", "mail_domain"),
        timeout=28,
    ),
)
def handler(request: CompleteIntegration, ctx: Context) -> Connection:
    """Complete a connection, after the consent of the account's owner."""
    connection = complete.complete(request, ctx)
    if connection.provider == "google_calendar" and not ctx.tenant.is_sandbox:
        google_sync.begin(ctx.store, connection.id)
    return connection
