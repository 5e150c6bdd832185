"""POST /v1/webhooks/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.webhooks import service
from bivelio_core.webhooks.models import UpdateWebhook, Webhook


@endpoint("webhooks.update", scope="admin")
def handler(request: UpdateWebhook, ctx: Context) -> Webhook:
    """Update a webhook; only the fields that are sent change."""
    return service.update(request, ctx)
