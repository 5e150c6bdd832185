"""Read events: one, or a page of those of a range."""

from datetime import timedelta
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.models import Pagination
from bivelio_core.store.keys import CALENDAR_EVENT

from . import entries, times
from .models import (
    CalendarEvent,
    CalendarEventPage,
    GetCalendarEvent,
    ListCalendarEvents,
)
from .show import show

LONGEST_RANGE = timedelta(days=366, minutes=1)


def get(request: GetCalendarEvent, ctx: Context) -> CalendarEvent:
    """Read an event, a cancelled one too."""
    return show(ctx.store.find(CALENDAR_EVENT, request.id))


def events(request: ListCalendarEvents, ctx: Context) -> CalendarEventPage:
    """A page of the events of a range, by their start."""
    require_range(request.start, request.end)
    found = [
        entry
        for entry in entries.between(ctx.store, request.calendar_id, request.start, request.end)
        if request.include_cancelled or not entry.is_cancelled
    ]
    page = request.slice_of(found)
    kept = ctx.store.get_many(CALENDAR_EVENT, [entry.id for entry in page], consistent=True)
    return CalendarEventPage(
        events=[show(kept[entry.id]) for entry in page if entry.id in kept],
        pagination=Pagination.of(request, len(found)),
    )


def require_range(start: Any, end: Any) -> None:
    """Raise Unprocessable for a range that ends before it starts, or is longer than a year."""
    if end <= start:
        raise Unprocessable.of("to", times.ENDS_BEFORE_START)
    if end - start > LONGEST_RANGE:
        raise Unprocessable.of("to", times.TOO_LONG, limit=366)
