"""The declaration of the domain agents."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily
from bivelio_core.event_type import EventType
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.agents import event_examples, events, models, samples, steps, terms
    from bivelio_core.agents.desk import arrivals
else:
    event_examples, events, models, samples, steps, terms, arrivals = lazily(
        __package__, "event_examples", "events", "models", "samples", "steps", "terms", "desk.arrivals"
    )

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
            "An agent has finished an execution.", lambda: events.AgentExecuted, lambda: event_examples.EXECUTED
        ),
        "agent.waiting": EventType(
            "Calls of an agent's tools wait for a person.",
            lambda: events.AgentWaiting,
            lambda: event_examples.WAITING,
            is_documented=False,
        ),
    },
    sources={keys.EXECUTION: lambda: events.derive},
    lists={keys.EXECUTION: lambda: terms.EXECUTIONS},
    samples=lambda: samples.writes,
    reactions=(lambda: arrivals.react,),
    texts=(f"{_HERE}.errors",),
    family="ai",
    steps=(
        StepType(
            "agent.invoke",
            input=lambda: steps.InvokeAgentInput,
            effect=lambda: steps.invoke,
            operation="agents.invoke",
        ),
        StepType(
            "agent.continue",
            "ai",
            lambda: steps.ContinueAgentInput,
            lambda: steps.go_on,
            scope="agents:write",
            of_all_scopes=True,
            output=lambda: models.Invocation,
        ),
    ),
)
