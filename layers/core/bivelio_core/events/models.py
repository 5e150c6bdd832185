"""Events at the edge: the pull feed."""

from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.models import Instant, Request, Response, Timestamp

EventTypeName = Literal[
    "workflow.completed",
    "workflow.failed",
    "message.received",
    "message.sent",
    "contact.created",
    "contact.updated",
    "invoice.created",
    "invoice.paid",
    "case.created",
    "case.updated",
    "agent.executed",
    "document.processed",
]
"""The names in catalogue.TYPES, for types and schemas."""

EventId = Annotated[str, Field(min_length=1, max_length=100, examples=["evn_0j3k8z2m4n6p0q1r"])]


class ListEvents(Request):
    """Which events, oldest first: behind a cursor (`next_after` of the last answer), or from a time, or from the start.

    Events are there for 30 days, two seconds after they were recorded; nobody who follows the cursor misses one.
    """

    after: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    since: Instant | None = Field(None, alias="from")
    types: Annotated[list[EventTypeName], Field(min_length=1, max_length=12)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class GetEvent(Request):
    """Which event to read."""

    id: EventId


class EventRecord(Response):
    """What happened. `data` is of the type's schema (docs/events.md)."""

    id: str
    event: str
    timestamp: Timestamp
    data: dict[str, Any]


class EventPage(Response):
    """Events in the order in which they were recorded."""

    events: list[EventRecord]
    next_after: str
    has_more: bool
