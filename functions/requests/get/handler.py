"""POST /v1/requests/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs, live
from bivelio_core.requests import reading
from bivelio_core.requests.models import GetRequest, RequestDetails
from bivelio_core.store import keys


@endpoint(
    "requests.get",
    title="Read a request",
    scope="read",
    of_all_scopes=True,
    opens_day=False,
    needs=Needs(
        reads=Access(
            (keys.REQUEST_RECORD, keys.REQUEST_PLACE, keys.REQUEST_SETTINGS, live(keys.REQUEST_KEY)), ("GetItem",)
        ),
        uses=("open_secrets",),
    ),
)
def handler(request: GetRequest, ctx: Context) -> RequestDetails:
    """Read a request by its X-Request-Id, with what was sent and answered."""
    return reading.get(request, ctx)
