"""Read the settings of calendars."""

from bivelio_core.context import Context

from .models import CalendarSettings, GetCalendarSettings
from .stored import load, show


def settings_get(request: GetCalendarSettings, ctx: Context) -> CalendarSettings:  # noqa: ARG001 - of every operation
    """The settings. One read."""
    return show(load(ctx.store))
