"""Reads iCalendar files of others (RFC 5545), however broken: their events, or the reason why there are none.

The library splits lines, dates and durations; what they mean is decided here. Definitions of time
zones are not evaluated: their rules may recur each second for centuries. A zone is found by its name, as the IANA or
Windows has it, or by the name that its definition gives as its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from . import times
from .ics_components import Component, Property, Unreadable, components
from .times import Period

MAXIMUM_ATTENDEES = 500
LARGEST_SEQUENCE = 2**31 - 1
CONTAINER, EVENT, ZONE = "VCALENDAR", "VEVENT", "VTIMEZONE"
OTHERS = frozenset({"VTODO", "VJOURNAL", "VFREEBUSY", "VALARM", "VAVAILABILITY", ZONE})
"""Kinds of component that are passed over by name; a name that is not among them is not repeated."""
STATUSES = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
ANSWERS = {
    "NEEDS-ACTION": "needs_action",
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}


@dataclass(frozen=True, slots=True)
class Guest:
    """Who attends. `answer` is None for one that we do not keep, such as a delegation."""

    email: str
    name: str = ""
    answer: str | None = "needs_action"
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event of a file.

    `period` is in UTC, with `days` for whole days; without one, `untimed` says why. `stamp` is its DTSTAMP, in UTC.
    `recurs` is true for a series, and for a single event of one; `repeats` for a series alone, and `recurrence` is the
    line that names a single event of one.
    """

    uid: str
    method: str
    sequence: int
    stamp: datetime | None
    period: Period | None
    untimed: str
    zone: str
    status: str
    title: str = field(repr=False)
    guests: Sequence[Guest] = field(repr=False)
    recurs: bool = False
    repeats: bool = False
    recurrence: str = ""
    organizer: str = field(default="", repr=False)
    organizer_name: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    location: str = field(default="", repr=False)


class ReadFile(NamedTuple):
    """The events of a file, the reason for each one that cannot be read, and what else it has."""

    events: Sequence[ReadEvent]
    refused: Sequence[str]
    others: Sequence[str]


def read(content: bytes, floating_zone: str = times.DEFAULT_ZONE) -> ReadFile:
    """The events of a file. Times without a zone are of the file's own, else of `floating_zone`. Raises Unreadable."""
    component_list = components(content)
    zones = {
        each.text("TZID"): each.text("X-LIC-LOCATION")
        for each in component_list
        if each.name == ZONE and each.text("TZID")
    }
    events: list[ReadEvent] = []
    refused: list[str] = []
    for each in component_list:
        if each.name == EVENT and (each.parent is None or each.parent.name == CONTAINER):
            try:
                events.append(_event(each, zones, floating_zone))
            except Unreadable as unreadable:
                refused.append(str(unreadable))
    others = list(dict.fromkeys(each.name for each in component_list if each.name in OTHERS))
    if not events:
        none = f"it has no event, but {', '.join(others)}" if others else "it has no event"
        raise Unreadable(refused[0] if refused else none)
    return ReadFile(events, refused, others)


def _event(component: Component, zones: dict[str, str], floating_zone: str) -> ReadEvent:
    uid = component.text("UID")
    if not uid or len(uid) > 1_000:  # noqa: PLR2004 - longer than any calendar makes
        raise Unreadable("an event has no UID")
    container = component.parent
    outer = container.text("X-WR-TIMEZONE") if container else ""
    floating = outer if times.is_zone(outer) else floating_zone
    try:
        period, zone = _period(component, zones, floating)
        untimed = ""
    except Unreadable as unreadable:
        period, zone, untimed = None, floating, str(unreadable)
    return ReadEvent(
        uid=uid,
        method=(container.text("METHOD") if container else "").upper()[:20],
        sequence=_sequence(component.text("SEQUENCE")),
        stamp=_stamp(component.text("DTSTAMP")),
        period=period,
        untimed=untimed,
        zone=zone,
        status=STATUSES.get(component.text("STATUS").upper(), "confirmed"),
        title=" ".join(component.text("SUMMARY").split())[:300],
        guests=tuple(_guests(component)),
        recurs=any(component.first(name) for name in ("RECURRENCE-ID", "RRULE", "RDATE")),
        repeats=any(component.first(name) for name in ("RRULE", "RDATE")),
        recurrence=_recurrence(component),
        organizer=_organizer(component),
        organizer_name=_name_of(component.first("ORGANIZER")),
        description=component.text("DESCRIPTION"),
        location=component.text("LOCATION"),
    )


def _recurrence(component: Component) -> str:
    """The line that names a single event of a series, in one form however it is written; "" for others."""
    line = component.first("RECURRENCE-ID")
    if line is None:
        return ""
    zone = line.parameters.get("TZID", "")
    value = line.value.strip().upper()
    if not (value.isascii() and value.isalnum()) or len(value) > 20 or not _is_zone_text(zone):  # noqa: PLR2004
        raise Unreadable("the event of a series that it is about cannot be read")
    kind = ";VALUE=DATE" if len(value) == len("20260410") else f";TZID={zone}" if zone else ""
    return f"RECURRENCE-ID{kind}:{value}"


