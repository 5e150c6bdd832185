"""The one place that reads the time, so that tests can stop it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_frozen: list[datetime] = []


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _frozen[-1] if _frozen else datetime.now(UTC)


def epoch() -> float:
    """The current instant in seconds since 1970."""
    return now().timestamp()


def stamp(instant: datetime | None = None) -> str:
    """RFC 3339 in UTC with `Z` and milliseconds, for sort keys: it sorts as text."""
    instant = now() if instant is None else instant.astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def timestamp(instant: datetime | None = None) -> str:
    """RFC 3339 in UTC with `Z` and whole seconds, as resources show their times."""
    instant = (now() if instant is None else instant).astimezone(UTC)
    return instant.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse(text: str) -> datetime:
    """The instant that `stamp` or `timestamp` wrote."""
    return datetime.fromisoformat(text)


def instant(epoch_seconds: float) -> datetime:
    """The instant of a number of seconds since 1970, aware, in UTC."""
    return datetime.fromtimestamp(epoch_seconds, UTC)


def ttl(lifetime: timedelta) -> int:
    """The epoch second at which an item written now expires."""
    return int(epoch() + lifetime.total_seconds())


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the clock at an instant; for tests and simulations."""
    _frozen.append(instant)
    try:
        yield
    finally:
        _frozen.pop()
