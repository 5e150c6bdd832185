"""POST /v1/webhooks/enable"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.webhooks import service
from bivelio_core.webhooks.models import EnableWebhook, Webhook


@endpoint("webhooks.enable", scope="admin")
def handler(request: EnableWebhook, ctx: Context) -> Webhook:
    """Enable a disabled webhook."""
    return service.enable(request, ctx)
