"""POST /v1/clock/resume"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.sandbox_clock.actions import resume
from bivelio_core.sandbox_clock.models import Clock, ResumeClock
from bivelio_core.store import keys


@endpoint(
    "clock.resume",
    title="Start the sandbox's clock again",
    scope="write",
    needs=Needs(reads=PAGE, writes=(keys.CLOCK, keys.EFFECT), sends=("clocks",)),
)
def handler(request: ResumeClock, ctx: Context) -> Clock:
    """Let the sandbox's clock run on, or show the real time again."""
    return resume.resume(request, ctx)
