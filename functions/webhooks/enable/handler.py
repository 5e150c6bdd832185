"""POST /v1/webhooks/enable"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Access, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks.actions import enable
from bivelio_core.webhooks.models import EnableWebhook, Webhook


@endpoint(
    "webhooks.enable",
    scope="admin",
    needs=Needs(reads=PAGE, writes=(keys.WEBHOOK, keys.EFFECT, AUDIT), also=(Access((keys.LANE,), ("UpdateItem",)),)),
)
def handler(request: EnableWebhook, ctx: Context) -> Webhook:
    """Enable a disabled webhook."""
    return enable.enable(request, ctx)
