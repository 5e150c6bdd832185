"""Begin and delete conversations of agents."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import ResourceForbidden, ResourceNotFound, Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import AGENT_CONVERSATION, AGENT_TURN, CONTACT
from bivelio_core.store.revise import Change, Source, by_id, outliving, revise

from .models import AgentConversation, CreateAgentConversation, DeleteAgentConversation, DeletedAgentConversation
from .stored import expiry, is_deleted

SOURCE = Source(by_id(AGENT_CONVERSATION))
_OUTLIVING = ("PK", "SK", "version", "ttl")


def conversations_create(request: CreateAgentConversation, ctx: Context) -> AgentConversation:
    """Begin a conversation. With an Idempotency-Key, the same request again returns the same one.

    Raises Unprocessable for a contact that there is not.
    """
    about: dict[str, Any] = {"version": 1, "created_at": clock.timestamp(), **expiry(ctx.store)}
    if request.contact_id is not None:
        try:
            ctx.store.find(CONTACT, request.contact_id)
        except (ResourceNotFound, ResourceForbidden) as error:
            raise Unprocessable.of("contact_id", "not_found") from error
        about["contact_id"] = request.contact_id
    key = EffectKey.of("agents.conversations_create", ctx.idempotency_key, request)
    conversation_id = ids.new_id("agent_conversation", ctx.organisation)
    head = put_once(ctx.store, key, AGENT_CONVERSATION, conversation_id, about)
    fields = {name: head.get(name) for name in ("contact_id", "created_at")}
    return AgentConversation(id=head["SK"], **fields, turns=[])


def conversations_delete(request: DeleteAgentConversation, ctx: Context) -> DeletedAgentConversation:
    """Delete a conversation with its turns. Deleting it again within two days changes nothing."""

    def decide(head: Item) -> Change | None:
        if is_deleted(head):
            return None
        return Change({**outliving(head, _OUTLIVING, ctx.tenant), "deleted": True})

    revise(ctx.store, SOURCE, request.id, decide)
    for turn in ctx.store.query(AGENT_TURN, request.id, consistent=True):
        ctx.store.delete(AGENT_TURN, turn["SK"], request.id)
    return DeletedAgentConversation(id=request.id, deleted=True)
