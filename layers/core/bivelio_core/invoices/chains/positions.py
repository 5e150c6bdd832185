"""Find records by their time: they are numbered from 1 without a gap, and none is earlier than the one before it."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.invoices import days, records
from bivelio_core.invoices.errors import RANGE
from bivelio_core.store.keys import INVOICE_RECORD
from bivelio_core.store.tenant_store import TenantStore


class Span(NamedTuple):
    """Records from one number up to another, both included; none where `last` is below `first`."""

    first: int
    last: int


def cursor_of(number: int) -> str:
    """Return the cursor of a record."""
    return encode_cursor(str(number))


def number_of(cursor: str, field: str) -> int:
    """Return the record of a cursor. Raises ValidationError for one that is not ours."""
    try:
        position = decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of(field, "format", expected="cursor") from error
    if not re.fullmatch(r"[0-9]{1,10}", position):
        raise ValidationError.of(field, "format", expected="cursor")
    return int(position)


def made_between(store: TenantStore, from_date: date | None, to_date: date | None) -> Span:
    """Return the records made on some days in the organisation's time zone, by a binary search.

    Raises Unprocessable for days that end before they begin.
    """
    if from_date and to_date and to_date < from_date:
        raise Unprocessable.of("to_date", RANGE)
    total = records.last(store).number
    if from_date is None and to_date is None:
        return Span(1, total)
    zone = days.zone_of(store)
    first = _since(store, _midnight(from_date, zone), total) if from_date else 1
    last = _since(store, _midnight(to_date + timedelta(days=1), zone), total) - 1 if to_date else total
    return Span(first, last)


def made_since(store: TenantStore, instant: datetime) -> int:
    """Return the number of the first record that was made at an instant or later; one above the last, if none was."""
    return _since(store, instant, records.last(store).number)


def _since(store: TenantStore, instant: datetime, total: int) -> int:
    low, high = 1, total + 1
    while low < high:
        middle = (low + high) // 2
        item = store.get(INVOICE_RECORD, records.sk_of(middle))
        if item is not None and datetime.fromisoformat(item["at"]) < instant:
            low = middle + 1
        else:
            high = middle
    return low


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)
