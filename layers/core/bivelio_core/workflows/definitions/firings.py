"""When a schedule fires: the times of a cron expression by the clock of a zone.

A time that the clock skips in spring is counted by the clock before the change, so 02:30 comes at 03:30 (RFC 5545,
section 3.3.5), unless the schedule has that time too; EventBridge Scheduler leaves such a time out, and
triggers/catch_up.py starts its run. A time that the clock shows twice in autumn counts once, the first time.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bivelio_core import time_zones

from .cron import DEFAULT_TIME_ZONE, Cron

DAYS_AHEAD = 40 * 366
"""A fifth Friday of February comes after 28 years, or after 40 where a century has no leap year."""

A_YEAR, DAY = 366, timedelta(days=1)
SHOWN = 5
"""How many of the next times are shown."""


class Firing(NamedTuple):
    """An instant at which a schedule fires, and the time that it names if the clock skips that one."""

    at: datetime
    skipped: datetime | None = None


def zone_of(trigger: Mapping[str, Any]) -> ZoneInfo:
    """The time zone of a schedule that was accepted."""
    return time_zones.find(trigger.get("timezone", DEFAULT_TIME_ZONE)) or ZoneInfo("UTC")


def firings(cron: Cron, zone: ZoneInfo, after: datetime) -> Iterator[Firing]:
    """The firings after an instant, in their order, for forty years."""
    first = after.astimezone(zone).date() - DAY  # a time skipped before midnight comes after it
    later: dict[datetime, Firing] = {}
    for number in range(DAYS_AHEAD):
        day = first + number * DAY
        for firing in _firings_on(day, cron, zone) if cron.falls_on(day) else ():
            if firing.skipped is None or firing.at not in later:
                later[firing.at] = firing
        midnight = _instant(datetime(day.year, day.month, day.day) + DAY, zone)  # noqa: DTZ001 - local
        for instant in sorted(instant for instant in later if instant < midnight):
            firing = later.pop(instant)
            if instant > after:
                yield firing


def next_runs(cron: Cron, zone: ZoneInfo, after: datetime) -> list[str]:
    """The next firings with the offset of the zone: `2027-03-28T03:30:00+02:00`."""
    return [
        firing.at.astimezone(zone).isoformat(timespec="seconds") for firing in islice(firings(cron, zone, after), SHOWN)
    ]


def skipped_within_a_year(cron: Cron, zone: ZoneInfo, after: datetime) -> Firing | None:
    """The first firing in a year whose time the clock skips; None when there is none."""
    first = after.astimezone(zone).date()
    for day in (first + number * DAY for number in range(A_YEAR)):
        if cron.falls_on(day) and _is_shorter(day, zone):
            midnight = _instant(datetime(day.year, day.month, day.day), zone)  # noqa: DTZ001 - local
            for firing in firings(cron, zone, midnight - timedelta(minutes=1)):
                if firing.skipped is not None:
                    return firing
                if firing.at > midnight + DAY:
                    break
    return None


def first_of_two(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock of the zone shows the same time for the first time."""
    return instant.astimezone(zone).replace(fold=0).astimezone(UTC)


def _firings_on(day: date, cron: Cron, zone: ZoneInfo) -> Iterator[Firing]:
    for hour, minute in cron.times:
        local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - local
        instant = _instant(local, zone)
        exists = instant.astimezone(zone).replace(tzinfo=None) == local
        yield Firing(instant, None if exists else local)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _is_shorter(day: date, zone: ZoneInfo) -> bool:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local
    return _instant(midnight + DAY, zone) - _instant(midnight, zone) < DAY
