"""The settings of calendars: the models of requests and responses."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import NOT_NULL, CalendarId, Request, Response, Timestamp

MAXIMUM_CALENDARS = 50

OverlapRule = Literal["allow", "warn", "refuse"]
RuleByCalendar = Annotated[dict[CalendarId, OverlapRule], Field(max_length=MAXIMUM_CALENDARS)]


class GetCalendarSettings(Request):
    """Nothing is asked for: an environment has one set of settings."""


class UpdateCalendarSettings(Request):
    """A change of the settings: only what is sent changes; `calendars` replaces all of them.

    With `version` it is refused (409) if somebody else changed the settings since they were read.
    """

    overlaps: Annotated[OverlapRule | None, NOT_NULL] = Field(
        None,
        description=(
            "What becomes of an event that comes to the time of another one of its calendar: `allow` makes it, `warn` "
            "makes it and tells of the others, `refuse` does not make it (409)."
        ),
    )
    calendars: Annotated[RuleByCalendar | None, NOT_NULL] = Field(
        None, description="What holds of single calendars in its place, by their names: up to 50."
    )
    version: Annotated[int, Field(ge=0)] | None = Field(
        None, description="The version the change is based on; refused (409) if the settings have another."
    )


class CalendarSettings(Response):
    """The settings of calendars."""

    overlaps: OverlapRule = Field(description="What becomes of overlaps where nothing else is said.")
    calendars: dict[str, OverlapRule] = Field(description="What holds of single calendars in its place.")
    version: int = Field(description="The version of the settings; 0 until they are first changed.")
    updated_at: Timestamp | None = Field(None, description="When they were last changed.")
