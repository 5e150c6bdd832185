"""Take a time of somebody: who is free is decided by days as they are now, and written on condition that they stay so.

Nobody books twice: whoever takes a time writes all days of the person that it touches, each with the version that was
read, in one transaction. A refused one reads again.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore

from . import days, diaries
from .days import Taken
from .free import Diary, local_day, places_left
from .hours import starts
from .stored import people_of

NOT_OFFERED = register("calendar", "time_not_offered")


class Wish(NamedTuple):
    """A time that is wanted: of which service, with whom it may be, and for how many."""

    service: Item
    candidates: list[Diary]
    start: datetime
    places: int


class Claim(NamedTuple):
    """A time that is free: with whom, and the days as they were read."""

    occupation: Taken
    diary: Diary
    days: dict[str, Item | None]


def wish(ctx: Context, service: Item, person_id: str | None, start: datetime, places: int) -> Wish:
    """What is wanted, with those who give the service at that time by their hours.

    Raises Unprocessable for a time that is not offered, Conflict when the service is not active.
    """
    if not service["active"]:
        raise Conflict(details={"reason": "service_inactive"})
    if not is_in_time(service, start):
        raise Unprocessable.of("start", NOT_OFFERED)
    people = people_of(ctx.store, service, person_id)
    zones = diaries.read(ctx, people, start, start).diaries
    offering = [each for each in zones if start in starts(each.person, service, each.zone, start, start + _MOMENT)]
    if not offering:
        raise Unprocessable.of("start", NOT_OFFERED)
    return Wish(service, offering, start, places)


_MOMENT = timedelta(seconds=1)


def is_in_time(service: Item, start: datetime) -> bool:
    """Whether a time may be booked now, by the notice and the window of the service."""
    first, last = bounds(service)
    return first <= start < last


def bounds(service: Item) -> tuple[datetime, datetime]:
    """The first instant at which a service may begin that is booked now, and the one before which it does."""
    now = clock.now()
    return now + timedelta(minutes=service["notice_minutes"]), now + timedelta(days=service["window_days"])


def claim(store: TenantStore, wish: Wish, ignoring: Collection[str] = (), expires: str = "") -> Claim:
    """The time, with the one of those who are free that has least to do on these days. Raises Conflict when none is."""
    now = clock.timestamp()
    sks = {each.id: _days(each, wish) for each in wish.candidates}
    read = days.read(store, [sk for each in sks.values() for sk in each])
    free: list[tuple[int, Diary]] = []
    for diary in wish.candidates:
        own = {sk: days.all_of(read[sk], diary.id) for sk in sks[diary.id]}
        current = diary._replace(days=own)
        if places_left(current, wish.service, wish.start, now, ignoring) >= wish.places:
            free.append((sum(map(len, own.values())), current))
    if not free:
        raise Conflict(details={"reason": "slot_taken"})
    _, diary = min(free, key=lambda each: each[0])
    occupation = days.occupation(diary.id, wish.service, wish.start, wish.places, expires)
    return Claim(occupation, diary, {sk: read[sk] for sk in sks[diary.id]})


def _days(diary: Diary, wish: Wish) -> list[str]:
    """The days that decide: those that the time touches, and those of its local day where that is limited."""
    sks = days.occupation(diary.id, wish.service, wish.start, 1).places_of_days
    if wish.service.get("most_a_day"):
        sks += days.keys_of_days(diary.id, *local_day(wish.start, diary.zone))
    return list(dict.fromkeys(sks))
