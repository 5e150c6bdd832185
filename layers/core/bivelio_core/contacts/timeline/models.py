"""Timelines of contacts: the models of the request and the response."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from bivelio_core.contacts.models import ContactId
from bivelio_core.models import DISTINCT, NullableResponse, Request, Response, Timestamp

TimelineKind = Literal["note", "task", "message", "invoice", "case", "deal"]

Cursor = Annotated[str, Field(min_length=1, max_length=2_000)]


class GetTimeline(Request):
    """Whose timeline, newest first. A cursor goes on exactly where a page ended, whatever came since."""

    contact_id: ContactId = Field(description="The id of the contact.")
    kinds: Annotated[list[TimelineKind], Field(max_length=10), DISTINCT] = Field(
        default_factory=list, description="Only entries of these kinds; all that the caller may read without them."
    )
    before: Cursor | None = Field(None, description="The cursor of an earlier answer, which has its `kinds` too.")
    limit: Annotated[int, Field(ge=1, le=50, description="The largest number of results.")] = 20


class TimelineEntry(Response):
    """Something that has happened with a contact."""

    kind: TimelineKind = Field(description="What it is: a task is one that was done.")
    at: Timestamp = Field(description="When it happened: when it was written, done, sent, received or created.")
    data: dict[str, Any] = Field(description="The resource, as the list of its own operation shows it.")


class Timeline(NullableResponse):
    """What has happened with a contact, newest first."""

    nullable: ClassVar[frozenset[str]] = frozenset({"next_before"})

    entries: list[TimelineEntry] = Field(description="The entries, newest first.")
    kinds: list[TimelineKind] = Field(description="The kinds that were asked for and that the caller may read.")
    next_before: str | None = Field(description="The cursor for older results; null if there are none.")
