"""Read events: one, or a page of those of a range."""

from datetime import timedelta
from functools import partial
from itertools import chain
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.models import Pagination
from bivelio_core.store.index.parallel import in_threads
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
    """A page of the events of a range, by their start. Raises ValidationError for one calendar and several."""
    if request.calendars is not None and "calendar_id" in request.model_fields_set:
        raise ValidationError.of("calendar_id", "one_of")
    require_range(request.start, request.end)
    calendar_ids = request.calendars or [request.calendar_id]
    read = [
        partial(entries.between, ctx.store, each, request.start, request.end) for each in dict.fromkeys(calendar_ids)
    ]
    in_range = [
        entry for entry in chain.from_iterable(in_threads(read)) if request.include_cancelled or not entry.is_cancelled
    ]
    in_range.sort(key=lambda entry: (entry.starts, entry.id))
    page = request.slice_of(in_range)
    items = ctx.store.get_many(CALENDAR_EVENT, [entry.id for entry in page], consistent=True)
    return CalendarEventPage(
        events=[show(items[entry.id]) for entry in page if entry.id in items],
        pagination=Pagination.of(request, len(in_range)),
    )


def require_range(start: Any, end: Any) -> None:
    """Raise Unprocessable for a range that ends before it starts, or is longer than a year."""
    if end <= start:
        raise Unprocessable.of("to", times.ENDS_BEFORE_START)
    if end - start > LONGEST_RANGE:
        raise Unprocessable.of("to", times.TOO_LONG, limit=366)
