"""POST /v1/webhooks/deliveries"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.webhooks.attempts import reading
from bivelio_core.webhooks.attempts.models import DeliveryPage, ListDeliveries


@endpoint("webhooks.deliveries", title="List deliveries", scope="admin", only_reads=True, needs=Needs(reads=PAGE))
def handler(request: ListDeliveries, ctx: Context) -> DeliveryPage:
    """List delivery attempts, newest first."""
    return reading.deliveries(request, ctx)
