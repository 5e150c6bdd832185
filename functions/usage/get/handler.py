"""POST /v1/usage/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Access, Needs
from bivelio_core.requests.usage import reading
from bivelio_core.requests.usage.models import GetUsage, Usage
from bivelio_core.store import keys


@endpoint(
    "usage.get",
    scope="read",
    opens_day=False,
    title="Read the usage of the API",
    needs=Needs(
        reads=Access(
            (keys.USAGE, keys.CREDIT_BALANCE, keys.RATE_LIMIT, keys.LIMIT, keys.REQUEST_SETTINGS, keys.MESSAGE_CHARGE),
            ("GetItem", "BatchGetItem", "Query"),
        ),
        uses=("plan_credits",),
    ),
)
def handler(request: GetUsage, ctx: Context) -> Usage:
    """Read how many requests were made, by day, operation, status and key, and how much of each limit is used."""
    return reading.get(request, ctx)
