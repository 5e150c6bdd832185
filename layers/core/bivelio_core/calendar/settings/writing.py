"""Change the settings of calendars."""

from bivelio_core.context import Context
from bivelio_core.errors import ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.revise import Change, Source, revise

from .models import CalendarSettings, UpdateCalendarSettings
from .stored import SK, load, show

SOURCE = Source(load)


def settings_update(request: UpdateCalendarSettings, ctx: Context) -> CalendarSettings:
    """Change the settings that are sent; events that are there stay as they are.

    Raises ValidationError when nothing is sent, Conflict when the settings are not of the requested version.
    """
    sent = request.model_fields_set - {"version"}
    if not sent:
        raise ValidationError.of("data", "nothing_to_change")
    values = request.model_dump(include=sent)

    def decide(before: Item) -> Change:
        return Change({**before, **values})

    return show(revise(ctx.store, SOURCE, SK, decide, version=request.version))
