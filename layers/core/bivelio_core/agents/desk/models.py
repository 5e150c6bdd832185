"""The front desk: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.agents.fields import AgentId
from bivelio_core.models import DISTINCT, LINE, NOT_NULL, Request, Response, Timestamp
from bivelio_core.providers.messaging.port import Channel

DeskLanguage = Literal["ca", "es", "en"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HandOverReason = Literal["asked_for", "unsure", "complaint", "money", "failed_turns"]

LocalTime = Annotated[str, Field(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", examples=["09:00"])]
Phrase = Annotated[str, Field(min_length=1, max_length=1_000)]
Phrases = Annotated[dict[DeskLanguage, Phrase], Field(max_length=3)]
Limit = Annotated[str, Field(min_length=1, max_length=300), LINE]
UserId = Annotated[str, Field(min_length=1, max_length=100, examples=["usr_0123456789abcdef"])]

_ENABLED = "Whether the agent answers. It may be enabled once there is an agent and a channel."
_AGENT = "The agent that answers. Its tools are about the person it talks with alone."
_CHANNELS = "The channels on which it answers."
_LANGUAGES = "The languages it answers in; the first is used where the person's is none of them."
_GREETING = "What the first answer of a conversation begins with, by language."
_TONE = "How it writes, in your words."
_NEVER = "What it must not do or promise, a sentence each."
_HOURS = "When people of yours are there, in the organisation's time zone. It says so, and answers at all hours."
_WHEN = "When it hands over to a person. It always does when it cannot answer at all."
_TO = "The user to whom it hands over; by default nobody in particular."
_TEXT = "What it says when it hands over, by language."
_WAIT = "How many seconds it waits for the rest of what somebody writes in several messages."
_COLLECTIONS = "The collections of knowledge that it answers from."
_WRITES = "Whether it may use those of the agent's tools that change something."


class DeskHours(Request):
    """Hours of some days of the week."""

    days: Annotated[list[Weekday], Field(min_length=1, max_length=7), DISTINCT] = Field(
        description="The days of the week on which these hours hold."
    )
    opens: LocalTime = Field(description="From when.")
    closes: LocalTime = Field(description="Until when.")


Hours = Annotated[list[DeskHours], Field(max_length=14)]
Channels = Annotated[list[Channel], Field(max_length=5), DISTINCT]
Languages = Annotated[list[DeskLanguage], Field(min_length=1, max_length=3), DISTINCT]
Never = Annotated[list[Limit], Field(max_length=20)]
Reasons = Annotated[list[HandOverReason], Field(max_length=5), DISTINCT]
Wait = Annotated[int, Field(ge=0, le=60)]
Collections = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=5), DISTINCT]
Tone = Annotated[str, Field(max_length=500)]


class GetDesk(Request):
    """The settings of the front desk."""


class UpdateDesk(Request):
    """Changes of the front desk's settings; what is not sent stays."""

    enabled: Annotated[bool | None, NOT_NULL] = Field(None, description=_ENABLED)
    agent_id: Annotated[AgentId | None, NOT_NULL] = Field(None, description=_AGENT)
    channels: Annotated[Channels | None, NOT_NULL] = Field(None, description=_CHANNELS)
    languages: Annotated[Languages | None, NOT_NULL] = Field(None, description=_LANGUAGES)
    greeting: Annotated[Phrases | None, NOT_NULL] = Field(None, description=_GREETING)
    tone: Annotated[Tone | None, NOT_NULL] = Field(None, description=_TONE)
    never: Annotated[Never | None, NOT_NULL] = Field(None, description=_NEVER)
    hours: Annotated[Hours | None, NOT_NULL] = Field(None, description=_HOURS)
    hand_over_when: Annotated[Reasons | None, NOT_NULL] = Field(None, description=_WHEN)
    hand_over_to: UserId | None = Field(None, description=_TO)
    hand_over_text: Annotated[Phrases | None, NOT_NULL] = Field(None, description=_TEXT)
    collections: Annotated[Collections | None, NOT_NULL] = Field(None, description=_COLLECTIONS)
    wait_seconds: Annotated[Wait | None, NOT_NULL] = Field(None, description=_WAIT)
    allow_writes: Annotated[bool | None, NOT_NULL] = Field(None, description=_WRITES)
    version: int | None = Field(None, description="Refuse the change unless this is the current version.")


class Desk(Response):
    """The settings of the front desk."""

    enabled: bool = Field(description=_ENABLED)
    agent_id: str | None = Field(None, description=_AGENT)
    channels: list[Channel] = Field(description=_CHANNELS)
    languages: list[DeskLanguage] = Field(description=_LANGUAGES)
    greeting: dict[str, str] = Field(description=_GREETING)
    tone: str = Field(description=_TONE)
    never: list[str] = Field(description=_NEVER)
    hours: list[DeskHours] = Field(description=_HOURS)
    hand_over_when: list[HandOverReason] = Field(description=_WHEN)
    hand_over_to: str | None = Field(None, description=_TO)
    hand_over_text: dict[str, str] = Field(description=_TEXT)
    collections: list[str] = Field(description=_COLLECTIONS)
    wait_seconds: int = Field(description=_WAIT)
    allow_writes: bool = Field(description=_WRITES)
    version: int = Field(description="The version; it grows with every change, and is 0 before the first.")
    updated_at: Timestamp | None = Field(None, description="When it was last changed.")
