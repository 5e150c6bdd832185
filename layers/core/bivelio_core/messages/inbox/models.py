"""Conversations: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.messages.models import ContactId, Message
from bivelio_core.models import DISTINCT, LINE, NOT_NULL, Instant, ListRequest, Pagination, Request, Response, Timestamp
from bivelio_core.providers.messaging.port import Channel

MAXIMUM_LABELS = 20

ConversationState = Literal["open", "waiting", "closed", "snoozed"]
HandledBy = Literal["assistant", "person"]

UserId = Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])]
Label = Annotated[str, Field(min_length=1, max_length=50, examples=["pressupost"]), LINE]
Labels = Annotated[list[Label], Field(max_length=MAXIMUM_LABELS), DISTINCT]
Why = Annotated[str, Field(min_length=1, max_length=300, examples=["asked_for"]), LINE]


class ListConversations(ListRequest):
    """Which page of conversations, the one with the newest message first: those that meet all criteria."""

    channel: Channel | None = Field(None, description="Only those whose newest message is on this channel.")
    state: ConversationState | None = Field(None, description="Only those in this state.")
    assignee: UserId | None = Field(None, description="Only those of this user.")
    assigned: bool | None = Field(None, description="Only those that somebody is in charge of, or nobody.")
    label: Label | None = Field(None, description="Only those with this label.")
    unread: bool | None = Field(None, description="Only those with messages that nobody has read, or without.")


class GetConversation(Request):
    """Which conversation to read."""

    contact_id: ContactId = Field(description="The contact that it is with.")


class UpdateConversation(Request):
    """A change of a conversation: only what is sent changes.

    `labels` replace those that there are; null clears `assignee`. A conversation is snoozed `until` a time at which it
    is open again by itself, and sooner if the contact writes. With `version` the change is refused (409) if the
    conversation has changed since it was read; so it has when a message has opened it.
    """

    contact_id: ContactId = Field(description="The contact that it is with.")
    state: Annotated[ConversationState | None, NOT_NULL] = Field(
        None,
        description="`open`: you have something to do; `waiting`: the contact has; `snoozed`: until `snoozed_until`; "
        "`closed`: nobody has.",
    )
    snoozed_until: Annotated[Instant | None, NOT_NULL] = Field(
        None, description="Until when it is snoozed; with the state `snoozed` alone."
    )
    assignee: UserId | None = Field(None, description="The id of a user, a member of the organisation.")
    labels: Annotated[Labels | None, NOT_NULL] = Field(None, description="The new labels, all of them; 20 at most.")
    version: Annotated[int, Field(ge=0)] | None = Field(
        None, description="The version the change is based on; refused (409) if the conversation has another."
    )


class ReadConversation(Request):
    """Which conversation has been read, or is to be read again."""

    contact_id: ContactId = Field(description="The contact that it is with.")
    unread: bool = Field(False, description="Whether to mark its newest message as unread instead.")


class HandOver(Request):
    """Which conversation a person takes over from the assistant."""

    contact_id: ContactId = Field(description="The contact that it is with.")
    why: Why = Field(description="Why: a word or a sentence, for the person who goes on with it.")
    to: UserId | None = Field(None, description="The user who is in charge from now on; by default whoever is.")


class GiveBack(Request):
    """Which conversation the assistant goes on with."""

    contact_id: ContactId = Field(description="The contact that it is with.")


class HandedOver(Response):
    """When and why a conversation went to a person."""

    why: str = Field(description="Why; `person_wrote` when a person answered without more ado.")
    at: Timestamp = Field(description="When it was handed over.")
    to: str | None = Field(None, description="The id of the user to whom, if to anybody in particular.")


class ConversationStatus(Response):
    """What there is to do with a conversation, and who does it."""

    contact_id: str = Field(description="The id of the contact whose conversation it is.")
    channel: Channel = Field(description="The channel of the newest message.")
    state: ConversationState = Field(
        description="`open`: you have something to do; `waiting`: the contact has; `snoozed`: for now nobody has; "
        "`closed`: nobody has."
    )
    snoozed_until: Timestamp | None = Field(None, description="When one that is snoozed is open again.")
    assignee: str | None = Field(None, description="The id of the user who is in charge.")
    labels: list[str] = Field(description="What people have marked the conversation with.")
    first_unanswered_at: Timestamp | None = Field(
        None, description="When the first message came in that nobody has answered; absent when all are."
    )
    handled_by: HandledBy | None = Field(
        None,
        description="`assistant` while the assistant answers, `person` once a person does; absent while neither has.",
    )
    handed_over: HandedOver | None = Field(None, description="When and why it went to a person.")
    version: int = Field(description="It increases with each change of the above; 0 before the first one.")


class Conversation(ConversationStatus):
    """The messages with a contact, in short."""

    contact_name: str | None = Field(None, description="The name of the contact; absent if the contact is gone.")
    assignee_email: str | None = Field(None, description="The address of who is in charge, while a member.")
    last_message: Message = Field(description="The newest message.")
    messages: int = Field(description="How many messages there are.")
    unread: int = Field(description="How many have come in since you last sent something, or have read them.")
    window_expires_at: Timestamp | None = Field(
        None, description="Until when WhatsApp lets you write freely: 24 hours after the contact's last message."
    )


class ConversationPage(Response):
    """A page of conversations."""

    conversations: list[Conversation] = Field(description="The conversations of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")


class ConversationChanged(ConversationStatus):
    """A conversation as it is since a change, and who changed it."""

    changed_by: dict[str, str] | None = Field(
        None, description="Who changed it: `{kind, id}`; absent when a message did, or the time."
    )
