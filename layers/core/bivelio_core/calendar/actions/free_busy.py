"""When calendars are busy, Google's too."""

from bivelio_core.calendar import availability, entries, times
from bivelio_core.calendar.busy_models import Availability, BusyCalendar, BusyTime, FreeBusy
from bivelio_core.calendar.reading import require_range
from bivelio_core.context import Context


def free_busy(request: FreeBusy, ctx: Context) -> Availability:
    """When calendars are busy within a range. Raises IntegrationError when Google must answer, and does not."""
    require_range(request.start, request.end)
    theirs = availability.at_google(request, ctx)

    several = len(theirs.answers) > 1

    def busy(calendar_id: str) -> list[BusyTime]:
        ours = entries.between(ctx.store, calendar_id, request.start, request.end)
        every = sorted([*ours, *theirs.busy.get(calendar_id, ())], key=lambda entry: entry.starts)
        first, last = times.text(request.start), times.text(request.end)
        return [BusyTime(start=start, end=end) for start, end in entries.busy(every, first, last)]

    calendars = [
        BusyCalendar(calendar_id=each, busy=busy(each), google=theirs.answers.get(each) if several else None)
        for each in dict.fromkeys(request.calendars)
    ]
    return Availability(calendars=calendars, google=theirs.answer)
