"""How many places a time has left with a person. Pure.

A booking takes its person from before its start until after its end, by its buffers, and no two of such times touch
each other. Other events are in the way of that whole time. Bookings of one service at one time share its places.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bivelio_core import clock
from bivelio_core.store.codec import Item

from .days import Taken, keys_of_days, occupation

DAY = timedelta(days=1)
Busy = Sequence[tuple[str, str]]
"""Times in UTC, in order and apart from each other."""


class Diary(NamedTuple):
    """What is known of a person in some time: what is taken by day, and when other events are in the way."""

    person: Item
    zone: ZoneInfo
    days: Mapping[str, Mapping[str, Taken]]
    busy: Busy

    @property
    def id(self) -> str:
        """The person's id."""
        return str(self.person["SK"])

    def of_days(self, sks: Iterable[str], ignoring: Collection[str], now: str) -> Iterator[Taken]:
        """What is taken on some days, each booking once; not holds that are over."""
        names: set[str] = set(ignoring)
        for sk in sks:
            for name, each in self.days.get(sk, {}).items():
                if name not in names and not each.is_over(now):
                    names.add(name)
                    yield each


def places_left(diary: Diary, service: Item, start: datetime, now: str, ignoring: Collection[str] = ()) -> int:
    """The places of a service that begins at an instant; none when the person is busy or has given it often enough."""
    request = occupation(diary.id, service, start, 1)
    if is_busy(diary.busy, request):
        return 0
    used = 0
    for each in diary.of_days(request.places_of_days, ignoring, now):
        if (each.service, each.starts, each.stops) == (request.service, request.starts, request.stops):
            used += each.places
        elif each.begins < request.ends and request.begins < each.ends:
            return 0
    if not used and is_day_full(diary, service, start, now, ignoring):
        return 0
    return max(0, int(service["places"]) - used)


def is_busy(busy: Busy, time: Taken) -> bool:
    """Whether another event is in the way."""
    position = bisect_left(busy, (time.ends,))
    return position > 0 and busy[position - 1][1] > time.begins


def is_day_full(diary: Diary, service: Item, start: datetime, now: str, ignoring: Collection[str]) -> bool:
    """Whether a person already gives a service so often on the day, in the person's time zone, as is allowed."""
    if not service.get("most_a_day"):
        return False
    begins, ends = local_day(start, diary.zone)
    on_day = diary.of_days(keys_of_days(diary.id, begins, ends), ignoring, now)
    times = {each.starts for each in on_day if each.service == service["SK"] and begins <= each.starts < ends}
    return len(times) >= int(service["most_a_day"])


def local_day(moment: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """The day around an instant in a time zone, in UTC."""
    day = moment.astimezone(zone).date()
    begins, ends = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + DAY))
    return clock.timestamp(begins), clock.timestamp(ends)


def without(times: Iterable[tuple[str, str]], own: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is left of some times where others are taken out: Google tells of our own bookings too."""
    pieces = list(times)
    for start, end in own:
        pieces = [
            piece
            for begins, ends in pieces
            for piece in ((begins, min(ends, start)), (max(begins, end), ends))
            if piece[0] < piece[1]
        ]
    return pieces
