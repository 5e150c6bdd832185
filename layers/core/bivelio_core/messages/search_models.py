"""The search in messages: the models of its request and response."""

from typing import Annotated, ClassVar

from pydantic import Field

from bivelio_core.messages.models import ContactId, Message
from bivelio_core.models import NullableResponse, Request
from bivelio_core.providers.messaging.port import Channel


class SearchMessages(Request):
    """What to search for in the texts of messages. A cursor goes on exactly where a page ended, whatever came since."""

    search: Annotated[str, Field(min_length=2, max_length=200, examples=["pressupost"])] = Field(
        description="Words, each of which must be the beginning of a word of the message; accents and case are ignored."
    )
    contact_id: ContactId | None = Field(None, description="Only messages with this contact.")
    channel: Channel | None = Field(None, description="Only messages on this channel.")
    before: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The cursor of an earlier answer."
    )
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 20


class MatchingMessage(Message):
    """A message that a search has found."""

    contact_name: str | None = Field(None, description="The name of the contact; absent if the contact is gone.")


class MessageMatches(NullableResponse):
    """The messages that a search has found, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    messages: list[MatchingMessage] = Field(description="The messages, newest first.")
    searched: int = Field(description="How many messages were looked at: 500 at most, from the cursor on.")
    next_before: str | None = Field(
        description="The cursor from which older messages are searched; null if there are none. A page may be empty "
        "and have one."
    )
