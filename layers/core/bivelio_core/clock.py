"""The one place that reads the time, so that tests can stop it, and a sandbox can have a time of its own.

`now`, `stamp` and `timestamp` are the time of the tenant that is being served: in a sandbox whose clock was moved
(sandbox_clock/), another than the real one. `epoch`, `real_now` and `ttl` are always real: leases, sessions, limits,
the order of events and what other services are asked to wait go by them.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import NamedTuple

REALLY_AT = "really_at"
"""The attribute of an item that has times of a moved clock, and whose real time matters."""

_frozen: list[datetime] = []


class Moved(NamedTuple):
    """A clock that was moved: it runs `ahead` of the real one, or stands still at `stopped_at`."""

    ahead: timedelta = timedelta()
    stopped_at: datetime | None = None

    def at(self, real: datetime) -> datetime:
        """What the clock shows at a real instant."""
        return real + self.ahead if self.stopped_at is None else self.stopped_at


class _ReadWhenAsked:
    """A clock that is read when the time is first asked for, and then kept: all that is done by it has one clock."""

    def __init__(self, read: Callable[[], Moved | None]) -> None:
        self._read, self._is_read = read, False
        self._moved: Moved | None = None
        self._reading = RLock()  # a request that is served inside another one's call may ask too

    def moved(self) -> Moved | None:
        """The clock. Raises what reading it raises; it is read again then."""
        with self._reading:  # threads that were handed the context share it
            if not self._is_read:
                self._moved, self._is_read = self._read(), True
        return self._moved


_clock: ContextVar[Moved | _ReadWhenAsked | None] = ContextVar("clock", default=None)


def _followed() -> Moved | None:
    """The moved clock that is followed; None for the real one."""
    followed = _clock.get()
    return followed.moved() if isinstance(followed, _ReadWhenAsked) else followed


def real_now() -> datetime:
    """The real instant, aware, in UTC, whatever clock is followed."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def now() -> datetime:
    """The current instant by the clock that is followed, aware, in UTC."""
    moved = _followed()
    return real_now() if moved is None else moved.at(real_now())


def epoch() -> float:
    """The real instant in seconds since 1970."""
    return _frozen[-1].timestamp() if _frozen else time.time()


def stamp(instant: datetime | None = None) -> str:
    """RFC 3339 in UTC with `Z` and milliseconds, for sort keys: it sorts as text."""
    instant = now() if instant is None else instant.astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def timestamp(instant: datetime | None = None) -> str:
    """RFC 3339 in UTC with `Z` and whole seconds, as resources show their times."""
    instant = (now() if instant is None else instant).astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def real_stamp() -> str:
    """The real instant as `stamp` writes it."""
    return stamp(real_now())


def real_timestamp() -> str:
    """The real instant as `timestamp` writes it."""
    return timestamp(real_now())


def parse(text: str) -> datetime:
    """The instant that `stamp` or `timestamp` wrote."""
    return datetime.fromisoformat(text)


def instant(epoch_seconds: float) -> datetime:
    """The instant of a number of seconds since 1970, aware, in UTC."""
    return datetime.fromtimestamp(epoch_seconds, UTC)


def ttl(lifetime: timedelta) -> int:
    """The real epoch second at which an item written now expires."""
    return int(epoch() + lifetime.total_seconds())


def shown_at(real_instant: datetime) -> datetime:
    """What the clock that is followed shows at a real instant."""
    moved = _followed()
    return real_instant if moved is None else moved.at(real_instant)


def real(instant: datetime) -> datetime:
    """When the real clock shows what the followed one shows at an instant; of one that stands still, if it ran."""
    moved = _followed()
    return instant if moved is None else instant - (moved.at(real_now()) - real_now())


def is_moved() -> bool:
    """Whether another clock than the real one is followed."""
    return _followed() is not None


def is_stopped() -> bool:
    """Whether the clock that is followed stands still."""
    moved = _followed()
    return moved is not None and moved.stopped_at is not None


def really_at() -> dict[str, str]:
    """The attribute that says when an item was really written; none while the real clock is followed."""
    return {REALLY_AT: real_stamp()} if is_moved() else {}


@contextmanager
def following(moved: Moved | Callable[[], Moved | None] | None) -> Iterator[None]:
    """Follow a tenant's clock, or the real one; what is not of this thread or task does not.

    A function that reads the clock is called when the time is first asked for, and not at all if it never is.
    """
    token = _clock.set(_ReadWhenAsked(moved) if callable(moved) else moved)
    try:
        yield
    finally:
        _clock.reset(token)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the real clock at an instant; for tests and simulations."""
    _frozen.append(instant)
    try:
        yield
    finally:
        _frozen.pop()
