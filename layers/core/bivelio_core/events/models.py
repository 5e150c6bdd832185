"""The pull feed of events: the models of requests and responses."""

from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from bivelio_core.models import Instant, Request, Response, Timestamp


def _types() -> list[str]:
    """The names of all declared types."""
    from bivelio_core import domain  # noqa: PLC0415 - only when a validator is built that needs them

    return list(domain.event_types())


class _OneOfTheTypes:
    """Accepts the name of a declared type of event; the names are read when the validator is built, on first use."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(_types())


class _SomeOfTheTypes:
    """Accepts a list of names of declared types of event, at most as many as there are."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        names = _types()
        return core_schema.list_schema(core_schema.literal_schema(names), min_length=1, max_length=len(names))


EventTypeName = Annotated[str, _OneOfTheTypes()]
EventTypeNames = Annotated[list[str], _SomeOfTheTypes()]

EventId = Annotated[str, Field(min_length=1, max_length=100, examples=["evn_0j3k8z2m4n6p0q1r"])]


class ListEvents(Request):
    """Which events, oldest first: after a cursor (`next_after` of the last answer), from a time, or from the start.

    With `newest_first` the order and the direction of the cursor are the other way round, down to `from`.
    Events are listed from two seconds after they were recorded, for 30 days; a client that follows the cursor
    misses none.
    """

    after: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="Only events after this cursor: `next_after` of an earlier response."
    )
    since: Instant | None = Field(None, alias="from", description="From this time on.")
    types: EventTypeNames | None = Field(None, description="Only events of these types.")
    newest_first: bool = Field(
        default=False,
        description="The newest first; the cursor then leads to older ones. Polling needs the other order.",
    )
    limit: Annotated[int, Field(ge=1, le=100, description="The largest number of results.")] = 50


class GetEvent(Request):
    """Which event to read."""

    id: EventId = Field(description="The id of the resource.")


class EventRecord(Response):
    """An event. `data` has the type's schema (docs/events.md)."""

    id: str = Field(description="The id of the resource.")
    event: str = Field(description="The event type.")
    timestamp: Timestamp = Field(description="When it happened.")
    data: dict[str, Any] = Field(description="The resource the event is about, as the API shows it.")


class EventPage(Response):
    """Events in the order in which they were recorded."""

    events: list[EventRecord] = Field(description="The events, oldest first unless `newest_first`.")
    next_after: str = Field(description="The cursor to continue from.")
    has_more: bool = Field(description="Whether there are more events behind the cursor now.")
