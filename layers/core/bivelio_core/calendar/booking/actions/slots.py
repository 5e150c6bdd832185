"""The times at which a service can be booked."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bivelio_core import clock
from bivelio_core.calendar import times
from bivelio_core.calendar.booking import claims, diaries
from bivelio_core.calendar.booking.free import places_left
from bivelio_core.calendar.booking.hours import starts
from bivelio_core.calendar.booking.slot_models import (
    LONGEST_SLOTS_DAYS,
    MOST_SLOTS,
    FindSlots,
    FreeSlots,
    Slot,
    SlotsOfDay,
)
from bivelio_core.calendar.booking.stored import organisation_zone, people_of, service_named
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item

LONGEST_RANGE = timedelta(days=LONGEST_SLOTS_DAYS, minutes=1)


def slots(request: FindSlots, ctx: Context) -> FreeSlots:
    """The free times of a service. Raises Unprocessable for a range or a service that is none, and for too many times.

    Calls: the service, its people, a Query for each person and one for each month of their calendars; their
    accounts at Google.
    """
    if request.end <= request.start:
        raise Unprocessable.of("to", times.ENDS_BEFORE_START)
    if request.end - request.start > LONGEST_RANGE:
        raise Unprocessable.of("to", times.TOO_LONG, limit=LONGEST_SLOTS_DAYS)
    service = service_named(ctx.store, request.service_id)
    people = people_of(ctx.store, service, request.person_id)
    shown_zone = request.timezone or (people[0]["timezone"] if people else organisation_zone(ctx))
    zone = times.zone(shown_zone)
    first, last = claims.bounds(service)
    first, last = max(first, request.start), min(last, request.end)
    if not people or not service["active"] or first >= last:
        return FreeSlots(service_id=service["SK"], timezone=shown_zone, days=[])
    diary_set = diaries.read(ctx, people, first, last)
    now, ignoring = clock.timestamp(), [request.booking_id] if request.booking_id else []
    free: dict[str, list[tuple[int, str]]] = {}
    for diary in diary_set.diaries:
        for start in starts(diary.person, service, diary.zone, first, last):
            places = places_left(diary, service, start, now, ignoring)
            if places >= request.places:
                free.setdefault(clock.timestamp(start), []).append((places, diary.id))
        if len(free) > MOST_SLOTS:
            raise Unprocessable.of("to", "max_items", limit=MOST_SLOTS)
    by_day: dict[str, list[Slot]] = {}
    for start_text, people_free in sorted(free.items()):
        slot = _slot(start_text, people_free, service, zone, with_end=request.format == "range")
        by_day.setdefault(slot.local[:10], []).append(slot)
    days = [SlotsOfDay(date=day, slots=each) for day, each in by_day.items()]
    return FreeSlots(service_id=service["SK"], timezone=shown_zone, days=days, google=diary_set.google)


def _slot(start: str, people: list[tuple[int, str]], service: Item, zone: ZoneInfo, *, with_end: bool) -> Slot:
    begins = clock.parse(start)
    ends = begins + timedelta(minutes=service["duration_minutes"])
    return Slot(
        start=start,
        end=clock.timestamp(ends) if with_end else None,
        local=begins.astimezone(zone).isoformat(),
        people=[person for _, person in people],
        places=max(places for places, _ in people),
    )
