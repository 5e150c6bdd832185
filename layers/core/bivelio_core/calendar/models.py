"""The calendar: the models of requests and responses."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bivelio_core.contacts.fields import Email
from bivelio_core.models import (
    DISTINCT,
    LINE,
    NAME,
    NOT_NULL,
    CalendarId,
    Instant,
    ListRequest,
    Pagination,
    Request,
    Response,
    Timestamp,
)

from .times import DEFAULT_ZONE, When, ZoneName

MAXIMUM_ATTENDEES, MAXIMUM_REMINDERS, MAXIMUM_CALENDARS = 100, 5, 20
FOUR_WEEKS = 40_320

EventId = Annotated[str, Field(min_length=1, max_length=100, examples=["evt_u8v9w0x1"])]
Title = Annotated[str, Field(min_length=1, max_length=300), NAME]
Description = Annotated[str, Field(max_length=8_000, pattern=r"^[^\x00]*$")]
Location = Annotated[str, Field(min_length=1, max_length=1_000), LINE]
AttendeeStatus = Literal["needs_action", "accepted", "declined", "tentative"]
EventStatus = Literal["confirmed", "tentative", "cancelled"]
Source = Literal["bivelio", "google_calendar", "invitation"]
InvitationAnswer = Literal["accepted", "declined", "tentative"]
GoogleStatus = Literal["synced", "pending", "failed"]


class _Addressed:
    """Takes an address alone for an attendee."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "format": "email", "maxLength": 254}, handler(schema)]}


def _as_attendee(value: Any) -> Any:
    return {"email": value} if isinstance(value, str) else value


class AttendeeInput(Request):
    """Who is invited: an address alone, or with a name."""

    email: Email = Field(description="E-mail address.")
    name: Annotated[str, Field(min_length=1, max_length=200), NAME] | None = Field(
        None, description="How the guest is called in the invitation."
    )
    optional: bool = Field(default=False, description="Whether they may be absent.")


Attendees = Annotated[
    list[Annotated[AttendeeInput, BeforeValidator(_as_attendee), _Addressed()]], Field(max_length=MAXIMUM_ATTENDEES)
]


class Reminder(Request):
    """When to be reminded. `popup` is for who shows the calendar; `email` is sent to those who attend, by us."""

    method: Literal["email", "popup"] = Field(description="`email` or `popup`.")
    minutes_before: Annotated[int, Field(ge=0, le=FOUR_WEEKS)] = Field(
        description="How many minutes before the start: up to four weeks."
    )


Reminders = Annotated[list[Reminder], Field(max_length=MAXIMUM_REMINDERS)]


class ListCalendarEvents(ListRequest):
    """Which events: those that last at any moment from `from` until before `to`, at most 366 days, by their start."""

    start: Instant = Field(alias="from", description="From when.")
    end: Instant = Field(alias="to", description="Until when: at most 366 days later.")
    calendar_id: CalendarId = Field(
        "primary", description="The id of a calendar; `primary` is that of the organisation."
    )
    calendars: Annotated[list[CalendarId], Field(min_length=1, max_length=MAXIMUM_CALENDARS), DISTINCT] | None = Field(
        None, description="Several calendars in place of one: up to 20."
    )
    include_cancelled: bool = Field(default=False, description="Whether cancelled events are listed too.")


class GetCalendarEvent(Request):
    """Which event to read."""

    id: EventId = Field(description="The id of the resource.")


class CreateEvent(Request):
    """A new event.

    `start` and `end` are instants (`2026-04-10T15:00:00Z`), local times in `timezone` (`2026-04-10T17:00:00`), or days
    for events of whole days (`2026-04-10`), of which `end` is the day after the last. Who attends is invited by e-mail
    through the organisation's e-mail connection, or by Google with `sync_to_google`.
    """

    title: Title = Field(description="The title, on one line.")
    description: Description | None = Field(None, description="What it is about.")
    start: When = Field(description="When it starts: an instant, a local time, or a day.")
    end: When | None = Field(
        None, description="When it ends; of whole days, the day after the last (one day by default)."
    )
    timezone: ZoneName = Field(DEFAULT_ZONE, description="The time zone, a name of the IANA.")
    location: Location | None = Field(None, description="Where it is: a place or an address on the web.")
    calendar_id: CalendarId = Field(
        "primary", description="The id of a calendar; `primary` is that of the organisation."
    )
    attendees: Attendees = Field(default_factory=list, description="Who is invited: addresses, or objects.")
    reminders: Reminders = Field(default_factory=list, description="When to be reminded.")
    sync_to_google: bool = Field(default=False, description="Whether Google Calendar has it too, and invites.")


class UpdateEvent(Request):
    """A change of an event: only what is sent changes; `attendees` and `reminders` replace, null clears a text.

    With `version` the change is refused (409) if somebody else changed the event since it was read.
    """

    id: EventId = Field(description="The id of the resource.")
    title: Annotated[Title | None, NOT_NULL] = Field(None, description="The title, on one line.")
    description: Description | None = Field(None, description="What it is about.")
    start: Annotated[When | None, NOT_NULL] = Field(None, description="When it starts.")
    end: Annotated[When | None, NOT_NULL] = Field(
        None, description="When it ends. With `start` alone the event is moved and lasts as long as before."
    )
    timezone: Annotated[ZoneName | None, NOT_NULL] = Field(None, description="The time zone, a name of the IANA.")
    location: Location | None = Field(None, description="Where it is.")
    attendees: Annotated[Attendees | None, NOT_NULL] = Field(None, description="Who is invited, all of them.")
    reminders: Annotated[Reminders | None, NOT_NULL] = Field(None, description="When to be reminded, all of them.")
    calendar_id: Annotated[CalendarId | None, NOT_NULL] = Field(None, description="The calendar to move it to.")
    sync_to_google: Annotated[bool | None, NOT_NULL] = Field(
        None,
        description=(
            "Whether Google Calendar has it too, and invites. Switched on, our invitations are withdrawn; switched "
            "off, Google's copy is removed and we invite. An event that was made at Google stays there."
        ),
    )
    answer: Annotated[InvitationAnswer | None, NOT_NULL] = Field(
        None,
        description=(
            "Our answer to an invitation that came in by mail, which its organizer gets by mail. Of such an event only "
            "this and `calendar_id` can be changed."
        ),
    )
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the change is based on; refused (409) if the event has another."
    )


