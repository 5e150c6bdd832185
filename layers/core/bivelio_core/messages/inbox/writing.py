"""Change what there is to do with a conversation."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.store import members
from bivelio_core.store.codec import Item

from . import heads, states
from .heads import IN_THE_PAST, NOT_A_MEMBER, NOT_SNOOZED
from .models import ConversationStatus, UpdateConversation
from .show import show


def conversations_update(request: UpdateConversation, ctx: Context) -> ConversationStatus:
    """Change the fields that are sent.

    Raises Unprocessable for somebody who is no member, and for a time without the state `snoozed` or that is past;
    Conflict when the conversation has another version, ResourceNotFound when there is none.
    """
    sent = request.model_fields_set - {"contact_id", "version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    if request.snoozed_until is not None and request.state != states.SNOOZED:
        raise Unprocessable.of("snoozed_until", NOT_SNOOZED)

    def decide(head: Item) -> Item:
        after = _in_state(head, request) if request.state is not None else head
        if "assignee" in sent:
            after = assigned(after, request.assignee, ctx)
        if "labels" in sent:
            after = {name: value for name, value in after.items() if name != "labels"}
            after |= {"labels": sorted(request.labels)} if request.labels else {}
        return after

    head = heads.change(request.contact_id, decide, ctx, audited_as="conversation.updated", version=request.version)
    return show(head)


def assigned(head: Item, user: str | None, ctx: Context, field: str = "assignee") -> Item:
    """A conversation that a user is in charge of, or nobody. Raises Unprocessable for who is no member."""
    if user is not None and user != head.get("assignee") and not members.is_member(ctx.store, user):
        raise Unprocessable.of(field, NOT_A_MEMBER)
    after = {name: value for name, value in head.items() if name != "assignee"}
    return after if user is None else {**after, "assignee": user}


def _in_state(head: Item, request: UpdateConversation) -> Item:
    if request.state == states.SNOOZED:
        return states.snoozed(head, _until(head, request))
    after = states.opened(head)
    return after if request.state == states.OPEN else {**after, "state": request.state}


def _until(head: Item, request: UpdateConversation) -> str:
    """Until when a conversation is snoozed. Raises Unprocessable for no time, and for one that has passed."""
    if request.snoozed_until is None:
        if "snoozed_until" not in head:
            raise Unprocessable.of("snoozed_until", "required")
        return str(head["snoozed_until"])
    until = clock.timestamp(request.snoozed_until)
    if until <= clock.timestamp() and until != head.get("snoozed_until"):
        raise Unprocessable.of("snoozed_until", IN_THE_PAST)
    return until
