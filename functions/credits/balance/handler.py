"""POST /v1/credits/balance"""

from bivelio_core.context import Context
from bivelio_core.credits import service
from bivelio_core.credits.models import Balance, ReadBalance
from bivelio_core.entrypoints.api import endpoint


@endpoint("credits.balance", scope="admin", only_reads=True)
def handler(request: ReadBalance, ctx: Context) -> Balance:
    """Read the balance of AI credits."""
    return service.balance(request, ctx)
