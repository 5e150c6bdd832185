"""POST /v1/requests/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.requests import service
from bivelio_core.requests.models import GetRequest, RequestDetails


@endpoint("requests.get", scope="read", opens_day=False)
def handler(request: GetRequest, ctx: Context) -> RequestDetails:
    """Read a request by its X-Request-Id, with what was sent and answered."""
    return service.get(request, ctx)
