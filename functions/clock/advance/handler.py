"""POST /v1/clock/advance"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.sandbox_clock.actions import advance
from bivelio_core.sandbox_clock.models import AdvanceClock, Clock
from bivelio_core.store import keys


@endpoint(
    "clock.advance",
    title="Move the sandbox's clock forward",
    scope="write",
    needs=Needs(writes=(keys.CLOCK, keys.EFFECT), uses=("run_values",), sends=("clocks",)),
)
def handler(request: AdvanceClock, ctx: Context) -> Clock:
    """Move the sandbox's clock forward; what falls due until then happens, in order."""
    return advance.advance(request, ctx)
