"""POST /v1/requests/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.requests import reading
from bivelio_core.requests.models import ListRequests, RequestPage
from bivelio_core.store import keys


@endpoint(
    "requests.list",
    scope="read",
    of_all_scopes=True,
    opens_day=False,
    title="List requests",
    needs=Needs(
        reads=Access((keys.REQUEST_RECORD,), ("Query",)), also=(Access((keys.REQUEST_SETTINGS,), ("GetItem",)),)
    ),
)
def handler(request: ListRequests, ctx: Context) -> RequestPage:
    """List requests that failed, and a sample of those that succeeded, newest first."""
    return reading.page(request, ctx)
