"""POST /v1/usage/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.requests import usage
from bivelio_core.requests.usage_models import GetUsage, Usage


@endpoint("usage.get", scope="read", opens_day=False, title="Read the usage of the API")
def handler(request: GetUsage, ctx: Context) -> Usage:
    """Read how many requests were made, by day, operation, status and key, and how much of each limit is used."""
    return usage.get(request, ctx)
