"""POST /v1/agents/invoke"""

from bivelio_core.agents.actions import invoke
from bivelio_core.agents.models import Invocation, InvokeAgent
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.entrypoints.event_stream import Streamed
from bivelio_core.needs import Needs
from bivelio_core.store import keys


@endpoint(
    "agents.invoke",
    title="Invoke an agent",
    scope="write",
    needs=Needs(
        writes=(
            *(keys.EXECUTION, keys.AGENT_WAIT, keys.AGENT_DAY, keys.EFFECT, keys.CHAIN),
            *(keys.AGENT_CONVERSATION, keys.AGENT_TURN),
        ),
        uses=("agent_seconds", "ai", "call_operations", "credits", "stream_answers"),
        sends=("turns",),
        layers=("ai",),
        timeout="AgentTimeoutSeconds",
        memory=1024,
    ),
)
def handler(request: InvokeAgent, ctx: Context) -> Invocation | Streamed:
    """Have an agent answer an input; with `stream`, as `text/event-stream`."""
    return Streamed(invoke.stream(request, ctx)) if request.stream else invoke.invoke(request, ctx)
