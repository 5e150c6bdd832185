"""POST /v1/calendar/free_busy"""

from bivelio_core.calendar.actions import free_busy
from bivelio_core.calendar.busy_models import Availability, FreeBusy
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys


@endpoint(
    "calendar.free_busy",
    scope="read",
    needs=Needs(
        # the token of the account at Google, renewed
        also=(Access((keys.CONNECTION,), ("UpdateItem",)),),
        uses=("google",),
        timeout=20,  # Google is asked, and may first have to renew the account's token
    ),
)
def handler(request: FreeBusy, ctx: Context) -> Availability:
    """Tell when calendars are busy."""
    return free_busy.free_busy(request, ctx)
