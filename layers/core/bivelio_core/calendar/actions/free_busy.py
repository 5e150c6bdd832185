"""When calendars are busy, Google's too."""

from bivelio_core.calendar import availability, entries, times
from bivelio_core.calendar.models import Availability, BusyCalendar, BusyTime, FreeBusy
from bivelio_core.calendar.reading import require_range
from bivelio_core.context import Context


def free_busy(request: FreeBusy, ctx: Context) -> Availability:
    """When calendars are busy within a range. Raises IntegrationError when Google must answer, and does not."""
    require_range(request.start, request.end)
    theirs, google = availability.at_google(request, ctx)

    def busy(calendar_id: str) -> list[BusyTime]:
        ours = entries.between(ctx.store, calendar_id, request.start, request.end)
        every = (
            sorted([*ours, *theirs], key=lambda entry: entry.starts) if calendar_id == availability.PRIMARY else ours
        )
        first, last = times.text(request.start), times.text(request.end)
        return [BusyTime(start=start, end=end) for start, end in entries.busy(every, first, last)]

    calendars = [BusyCalendar(calendar_id=each, busy=busy(each)) for each in dict.fromkeys(request.calendars)]
    return Availability(calendars=calendars, google=google)
