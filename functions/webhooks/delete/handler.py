"""POST /v1/webhooks/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks import writing
from bivelio_core.webhooks.models import DeletedWebhook, DeleteWebhook


@endpoint(
    "webhooks.delete", scope="admin", needs=Needs(reads=PAGE, writes=(keys.WEBHOOK, keys.LIMIT, keys.EFFECT, AUDIT))
)
def handler(request: DeleteWebhook, ctx: Context) -> DeletedWebhook:
    """Delete a webhook."""
    return writing.delete(request, ctx)
