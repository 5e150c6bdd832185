"""The steps of agents in workflows: to invoke one, and to have it go on after an approval."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from bivelio_core.models import Request

from .actions import approve
from .actions import invoke as invoking
from .conversations.models import ConversationId
from .fields import AgentId, InputContext, Text
from .models import AgentInput, ApproveCalls, ExecutionId, Invocation, InvokeAgent

if TYPE_CHECKING:
    from bivelio_core.effects import Call


class InvokeAgentInput(Request):
    """An agent and its input. The output is what `/agents/invoke` answers."""

    agent_id: AgentId = Field(description="The id of the agent.")
    text: Text = Field(description="What the person or the program says to the agent.")
    context: InputContext | None = Field(None, description="What else the model should know, at most 64 kB of JSON.")
    conversation_id: ConversationId | None = Field(
        None, description="A conversation that the agent remembers, or the id of the contact that it talks with."
    )
    allow_writes: bool = Field(False, description="Whether the agent may use those of its tools that change something.")


def invoke(request: InvokeAgentInput, call: "Call") -> Invocation:
    """agent.invoke: the invocation, charged once even if the step is retried."""
    agent_input = AgentInput(text=request.text, context=request.context)
    names = ("agent_id", "conversation_id", "allow_writes")
    invocation_request = InvokeAgent(**{name: getattr(request, name) for name in names}, input=agent_input)
    return invoking.invoke(invocation_request, call.ctx)


class ContinueAgentInput(Request):
    """An execution that waits, and the decision of an `approval` before. The output is the agent's answer."""

    execution_id: ExecutionId = Field(description="The id of the execution that waits.")
    approved: bool = Field(description="Whether the calls are carried out: what an approval before has decided.")
    comment: Annotated[str, Field(max_length=1000)] | None = Field(None, description="The reason, for the record.")


def go_on(request: ContinueAgentInput, call: "Call") -> Invocation:
    """agent.continue: the agent's answer after a decision; it acts as the workflow, with the rights of who saved it."""
    decision = ApproveCalls(execution_id=request.execution_id, approved=request.approved, comment=request.comment)
    return approve.approve(decision, call.ctx)
