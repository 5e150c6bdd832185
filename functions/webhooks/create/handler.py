"""POST /v1/webhooks/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks import writing
from bivelio_core.webhooks.models import CreateWebhook, SignedWebhook


@endpoint(
    "webhooks.create",
    title="Create a webhook",
    scope="admin",
    shows_secret=True,
    needs=Needs(
        reads=PAGE, writes=(keys.WEBHOOK, keys.LIMIT, keys.EFFECT, AUDIT), uses=("open_secrets", "seal_secrets")
    ),
)
def handler(request: CreateWebhook, ctx: Context) -> SignedWebhook:
    """Register a URL for events; only this response shows the signing secret."""
    return writing.create(request, ctx)
