"""POST /v1/agents/approve"""

from bivelio_core.agents.actions import approve
from bivelio_core.agents.models import ApproveCalls, Invocation
from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import AUDIT, Needs
from bivelio_core.store import keys


@endpoint(
    "agents.approve",
    title="Decide an agent's calls",
    scope="write",
    only_http="a person decides",
    needs=Needs(
        writes=(keys.EXECUTION, keys.AGENT_WAIT, keys.AGENT_DAY, keys.CHAIN, AUDIT),
        uses=("agent_seconds", "ai", "call_operations"),
        layers=("ai",),
        timeout="AgentTimeoutSeconds",
        memory=1024,
    ),
)
def handler(request: ApproveCalls, ctx: Context) -> Invocation:
    """Decide about the calls that an agent waits for, and have it go on."""
    return approve.approve(request, ctx)
