"""What can be booked and when: the models of services and of the hours of people."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.calendar.models import Location, Reminder, Reminders
from bivelio_core.calendar.times import ZoneName
from bivelio_core.models import DISTINCT, LINE, NAME, CalendarId, Day, Request, Response, Timestamp

MAXIMUM_SERVICES, MAXIMUM_PEOPLE, PEOPLE_OF_A_SERVICE = 200, 100, 20
LONGEST_SERVICE, LONGEST_BUFFER, SHORTEST_STEP = 720, 240, 5
"""Minutes."""
LONGEST_NOTICE, LONGEST_WINDOW = 86_400, 36_500
"""Minutes, and days."""
MOST_PLACES = 500
DAY_BEFORE = 1_440

ServiceId = Annotated[str, Field(min_length=1, max_length=100, examples=["svc_a1b2c3d4"])]
PersonId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,49}$", examples=["anna"])]
WallTime = Annotated[str, Field(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$", examples=["09:00"])]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HolidayRegion = Literal["ES", "ES-CT"]
ServiceName = Annotated[str, Field(min_length=1, max_length=200), NAME]
ServiceDescription = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*$")]
Price = Annotated[str, Field(min_length=1, max_length=100, examples=["45 €"]), LINE]
Minutes = Annotated[int, Field(ge=SHORTEST_STEP, le=LONGEST_SERVICE)]
Buffer = Annotated[int, Field(ge=0, le=LONGEST_BUFFER)]
Version = Annotated[int, Field(ge=1)]


class NameByLanguage(Request):
    """A name in one language or more; where one is missing, another is shown."""

    ca: ServiceName | None = Field(None, description="In Catalan.")
    es: ServiceName | None = Field(None, description="In Spanish.")
    en: ServiceName | None = Field(None, description="In English.")


class DescriptionByLanguage(Request):
    """A description in one language or more."""

    ca: ServiceDescription | None = Field(None, description="In Catalan.")
    es: ServiceDescription | None = Field(None, description="In Spanish.")
    en: ServiceDescription | None = Field(None, description="In English.")


class ListServices(Request):
    """Which services: all that can be booked, or those that one person gives."""

    person_id: PersonId | None = Field(None, description="Only services that this person gives.")


class SaveService(Request):
    """A service, which is made, or replaced where `id` names one.

    Bookings that are there stay as they are. With `version` the change is refused (409) if somebody else changed the
    service since it was read.
    """

    id: ServiceId | None = Field(None, description="The id of the service to replace; without it, one is made.")
    name: NameByLanguage = Field(description="The name, in one language or more.")
    description: DescriptionByLanguage | None = Field(None, description="What it is, in one language or more.")
    duration_minutes: Minutes = Field(description="How long it takes.")
    people: Annotated[list[PersonId], Field(min_length=1, max_length=PEOPLE_OF_A_SERVICE), DISTINCT] = Field(
        description="Who gives it, by the ids of `calendar/availability/set`."
    )
    price: Price | None = Field(None, description="The price, as people are to read it.")
    location: Location | None = Field(None, description="Where it is: a place or an address on the web.")
    buffer_before_minutes: Buffer = Field(0, description="How long before the start the person is taken too.")
    buffer_after_minutes: Buffer = Field(0, description="How long after the end the person is taken too.")
    notice_minutes: Annotated[int, Field(ge=0, le=LONGEST_NOTICE)] = Field(
        120, description="How long before the start it must be booked: 60 days at most."
    )
    window_days: Annotated[int, Field(ge=1, le=LONGEST_WINDOW)] = Field(
        60, description="How many days ahead it may be booked."
    )
    most_a_day: Annotated[int, Field(ge=1, le=100)] | None = Field(
        None, description="How often a person gives it on a day at most."
    )
    interval_minutes: Minutes | None = Field(
        None, description="How far the times are apart that are offered; as long as it takes, if it is not sent."
    )
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)] = Field(
        1, description="How many places a time has: more than one for classes and groups."
    )
    reminders: Reminders = Field(
        default_factory=lambda: [Reminder(method="email", minutes_before=DAY_BEFORE)],
        description="When who has booked is reminded; a day before, if it is not sent.",
    )
    active: bool = Field(True, description="Whether it can be booked now.")
    public: bool = Field(False, description="Whether it has a page on which anybody can book it.")
    version: Version | None = Field(
        None, description="The version the change is based on; refused (409) if the service has another."
    )


class DeleteService(Request):
    """Which service to remove. Its bookings stay."""

    id: ServiceId = Field(description="The id of the resource.")


class OpenHours(Request):
    """From when until when on a day, as clocks show it there."""

    start: WallTime = Field(description="From when.")
    end: WallTime = Field(description="Until when; `24:00` for midnight.")


class WeeklyHours(OpenHours):
    """Hours of one day of each week."""

    weekday: Weekday = Field(description="The day of the week.")


Week = Annotated[list[WeeklyHours], Field(max_length=70)]


class OtherHours(Request):
    """Days with other hours than those of the week: holidays, a Saturday that is open."""

    date: Day = Field(description="The day; with `until`, the first of several.")
    until: Day | None = Field(None, description="The last day of several.")
    hours: Annotated[list[OpenHours], Field(max_length=10)] = Field(
        default_factory=list, description="The hours of these days; none when closed."
    )


class HoursOfService(Request):
    """The hours in which a person gives one service, where they are not those of all."""

    service_id: ServiceId = Field(description="The id of the service.")
    weekly: Week = Field(description="The hours of each week.")


class GetAvailability(Request):
    """Whose hours to read: all people's, or one's."""

    person_id: PersonId | None = Field(None, description="Only this person.")


class SetAvailability(Request):
    """The hours of a person, all of them: who is not known yet is made, and what is not sent is cleared."""

    person_id: PersonId = Field(description="The person, by a short name of yours.")
    name: Annotated[str, Field(min_length=1, max_length=200), NAME] = Field(description="The name, as people read it.")
    timezone: ZoneName | None = Field(
        None, description="The time zone of the hours; the organisation's, if it is not sent."
    )
    calendars: Annotated[list[CalendarId], Field(min_length=1, max_length=5), DISTINCT] = Field(
        default_factory=lambda: ["primary"],
        description="The calendars whose events are in the way; bookings are put into the first.",
    )
    weekly: Week = Field(description="The hours of each week.")
    services: Annotated[list[HoursOfService], Field(max_length=50)] = Field(
        default_factory=list, description="Services that are given in other hours."
    )
    exceptions: Annotated[list[OtherHours], Field(max_length=400)] = Field(
        default_factory=list, description="Days with other hours; they win over public holidays."
    )
    holidays: HolidayRegion | None = Field(
        None, description="Whose public holidays are closed: `ES` the national ones, `ES-CT` those of Catalonia too."
    )
    version: Version | None = Field(
        None, description="The version the change is based on; refused (409) if the hours have another."
    )


class DeleteAvailability(Request):
    """Which person to remove: nobody can book them any more. Their bookings stay."""

    person_id: PersonId = Field(description="The person.")


class BookableService(Response):
    """A service that can be booked."""

    id: str = Field(description="The id of the resource.")
    name: NameByLanguage = Field(description="The name, by language.")
    description: DescriptionByLanguage | None = Field(None, description="What it is, by language.")
    duration_minutes: int = Field(description="How long it takes.")
    people: list[str] = Field(description="Who gives it.")
    price: str | None = Field(None, description="The price, as people are to read it.")
    location: str | None = Field(None, description="Where it is.")
    buffer_before_minutes: int = Field(description="How long before the start the person is taken too.")
    buffer_after_minutes: int = Field(description="How long after the end the person is taken too.")
    notice_minutes: int = Field(description="How long before the start it must be booked.")
    window_days: int = Field(description="How many days ahead it may be booked.")
    most_a_day: int | None = Field(None, description="How often a person gives it on a day at most.")
    interval_minutes: int | None = Field(None, description="How far the times are apart that are offered.")
    places: int = Field(description="How many places a time has.")
    reminders: list[Reminder] = Field(description="When who has booked is reminded.")
    active: bool = Field(description="Whether it can be booked now.")
    public: bool = Field(description="Whether it has a page on which anybody can book it.")
    url: str | None = Field(None, description="The address of its page, where it has one.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class BookableServices(Response):
    """Services that can be booked."""

    services: list[BookableService] = Field(description="The services, in the order in which they were made.")


class DeletedService(Response):
    """A service that is gone."""

    id: str = Field(description="The id of the resource.")
    deleted: bool = Field(description="Always true.")


class HoursOfDays(Response):
    """Days with other hours than those of the week."""

    date: str = Field(description="The day; with `until`, the first of several.")
    until: str | None = Field(None, description="The last day of several.")
    hours: list[OpenHours] = Field(description="The hours of these days; none when closed.")


class PersonHours(Response):
    """The hours of a person."""

    person_id: str = Field(description="The person.")
    name: str = Field(description="Who it is, as pages of services show them.")
    timezone: str = Field(description="The time zone of the hours.")
    calendars: list[str] = Field(description="The calendars whose events are in the way.")
    weekly: list[WeeklyHours] = Field(description="The hours of each week.")
    services: list[HoursOfService] = Field(description="Services that are given in other hours.")
    exceptions: list[HoursOfDays] = Field(description="Days with other hours.")
    holidays: HolidayRegion | None = Field(None, description="Whose public holidays are closed.")
    version: int = Field(description="The version of the resource; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")


class HoursOfPeople(Response):
    """The hours of people."""

    people: list[PersonHours] = Field(description="The people, by their ids.")


class DeletedAvailability(Response):
    """A person who can be booked no more."""

    person_id: str = Field(description="The person.")
    deleted: bool = Field(description="Always true.")