class CancelEvent(Request):
    """Which event to cancel. Who was invited is told."""

    id: EventId = Field(description="The id of the resource.")
    version: Annotated[int, Field(ge=1)] | None = Field(
        None, description="The version the cancellation is based on; refused (409) if the event has another."
    )


class Attendee(Response):
    """Who is invited, and what they answered."""

    email: str = Field(description="E-mail address.")
    name: str | None = Field(None, description="How the guest is called.")
    optional: bool | None = Field(None, description="True for who may be absent.")
    status: AttendeeStatus = Field(description="What they answered.")


class EventConflict(Response):
    """A change that lost against a later one, made elsewhere at the same time."""

    lost_at: Timestamp = Field(description="When it was found to have lost.")
    source: Source = Field(description="Where the change was made that lost.")
    fields: dict[str, Any] = Field(description="The values that were not kept.")


class EventBooking(Response):
    """What an event is that somebody has booked."""

    service_id: str = Field(description="The id of the service.")
    service_name: str = Field(description="Its name, as it was when it was booked.")
    person_id: str = Field(description="With whom.")
    contact_id: str = Field(description="The id of the contact who booked.")
    name: str = Field(description="The name of who booked.")
    email: str | None = Field(None, description="E-mail address.")
    phone: str | None = Field(None, description="The phone number, as it was entered.")
    places: int = Field(description="How many places.")


class EventInvitation(Response):
    """By whom we are invited to an event, and what we have answered."""

    organizer: str = Field(description="The e-mail address of who invites.")
    organizer_name: str | None = Field(None, description="Their name, as they write it.")
    attendee: str = Field(description="The address of ours that is invited.")
    answer: AttendeeStatus = Field(description="What we have answered.")


class EventConversation(Response):
    """The conversation in which an invitation came in."""

    contact_id: str = Field(description="With whom: the id of the contact.")
    message_id: str = Field(description="The id of the newest message that is about the event.")


class CalendarEvent(Response):
    """An event of a calendar."""

    id: str = Field(description="The id of the resource.")
    calendar_id: str = Field(description="The id of the calendar that has the event.")
    title: str = Field(description="What the event is called.")
    description: str | None = Field(None, description="What it is about.")
    start: str = Field(description="When it starts: an instant in UTC, or a day.")
    end: str = Field(description="When it ends: an instant in UTC, or the day after the last.")
    all_day: bool = Field(description="Whether it lasts whole days.")
    timezone: str = Field(description="The time zone.")
    location: str | None = Field(None, description="Where it is.")
    attendees: list[Attendee] = Field(description="Who is invited.")
    reminders: list[Reminder] = Field(description="When to be reminded.")
    status: EventStatus = Field(
        description="`confirmed`, `cancelled`, or `tentative`: an invitation that we have not accepted."
    )
    source: Source = Field(description="Where it was made.")
    sync_to_google: bool = Field(description="Whether Google Calendar has it too.")
    google_event_id: str | None = Field(None, description="Its id at Google Calendar.")
    google_connection_id: str | None = Field(
        None, description="The connection whose account has it at Google Calendar, or had it when it came from there."
    )
    google_status: GoogleStatus | None = Field(
        None, description="Whether Google Calendar has its last change: `synced`, `pending`, or `failed`."
    )
    conflicts: list[EventConflict] | None = Field(
        None, description="Changes that lost against later ones: the last ten."
    )
    booking: EventBooking | None = Field(None, description="Of a booking: what was booked, with whom and by whom.")
    invitation: EventInvitation | None = Field(None, description="Of an invitation that came in by mail: whose it is.")
    conversation: EventConversation | None = Field(None, description="Of the same: where it came in.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    cancelled_at: Timestamp | None = Field(None, description="When it was cancelled.")


class OverlappingEvent(Response):
    """Another event of the calendar at the same time."""

    id: str = Field(description="The id of the event.")
    title: str | None = Field(None, description="Its title; absent where somebody books, who need not know it.")
    start: str = Field(description="When it starts: an instant in UTC, or a day.")
    end: str = Field(description="When it ends: an instant in UTC, or the day after the last.")


class ChangedEvent(CalendarEvent):
    """An event, and whether those who attend are told of the change."""

    overlaps: list[OverlappingEvent] | None = Field(
        None,
        description=(
            "Where the settings of the calendar say `warn`: the first 20 other events at the same time, if there are "
            "any. A change that leaves the time as it is tells of none."
        ),
    )

    attendees_notified: bool = Field(
        description=(
            "Whether those who attend are told: by us within a minute or two, or by Google. False when nobody attends, "
            "or no e-mail connection is there."
        )
    )


class CalendarEventPage(Response):
    """A page of events, by their start."""

    events: list[CalendarEvent] = Field(description="The events of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
