"""POST /v1/webhooks/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.webhooks import reading
from bivelio_core.webhooks.models import ListWebhooks, WebhookPage


@endpoint("webhooks.list", title="List webhooks", scope="admin", needs=Needs(reads=PAGE))
def handler(request: ListWebhooks, ctx: Context) -> WebhookPage:
    """List webhooks, with their success rate."""
    return reading.page(request, ctx)
