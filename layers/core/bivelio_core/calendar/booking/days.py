"""What is taken of a person's days: by bookings and by holds, each with its buffers.

An item for each person and day in UTC (`T#BKD`), with an attribute for each booking or hold that touches the day. Two
that overlap share a day, so who books writes its days on condition that nobody did meanwhile. A booking that is moved
or cancelled is released without reading, by its name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import BOOKING_DAY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

PREFIX = "b_"
"""How the attributes begin that are bookings or holds; the name of the event or hold follows."""
RETENTION = timedelta(days=30)
DAY = timedelta(days=1)
CANCELLED = "cancelled"


class Taken(NamedTuple):
    """A time of a person that is taken, from `begins` until `ends` with its buffers, all in UTC as texts.

    `expires` is until when a hold counts; bookings have none.
    """

    person: str
    service: str
    starts: str
    stops: str
    begins: str
    ends: str
    places: int = 1
    expires: str = ""

    @property
    def places_of_days(self) -> list[str]:
        """The sort keys of the days that it touches."""
        return keys_of_days(self.person, self.begins, self.ends)

    def is_over(self, now: str) -> bool:
        """Whether it is a hold that counts no more."""
        return bool(self.expires) and self.expires <= now

    @property
    def attribute(self) -> dict[str, Any]:
        """It in an item of a day."""
        names = ("service", "starts", "stops", "begins", "ends", "places", "expires")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def occupation(person: str, service: Mapping[str, Any], start: datetime, places: int, expires: str = "") -> Taken:
    """The time of a service that begins at an instant."""
    end = start + timedelta(minutes=service["duration_minutes"])
    begins = start - timedelta(minutes=service["buffer_before_minutes"])
    ends = end + timedelta(minutes=service["buffer_after_minutes"])
    stamp = clock.timestamp
    return Taken(person, service["SK"], stamp(start), stamp(end), stamp(begins), stamp(ends), places, expires)


def of_event(event: Item | None) -> Taken | None:
    """What an event takes that is a booking; None for one that is cancelled, and for other events."""
    booking = event.get("booking") if event else None
    if event is None or not booking or event["status"] == CANCELLED:
        return None
    begins = clock.parse(event["starts"]) - timedelta(minutes=booking["before"])
    ends = clock.parse(event["ends"]) + timedelta(minutes=booking["after"])
    times = event["starts"], event["ends"], clock.timestamp(begins), clock.timestamp(ends)
    return Taken(booking["person"], booking["service"], *times, booking["places"])


def keys_of_days(person: str, begins: str, ends: str) -> list[str]:
    """The sort keys of a person's days from one time until before another."""
    day, sks = clock.parse(f"{begins[:10]}T00:00:00Z"), []
    while clock.timestamp(day) < ends:
        sks.append(f"{person}#{day:%Y-%m-%d}")
        day += DAY
    return sks


def all_of(day: Item | None, person: str) -> dict[str, Taken]:
    """What is taken of a day, by the names of bookings and holds."""
    return {
        name.removeprefix(PREFIX): Taken(**{**value, "person": person, "places": int(value["places"])})
        for name, value in (day or {}).items()
        if name.startswith(PREFIX)
    }


def changes(
    store: TenantStore,
    name: str,
    former: Taken | None,
    latter: Taken | None,
    *,
    read: Mapping[str, Item | None] | None = None,
    converted: str = "",
) -> list[Write]:
    """The writes that bring the days in line with a booking or hold that was `former` and is `latter`.

    With `read` they are refused when a day that it has is another one meanwhile, and each of these gets a new version,
    so that two who decided by the same day do not both write; without, what is there does not matter. The hold
    `converted` becomes the booking.
    """
    if former == latter:
        return []
    now = clock.timestamp()
    new = latter.places_of_days if latter else []
    old = former.places_of_days if former else []
    writes: list[Write] = []
    for sk in dict.fromkeys([*new, *old, *(read or ())]):
        day = None if read is None else read.get(sk)
        over = [] if day is None else [PREFIX + each for each, t in all_of(day, "").items() if t.is_over(now)]
        gone = {*over, *([PREFIX + converted] if converted else []), *([] if sk in new else [PREFIX + name])}
        put = {PREFIX + name: latter.attribute} if latter and sk in new else {}
        writes.append(_write(store, sk, put, sorted(gone - put.keys()), day, is_read=read is not None and sk in read))
    return writes


def _write(
    store: TenantStore, sk: str, put: Mapping[str, Any], gone: Sequence[str], day: Item | None, *, is_read: bool
) -> Write:
    expiry = {} if store.tenant.is_sandbox else {"ttl": int((_day(sk) + RETENTION).timestamp())}
    if not is_read:
        return store.update_write(
            BOOKING_DAY, sk, Update(set=put, remove=list(gone), add={"version": 1}, default=expiry)
        )
    version = int((day or {}).get("version", 0)) + 1
    change = Update(set={**put, "version": version}, remove=list(gone), default=expiry)
    return store.update_write(BOOKING_DAY, sk, change, condition=_as_read(day))


def _as_read(day: Item | None) -> Any:
    return equals("version", day["version"]) if day else absent("version")


def _day(sk: str) -> datetime:
    return clock.parse(f"{sk.rpartition('#')[2]}T00:00:00Z")


def following(store: TenantStore, before: Item | None, after: Item) -> list[Write]:
    """What a change of an event means for the days, whoever made it; a booking that is new writes them itself."""
    if before is None or "booking" not in after:
        return []
    return changes(store, str(after["SK"]), of_event(before), of_event(after))


def read(store: TenantStore, sks: Iterable[str]) -> dict[str, Item | None]:
    """The days of some sort keys as they are now."""
    keys = list(dict.fromkeys(sks))
    items = store.get_many(BOOKING_DAY, keys, consistent=True)
    return {sk: items.get(sk) for sk in keys}
