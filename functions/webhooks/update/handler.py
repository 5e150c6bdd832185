"""POST /v1/webhooks/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Access, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks import writing
from bivelio_core.webhooks.models import UpdateWebhook, Webhook


@endpoint(
    "webhooks.update",
    title="Update a webhook",
    scope="admin",
    of_all_scopes=True,
    needs=Needs(
        reads=PAGE,
        writes=(keys.WEBHOOK, keys.EFFECT, AUDIT),
        also=(Access((keys.LANE,), ("UpdateItem",)),),
        # the headers it adds
        uses=("seal_secrets",),
    ),
)
def handler(request: UpdateWebhook, ctx: Context) -> Webhook:
    """Update a webhook; only the fields that are sent change."""
    return writing.update(request, ctx)
