"""How long before an event of a calendar something begins: `30m`, `24h`, `2d`, `1w`. Pure.

Minutes and hours are exact, whatever clocks do meanwhile. Days and weeks are days of the event's own time zone: `1d`
before 10:00 is 10:00 of the day before, also when clocks were changed in between. An event of whole days begins at
midnight of its time zone.
"""

import re
from datetime import UTC, datetime, timedelta

from bivelio_core import clock, time_zones
from bivelio_core.store.codec import Item

LONGEST = timedelta(weeks=4)
_FORM = re.compile(r"[1-9][0-9]{0,4}[mhdw]")
_MINUTES = {"m": 1, "h": 60}
_DAYS = {"d": 1, "w": 7}
HOUR_MINUTES = 60


def normal(text: str) -> str:
    """The one spelling of a lead: `90m`, `24h`, `7d`. Raises ValueError for none, or one of more than four weeks."""
    if not _FORM.fullmatch(text):
        raise ValueError(text)
    number, unit = int(text[:-1]), text[-1]
    if unit in _DAYS:
        days = number * _DAYS[unit]
        if timedelta(days=days) > LONGEST:
            raise ValueError(text)
        return f"{days}d"
    minutes = number * _MINUTES[unit]
    if timedelta(minutes=minutes) > LONGEST:
        raise ValueError(text)
    return f"{minutes}m" if minutes % HOUR_MINUTES else f"{minutes // HOUR_MINUTES}h"


def due(event: Item, lead: str) -> datetime:
    """The instant that is a lead (in its one spelling) before the start of an event."""
    starts, number = clock.parse(event["starts"]), int(lead[:-1])
    if lead[-1] in _MINUTES:
        return starts - timedelta(minutes=number * _MINUTES[lead[-1]])
    zone = time_zones.find(event["timezone"]) or UTC
    local = starts.astimezone(zone).replace(tzinfo=None) - timedelta(days=number)
    return local.replace(tzinfo=zone).astimezone(UTC)
