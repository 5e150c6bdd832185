"""POST /v1/webhooks/replay"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import Accepted, endpoint
from bivelio_core.needs import Needs
from bivelio_core.store import keys
from bivelio_core.webhooks.actions import replay
from bivelio_core.webhooks.attempts.models import ReplayDeliveries, ReplayStarted


@endpoint(
    "webhooks.replay",
    scope="admin",
    of_all_scopes=True,
    title="Deliver events again",
    needs=Needs(writes=(keys.WEBHOOK, keys.DELIVERY), sends=("deliveries", "redeliveries")),
)
def handler(request: ReplayDeliveries, ctx: Context) -> ReplayStarted | Accepted:
    """Deliver one event again, or all events missed since a time."""
    return Accepted(replay.replay(request, ctx))
