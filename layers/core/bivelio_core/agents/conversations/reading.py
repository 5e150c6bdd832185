"""Read conversations of agents."""

from bivelio_core.context import Context

from .models import AgentConversation, GetAgentConversation
from .stored import find, shown_turn, turns


def conversations_get(request: GetAgentConversation, ctx: Context) -> AgentConversation:
    """A conversation with its newest turns. A read and a Query."""
    head = find(ctx.store, request.id)
    fields = {name: head.get(name) for name in ("contact_id", "summary", "created_at")}
    return AgentConversation(id=request.id, **fields, turns=[shown_turn(turn) for turn in turns(ctx.store, request.id)])
