"""Read what stands in the way of bookings: the days of people, the events of their calendars, Google's busy times."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.calendar import availability, entries
from bivelio_core.calendar.availability import AtGoogle
from bivelio_core.calendar.busy_models import FreeBusy, GoogleAnswer
from bivelio_core.calendar.entries import Entry
from bivelio_core.calendar.settings.stored import REFUSE, rule_of
from bivelio_core.calendar.settings.stored import SK as SETTINGS_SK
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import BOOKING_DAY, CALENDAR_SETTINGS
from bivelio_core.store.tenant_store import TenantStore

from .days import Taken, all_of
from .free import Busy, Diary, without
from .stored import zone_of

MARGIN = timedelta(days=2)
"""A service, its buffers and the rest of its local day are within so much of its start."""


class Diaries(NamedTuple):
    """The diaries of some people, and whether Google answered."""

    diaries: list[Diary]
    google: GoogleAnswer | None = None


def read(ctx: Context, people: Sequence[Item], first: datetime, last: datetime) -> Diaries:
    """The diaries of people for services that begin from `first` until `last`.

    A Query for each person, one for each month of each calendar, and a call of each of their accounts at Google.
    """
    begins, ends = first - MARGIN, last + MARGIN
    calendars = list(dict.fromkeys(each for person in people for each in person["calendars"]))
    request = FreeBusy.model_construct(start=begins, end=ends, calendars=calendars, include_google=None)
    theirs = availability.at_google(request, ctx)
    ours = {each: entries.between(ctx.store, each, begins, ends) for each in calendars}
    refusing = _refusing(ctx.store, ours)
    return Diaries([_diary(ctx.store, each, ours, refusing, theirs, begins, ends) for each in people], theirs.answer)


def _refusing(store: TenantStore, ours: Mapping[str, list[Entry]]) -> Collection[str]:
    """The calendars that refuse two events at one time; only asked where there are bookings."""
    booked = [calendar_id for calendar_id, events in ours.items() if any(each.is_booking for each in events)]
    settings = store.get(CALENDAR_SETTINGS, SETTINGS_SK, consistent=False) if booked else None
    return [each for each in booked if rule_of(settings, each) == REFUSE]


def _in_the_way(person: Item, events: list[Entry], *, refuses: bool) -> list[Entry]:
    """The events of a calendar that the person's days do not have: no bookings, or those of others it refuses."""
    return [each for each in events if not each.is_booking or (refuses and each.person and each.person != person["SK"])]


def _diary(
    store: TenantStore,
    person: Item,
    ours: Mapping[str, list[Entry]],
    refusing: Collection[str],
    theirs: AtGoogle,
    begins: datetime,
    ends: datetime,
) -> Diary:
    low, high = f"{person['SK']}#{begins:%Y-%m-%d}", f"{person['SK']}#{ends:%Y-%m-%d}"
    days = {day["SK"]: day for day in store.query(BOOKING_DAY, low=low, high=high, consistent=True)}
    occupations = {sk: all_of(day, person["SK"]) for sk, day in days.items()}
    events = [
        entry for each in person["calendars"] for entry in _in_the_way(person, ours[each], refuses=each in refusing)
    ]
    for each in person["calendars"]:
        events += _foreign(theirs.busy.get(each, ()), occupations)
    return Diary(person, zone_of(person), occupations, _busy(events, begins, ends))


def _foreign(theirs: Sequence[Entry], occupations: Mapping[str, Mapping[str, Taken]]) -> list[Entry]:
    """Google's busy times, without those that are the person's own bookings."""
    own = {(each.starts, each.stops) for day in occupations.values() for each in day.values() if not each.expires}
    pieces = without([(each.starts, each.ends) for each in theirs], own)
    return [Entry("", start, end, is_cancelled=False) for start, end in pieces]


def _busy(events: list[Entry], begins: datetime, ends: datetime) -> Busy:
    ordered = sorted(events, key=lambda entry: (entry.starts, entry.ends))
    return entries.busy(ordered, clock.timestamp(begins), clock.timestamp(ends))
