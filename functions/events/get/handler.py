"""POST /v1/events/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.events import reading
from bivelio_core.events.models import EventRecord, GetEvent
from bivelio_core.needs import ONE, Needs


@endpoint("events.get", scope="read", of_all_scopes=True, needs=Needs(reads=ONE))
def handler(request: GetEvent, ctx: Context) -> EventRecord:
    """Get an event."""
    return reading.get(request, ctx)
