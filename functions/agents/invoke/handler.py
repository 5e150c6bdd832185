"""POST /v1/agents/invoke"""

from bivelio_core.agents import invoke
from bivelio_core.agents.models import Invocation, InvokeAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.entrypoints.event_stream import Streamed


@endpoint("agents.invoke", scope="write", may_fail_with=(402,))
def handler(request: InvokeAgent, ctx: Context) -> Invocation | Streamed:
    """Have an agent answer an input; with `stream`, as `text/event-stream`."""
    return Streamed(invoke.stream(request, ctx)) if request.stream else invoke.invoke(request, ctx)
