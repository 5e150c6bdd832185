"""POST /v1/credits/balance"""

from bivelio_core.context import Context
from bivelio_core.credits import reading
from bivelio_core.credits.models import Balance, ReadBalance
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs


@endpoint("credits.balance", scope="admin", only_reads=True, needs=Needs(reads=PAGE, uses=("credit_grants",)))
def handler(request: ReadBalance, ctx: Context) -> Balance:
    """Read the balance of AI credits."""
    return reading.balance(request, ctx)
