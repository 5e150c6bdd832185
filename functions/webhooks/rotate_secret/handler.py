"""POST /v1/webhooks/rotate_secret"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, PAGE, Needs
from bivelio_core.store import keys
from bivelio_core.webhooks.actions import rotate_secret
from bivelio_core.webhooks.models import RotateSecret, SignedWebhook


@endpoint(
    "webhooks.rotate_secret",
    title="Rotate the secret of a webhook",
    scope="admin",
    shows_secret=True,
    needs=Needs(reads=PAGE, writes=(keys.WEBHOOK, keys.EFFECT, AUDIT), uses=("open_secrets", "seal_secrets")),
)
def handler(request: RotateSecret, ctx: Context) -> SignedWebhook:
    """Give a webhook a new secret; the old one also signs for a while."""
    return rotate_secret.rotate_secret(request, ctx)
