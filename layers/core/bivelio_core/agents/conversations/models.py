"""Conversations of agents: the models of requests and responses."""

from typing import Annotated, Any

from pydantic import Field

from bivelio_core.models import Request, Response, Timestamp

ConversationId = Annotated[str, Field(min_length=1, max_length=100, examples=["acv_a1b2c3d4"])]
_ID = "The id of the conversation."


class CreateAgentConversation(Request):
    """A new conversation, which invocations of agents name by `conversation_id`."""

    contact_id: Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])] | None = Field(
        None, description="The contact that the agent talks with: its tools are then about this contact alone."
    )


class GetAgentConversation(Request):
    """Which conversation to read."""

    id: ConversationId = Field(description=_ID)


class DeleteAgentConversation(Request):
    """Which conversation to delete."""

    id: ConversationId = Field(description=_ID)


class AgentTurn(Response):
    """An input and what the agent answered."""

    execution_id: str = Field(description="The id of the execution.")
    agent_id: str = Field(description="The id of the agent.")
    text: str = Field(description="The text of the input.")
    output: dict[str, Any] = Field(description="What the agent answered: `text`, and what else its tools left.")
    at: Timestamp = Field(description="When it was completed.")


class AgentConversation(Response):
    """A conversation of agents. It is deleted 90 days after its last turn."""

    id: str = Field(description=_ID)
    contact_id: str | None = Field(None, description="The contact that the agent talks with.")
    summary: str | None = Field(None, description="What was said before the turns that agents still read word by word.")
    turns: list[AgentTurn] = Field(description="The newest turns, at most 50, oldest first.")
    created_at: Timestamp = Field(description="When it was created.")


class DeletedAgentConversation(Response):
    """A conversation that is gone."""

    id: str = Field(description=_ID)
    deleted: bool = Field(description="Always true.")
