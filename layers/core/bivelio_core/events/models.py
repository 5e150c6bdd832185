"""The pull feed of events: the models of requests and responses."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, ValidationError, core_schema

from bivelio_core.faults import broken
from bivelio_core.models import Instant, Request, Response, Timestamp


def _types() -> list[str]:
    """The names of all declared types."""
    from bivelio_core import domain  # noqa: PLC0415 - only when a validator is built that needs them

    return list(domain.event_types())


def _types_and_patterns() -> list[str]:
    """The same, and the patterns that cover several of them."""
    from .patterns import all_patterns  # noqa: PLC0415 - see above

    return [*_types(), *all_patterns()]


def _one_of(names: list[str]) -> CoreSchema:
    """Accepts one of the names; another text is refused with the nearest one."""

    def nearest(value: Any, accept: core_schema.ValidatorFunctionWrapHandler) -> Any:
        try:
            return accept(value)
        except ValidationError:
            if not isinstance(value, str):
                raise
        from difflib import get_close_matches  # noqa: PLC0415 - only refusals need it

        hint = {"nearest": near[0]} if (near := get_close_matches(value, names, n=1)) else {}
        raise broken("choice", expected=", ".join(names), **hint)

    return core_schema.no_info_wrap_validator_function(nearest, core_schema.literal_schema(names))


class _OneOfTheTypes:
    """Accepts the name of a declared type of event; the names are read when the validator is built, on first use."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _one_of(_types())


class _SomeOf:
    """Accepts a list of the names that a function gives, at most as many as there are."""

    def __init__(self, names: Callable[[], list[str]]) -> None:
        self._names = names

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        names = self._names()
        return core_schema.list_schema(_one_of(names), min_length=1, max_length=len(names))


EventTypeName = Annotated[str, _OneOfTheTypes()]
EventTypeNames = Annotated[list[str], _SomeOf(_types)]
EventPatterns = Annotated[list[str], _SomeOf(_types_and_patterns)]
"""Types of event, `contact.*` for all of a resource, `*` for all (patterns.py)."""

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


class ListEventTypes(Request):
    """Which types of event to describe: all, unless some are named."""

    types: EventTypeNames | None = Field(None, description="Only these types.")


class DescribedEventType(Response):
    """A type of event: what happened, and what its events carry."""

    name: str = Field(description="The type, as webhooks, workflows and the feed name it.")
    description: str = Field(description="What has happened, in English.")
    resource: str = Field(description="The resource that it is about.")
    scope: str = Field(description="What a key needs to read its events.")
    pattern: str = Field(description="What a webhook subscribes to for all types like it.")
    data_schema: dict[str, Any] = Field(description="The JSON Schema of its `data`.")
    example: dict[str, Any] = Field(description="An example of its `data`.")


class EventCatalogue(Response):
    """The types of event."""

    event_types: list[DescribedEventType] = Field(description="The types, those of a resource together.")
