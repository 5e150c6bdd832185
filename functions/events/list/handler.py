"""POST /v1/events/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.events import reading
from bivelio_core.events.models import EventPage, ListEvents
from bivelio_core.needs import PAGE, Needs


@endpoint("events.list", title="List events", scope="read", of_all_scopes=True, needs=Needs(reads=PAGE))
def handler(request: ListEvents, ctx: Context) -> EventPage:
    """List events after a cursor, oldest first."""
    return reading.page(request, ctx)