def _is_zone_text(zone: str) -> bool:
    return len(zone) <= 64 and all(each.isalnum() or each in "/_+- ." for each in zone)  # noqa: PLR2004


def _organizer(component: Component) -> str:
    """The address of who invites; "" without one."""
    line = component.first("ORGANIZER")
    return _address(line) if line else ""


def _name_of(line: Property | None) -> str:
    return " ".join(line.parameters.get("CN", "").split())[:200] if line else ""


def _address(line: Property) -> str:
    """The e-mail address of a person; "" for none that can be one."""
    address = line.value.strip()
    scheme, _, rest = address.partition(":")
    email = (rest if scheme.lower() == "mailto" else line.parameters.get("EMAIL", address)).strip()
    return email if "@" in email and len(email) <= 254 else ""  # noqa: PLR2004 - RFC 5321, section 4.5.3.1


def _sequence(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST_SEQUENCE)):
        raise Unreadable("an event's SEQUENCE is no number")
    return int(text)


def _stamp(text: str) -> datetime | None:
    """The instant of a DTSTAMP, which is in UTC; None for one that is missing or broken."""
    try:
        value = _value(text)
    except Unreadable:
        return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _guests(component: Component) -> Iterator[Guest]:
    for line in [each for each in component.properties if each.name == "ATTENDEE"][:MAXIMUM_ATTENDEES]:
        if email := _address(line):
            yield Guest(
                email,
                _name_of(line),
                ANSWERS.get(line.parameters.get("PARTSTAT", "NEEDS-ACTION").upper()),
                line.parameters.get("ROLE", "").upper() == "OPT-PARTICIPANT",
            )


def _period(component: Component, zones: dict[str, str], floating: str) -> tuple[Period, str]:
    """From when to when an event lasts, and its zone. Raises Unreadable."""
    begins = component.first("DTSTART")
    if begins is None:
        raise Unreadable("it has no start")
    zone = _zone(begins.parameters.get("TZID", ""), zones, floating)
    start = _value(begins.value)
    if isinstance(start, datetime) and start.tzinfo is not None:
        zone = "UTC"
    ends, lasts = component.first("DTEND"), component.first("DURATION")
    try:
        if ends is not None:
            end = _value(ends.value)
        elif lasts is not None:
            end = start + _duration(lasts.value)
        else:
            end = start + (timedelta(0) if isinstance(start, datetime) else times.DAY)
        if isinstance(start, datetime) != isinstance(end, datetime):
            raise Unreadable("it starts or ends with a day, and not both")
        if isinstance(start, datetime) and isinstance(end, datetime):
            other = _zone(ends.parameters.get("TZID", ""), zones, floating) if ends else zone
            period = Period(_instant(start, zone), _instant(end, other))
        else:
            period = times.whole_days(start, end, zone)
    except (OverflowError, ValueError) as error:  # at the ends of the calendar
        raise Unreadable("its time cannot be") from error
    if period.ends < period.starts:
        raise Unreadable("it ends before it starts")
    return period, zone


def _instant(moment: datetime, zone: str) -> datetime:
    """The instant; a local time that the zone skips is that of the offset before (RFC 5545, section 3.3.5)."""
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=times.zone(zone))
    return local.astimezone(UTC)


def _zone(name: str, zones: dict[str, str], floating: str) -> str:
    """The name of the IANA's of a zone that a file names. Raises Unreadable for one that nobody knows."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415

    if not name:
        return floating
    parts = name.strip("/").split("/")
    tails = ("/".join(parts[-count:]) for count in (3, 2, 1) if count <= len(parts))  # /vendor/version/Europe/Madrid
    for each in (name, zones.get(name, ""), WINDOWS_TO_OLSON.get(name, ""), *tails):
        if each and len(each) <= 64 and times.is_zone(each):  # noqa: PLR2004 - no name is longer
            return each
    raise Unreadable("its time zone is not known")


def _value(text: str) -> Any:
    """The date or time of a property. Raises Unreadable for anything else."""
    from icalendar.prop import vDate, vDatetime  # noqa: PLC0415

    written = text.strip().upper()
    kind: Any = vDate if len(written) == len("20260410") else vDatetime
    try:
        value = kind.from_ical(written)
    except (ValueError, OverflowError, TypeError) as error:
        raise Unreadable("one of its times cannot be read") from error
    return value


def _duration(text: str) -> timedelta:
    from icalendar.prop import vDuration  # noqa: PLC0415

    kind: Any = vDuration
    try:
        duration: timedelta = kind.from_ical(text.strip().upper())
    except (ValueError, OverflowError) as error:
        raise Unreadable("its duration cannot be read") from error
    return duration
