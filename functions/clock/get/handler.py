"""POST /v1/clock/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import ONE, Needs
from bivelio_core.sandbox_clock import reading
from bivelio_core.sandbox_clock.models import Clock, GetClock


@endpoint(
    "clock.get",
    title="Read the sandbox's clock",
    scope="read",
    opens_day=False,
    needs=Needs(reads=ONE),
)
def handler(request: GetClock, ctx: Context) -> Clock:
    """Read the sandbox's clock, and how far an advance of it has come."""
    return reading.get(request, ctx)
