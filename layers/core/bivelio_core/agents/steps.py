"""The step `agent.invoke` of workflows: what the endpoint does, with the step's own key."""

from typing import TYPE_CHECKING

from pydantic import Field

from bivelio_core.models import Request

from .actions import invoke as invoking
from .fields import AgentId, InputContext, Text
from .models import AgentInput, Invocation, InvokeAgent

if TYPE_CHECKING:
    from bivelio_core.effects import Call


class InvokeAgentInput(Request):
    """An agent and its input. The output is what `/agents/invoke` answers."""

    agent_id: AgentId = Field(description="The id of the agent.")
    text: Text = Field(description="The text.")
    context: InputContext | None = Field(None, description="What else the model should know, at most 64 kB of JSON.")
    allow_writes: bool = Field(False, description="Whether the agent may use those of its tools that change something.")


def invoke(request: InvokeAgentInput, call: "Call") -> Invocation:
    """agent.invoke: the invocation, charged once even if the step is retried."""
    agent_input = AgentInput(text=request.text, context=request.context)
    invocation_request = InvokeAgent(agent_id=request.agent_id, input=agent_input, allow_writes=request.allow_writes)
    return invoking.invoke(invocation_request, call.ctx)
