"""Places and positions in the log of events, and the slices of time by which the log can be spread.

A place says where an event is stored: the instant at which it was recorded, in UTC with microseconds, and its shard
unless that is the first: `2026-04-07T12:15:00.123456Z` or `2026-04-07T12:15:00.123456Z~5`. A position is a point of the
log's one order, whatever the shards: an instant, or an instant with `#` and an event's id. Positions sort as text.
Cursors hold positions, which name no shards, so a cursor stays valid when the number of shards changes.

A slice is ten seconds, named by the first characters of its positions (`2026-04-07T12:15:0`).
"""

from datetime import UTC, datetime, timedelta

from bivelio_core import clock
from bivelio_core.store.tenant_store import TenantStore

LIFETIME = timedelta(days=30)
SETTLING = timedelta(seconds=2)
LONGEST_WRITE = SETTLING / 2
"""A reader may have passed a write that took longer; the other half of SETTLING allows for clock differences."""

JUST_BEHIND = "\0"
SHARD_MARK = "~"

SLICE = timedelta(seconds=10)
SLICE_CHARACTERS = 18
SLICE_END = "~"
"""Behind every position of a slice, and before those of the next."""


def position_at(instant: datetime) -> str:
    """The position immediately before events recorded at an instant."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def place_at(instant: datetime, shard: int) -> str:
    """The place of an event that is recorded at an instant, in a shard."""
    return position_at(instant) + (f"{SHARD_MARK}{shard}" if shard else "")


def instant_of(place: str) -> datetime:
    """The instant of a place, of a position without an id, or of a day's beginning."""
    return clock.parse(time_of(place)).replace(tzinfo=UTC)


def time_of(place: str) -> str:
    """A place without its shard: the first part of the event's position."""
    return place.partition(SHARD_MARK)[0]


def shard_of(place: str) -> tuple[str, ...]:
    """The last part of the partition key of a place; nothing for the first shard, which is the kind's own partition."""
    shard = place.partition(SHARD_MARK)[2]
    return (shard,) if shard else ()


def slice_of(position: str) -> str:
    """Return the slice of a position; a text shorter than the name of a slice is returned whole."""
    return position[:SLICE_CHARACTERS]


def end_of(position: str) -> str:
    """The end of the slice of a position."""
    return slice_of(position) + SLICE_END


def start_of(slice_name: str) -> datetime:
    """The instant at which a slice begins."""
    return instant_of(f"{slice_name}0.000000Z")


def earliest(store: TenantStore) -> str:
    """Return the position before the oldest event that has not expired."""
    if store.tenant.day:
        return store.tenant.day
    return position_at(clock.real_now() - LIFETIME)


def settled_position() -> str:
    """Return the position up to which the log is final: no event can be added before it."""
    return position_at(clock.real_now() - SETTLING)
