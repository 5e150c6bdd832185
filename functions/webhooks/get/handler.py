"""POST /v1/webhooks/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.webhooks import reading
from bivelio_core.webhooks.models import GetWebhook, Webhook


@endpoint("webhooks.get", scope="admin", needs=Needs(reads=PAGE))
def handler(request: GetWebhook, ctx: Context) -> Webhook:
    """Get a webhook."""
    return reading.get(request, ctx)
