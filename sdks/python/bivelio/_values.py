"""What requests take beside the values of JSON: exact numbers, days and moments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from .errors import ConfigurationError


def as_json(value: object) -> object:
    """Return the value of JSON for one that JSON has not; for `default` of `json.dumps`.

    A Decimal goes as the number that it is, a date as `2026-04-07`, a datetime with its time zone in RFC 3339. Raises
    ConfigurationError for a datetime without a time zone, which would mean another moment on another machine, and for a
    Decimal that a number of JSON does not keep.
    """
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ConfigurationError(
                f"{value!r} has no time zone: use datetime.now(timezone.utc), or value.astimezone() for local time."
            )
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of JSON: {value!r}")


def _number(value: Decimal) -> int | float:
    if not value.is_finite():
        raise ConfigurationError(f"{value} is no number of JSON.")
    number = int(value) if value == value.to_integral_value() else float(value)
    if Decimal(repr(number)) != value:
        raise ConfigurationError(f"{value} has more digits than a number of JSON keeps: round it.")
    return number
