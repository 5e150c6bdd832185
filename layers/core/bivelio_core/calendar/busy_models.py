"""When calendars are busy: the models of the request and the response."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.models import CalendarId, Instant, Request, Response, Timestamp

GoogleAnswer = Literal["included", "unavailable"]


class FreeBusy(Request):
    """Of which time to know when the calendars are busy: at most 366 days."""

    start: Instant = Field(alias="from", description="From when.")
    end: Instant = Field(alias="to", description="Until when: at most 366 days later.")
    calendars: Annotated[list[CalendarId], Field(min_length=1, max_length=10)] = Field(
        default_factory=lambda: ["primary"], description="The calendars: up to ten."
    )
    include_google: bool | None = Field(
        None,
        description=(
            "Whether Google Calendar is asked for the times of calendars that have an account there. By default it is, "
            "and `google` says whether it answered; with `true` nothing is answered without it."
        ),
    )


class BusyTime(Response):
    """A time in which a calendar is busy; overlapping events are one."""

    start: Timestamp = Field(description="From when.")
    end: Timestamp = Field(description="Until when.")


class BusyCalendar(Response):
    """When a calendar is busy."""

    calendar_id: str = Field(description="The id of the calendar.")
    busy: list[BusyTime] = Field(description="The times, in order.")
    google: GoogleAnswer | None = Field(
        None, description="Where accounts of several calendars were asked: whether this one's answered."
    )


class Availability(Response):
    """When calendars are busy."""

    calendars: list[BusyCalendar] = Field(description="The calendars that were asked for.")
    google: GoogleAnswer | None = Field(
        None,
        description=(
            "`included`: the times have those that Google told now. `unavailable`: an account at Google did not "
            "answer, and its times are those that were read last. Absent when none was asked."
        ),
    )
