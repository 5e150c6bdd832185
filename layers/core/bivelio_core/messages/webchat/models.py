"""The web chat: what a visitor's page asks and is answered, and what is put on the queue."""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from bivelio_core.models import EXACTLY, Request, Response, Timestamp

from .sessions import LONGEST_TOKEN

LONGEST_TEXT = 2_000
CHAT_LANGUAGES = ("ca", "es", "en")

Token = Annotated[str, EXACTLY, Field(min_length=1, max_length=LONGEST_TOKEN)]


class StartChat(Request):
    """Begin, or go on with the session of a token that may be over."""

    token: Token | None = Field(None, description="The last token of the session; without one it is a new session.")


class SendText(Request):
    """A message of the visitor's."""

    token: Token = Field(description="The token of the session.")
    id: Annotated[str, EXACTLY, Field(min_length=8, max_length=40, pattern=r"^\S+$")] = Field(
        description="What the page calls the message: sent again under it, it is kept once."
    )
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)] = Field(description="What the visitor writes.")
    language: Literal["ca", "es", "en"] = Field("ca", description="The language in which the chat is shown.")


class LookForTexts(Request):
    """What is new."""

    token: Token = Field(description="The token of the session.")
    after: Annotated[str, EXACTLY, Field(max_length=200)] = Field("", description="The `cursor` of the last answer.")


class ChatText(Response):
    """A message as the visitor sees it."""

    id: str = Field(description="What the visitor's page called it, or our id.")
    by: Literal["visitor", "person", "assistant"] = Field(description="Who wrote it.")
    text: str = Field(description="What was written.")
    at: Timestamp = Field(description="When it was written.")


class ChatTexts(Response):
    """Messages, and from where to look next."""

    texts: list[ChatText] = Field(description="The messages, the oldest first.")
    cursor: str = Field(description="Send it as `after`.")
    token: str | None = Field(None, description="A new token, once the former is half over.")


class StartedChat(ChatTexts):
    """A session, and how the chat looks."""

    settings: dict[str, Any] = Field(description="Title, greeting, languages, colour and side.")


class SentText(Response):
    """A message that will be there."""

    id: str = Field(description="What the page called it.")
    token: str | None = Field(None, description="A new token, once the former is half over.")


class Written(NamedTuple):
    """A message on its way to the worker that stores it."""

    session: str
    id: str
    text: str
    language: str
    at: str
