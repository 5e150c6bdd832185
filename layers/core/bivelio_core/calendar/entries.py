"""The events of a calendar by day: an entry in the partition of each month that an event touches.

An entry's sort key is the event's start and id, so a Query reads a range in order. It has what lists and free/busy
decide by; the events themselves are read for the page that is shown.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_ENTRY
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write


class Entry(NamedTuple):
    """An event in a list; `booked` is what a booking is of, `<person>#<service>`."""

    id: str
    starts: str
    ends: str
    is_cancelled: bool
    is_booking: bool = False
    booked: str = ""
    is_tentative: bool = False

    @property
    def is_in_the_way(self) -> bool:
        """Whether it takes its time: not one that is cancelled, nor an invitation that we have not accepted."""
        return not self.is_cancelled and not self.is_tentative

    @property
    def person(self) -> str:
        """With whom a booking is; "" for other events, and for bookings of before this was noted."""
        return self.booked.partition("#")[0]


def months(starts: str, ends: str) -> Iterator[str]:
    """The months, `2026-04`, that a time touches, its end excluded."""
    year, month = int(starts[:4]), int(starts[5:7])
    while f"{year:04d}-{month:02d}-01T00:00:00Z" < ends:
        yield f"{year:04d}-{month:02d}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - December


def changes(store: TenantStore, before: Item | None, after: Item) -> list[Write]:
    """The writes that bring the entries of an event in line with it."""
    old, new = _keys(before) if before else {}, _keys(after)
    about: dict[str, Any] = {"ends": after["ends"], "is_cancelled": after["status"] == "cancelled"}
    if after["status"] == "tentative":
        about["is_tentative"] = True
    if "booking" in after:
        about |= {"is_booking": True, "booked": booked(after)}
    same = before is not None and all(of(before) == of(after) for of in _DECIDING)
    gone: list[Write] = [
        store.delete_write(CALENDAR_ENTRY, sk, *rest) for rest, sk in old.items() if new.get(rest) != sk
    ]
    return gone + [
        store.put_write(CALENDAR_ENTRY, sk, about, *rest)
        for rest, sk in new.items()
        if not (same and old.get(rest) == sk)
    ]


def booked(event: Item) -> str:
    """What a booking is of: its person and service; "" for another event."""
    return f"{event['booking']['person']}#{event['booking']['service']}" if "booking" in event else ""


_DECIDING: Sequence[Callable[[Item], str]] = (itemgetter("ends"), itemgetter("status"), booked)
"""What an entry has beside its key."""


def _keys(event: Item) -> dict[tuple[str, str], str]:
    """The sort key of an event in each month, by calendar and month."""
    sk = f"{event['starts']}#{event['SK']}"
    return {(event["calendar_id"], month): sk for month in months(event["starts"], event["ends"])}


def between(store: TenantStore, calendar_id: str, start: datetime, end: datetime) -> list[Entry]:
    """The events that last at any moment from `start` until before `end`, in order of their start."""
    first, last = start.strftime("%Y-%m-%dT%H:%M:%SZ"), end.strftime("%Y-%m-%dT%H:%M:%SZ")
    entries_by_id: dict[str, Entry] = {}
    for month in months(first, last):
        for item in store.query(CALENDAR_ENTRY, calendar_id, month, high=last, consistent=True):
            starts, _, event_id = item["SK"].partition("#")
            if item["ends"] > first:
                entries_by_id[event_id] = Entry(
                    event_id,
                    starts,
                    item["ends"],
                    item["is_cancelled"],
                    item.get("is_booking", False),
                    item.get("booked", ""),
                    item.get("is_tentative", False),
                )
    return sorted(entries_by_id.values(), key=lambda entry: (entry.starts, entry.id))


def busy(entries: list[Entry], start: str, end: str) -> list[tuple[str, str]]:
    """The times within a range that are taken, overlapping and adjacent ones as one."""
    busy_times: list[tuple[str, str]] = []
    for entry in entries:
        if not entry.is_in_the_way:
            continue
        begins, ends = max(entry.starts, start), min(entry.ends, end)
        if begins >= ends:
            continue
        if busy_times and begins <= busy_times[-1][1]:
            busy_times[-1] = (busy_times[-1][0], max(busy_times[-1][1], ends))
        else:
            busy_times.append((begins, ends))
    return busy_times
