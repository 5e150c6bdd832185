"""The declaration of the domain agents."""

from bivelio_core.domain import Domain, EventType, StepType
from bivelio_core.store import keys

_HERE = "bivelio_core.agents"

MAXIMUM_AGENTS = 200
"""How many agents an organisation may have in an environment."""

DOMAIN = Domain(
    name="agents",
    tags={"agents": "Agents of AI, their invocations, and the tools they were granted."},
    quotas={"agents": MAXIMUM_AGENTS},
    scopes=("agents",),
    events={
        "agent.executed": EventType(
            "An agent has finished an execution.", f"{_HERE}.events:AgentExecuted", f"{_HERE}.event_examples:EXECUTED"
        )
    },
    sources={keys.EXECUTION: f"{_HERE}.events:derive"},
    lists={keys.EXECUTION: f"{_HERE}.terms:EXECUTIONS"},
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.errors",),
    steps=(
        StepType(
            "agent.invoke", "ai", f"{_HERE}.steps:InvokeAgentInput", f"{_HERE}.steps:invoke", scope="agents:write"
        ),
    ),
)
