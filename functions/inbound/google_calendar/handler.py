"""/v1/inbound/google_calendar: Google's calls at changes of a calendar."""

from bivelio_core.calendar import google_channel
from bivelio_core.entrypoints.inbound import REFUSED, Call, Reply, inbound
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.integrations import places
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@inbound(
    "/inbound/google_calendar",
    needs=Needs(reads=None, also=(Access((keys.CALENDAR_TASK,), ("GetItem", "UpdateItem")),)),
)
def handler(call: Call) -> Reply:
    """Read a calendar's changes at once, when the call comes with its channel's token."""
    query = call.query
    place = places.of_query(query.get("organisation", ""), query.get("connection", ""), call.environment)
    if place is None:
        return REFUSED
    token = call.headers.get("x-goog-channel-token", "")
    store = store_of(call.tenant(place.organisation))
    return Reply() if google_channel.hurry(store, place.connection, token) else REFUSED
