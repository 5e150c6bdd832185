"""POST /v1/clock/freeze"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.sandbox_clock.actions import freeze
from bivelio_core.sandbox_clock.models import Clock, FreezeClock
from bivelio_core.store import keys


@endpoint(
    "clock.freeze",
    title="Stop the sandbox's clock",
    scope="write",
    needs=Needs(writes=(keys.CLOCK, keys.EFFECT), uses=("run_values",), sends=("clocks",)),
)
def handler(request: FreezeClock, ctx: Context) -> Clock:
    """Stop the sandbox's clock, now or at a later instant."""
    return freeze.freeze(request, ctx)
