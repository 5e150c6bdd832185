"""POST /v1/events/types"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.events import reading
from bivelio_core.events.models import EventCatalogue, ListEventTypes
from bivelio_core.needs import ONE, Needs


@endpoint("events.types", title="List the types of event", scope="read", needs=Needs(reads=ONE))
def handler(request: ListEventTypes, ctx: Context) -> EventCatalogue:
    """List the types of event, each with the schema of its data and an example."""
    return reading.types(request, ctx)
