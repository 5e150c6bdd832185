"""A message as an activity with its contact."""

from bivelio_core import clock
from bivelio_core.activities import Activity
from bivelio_core.store.changes import Change


def of_message(change: Change) -> Activity | None:
    """A message that came in or was sent: its place among all messages has just been written."""
    place = change.after
    if change.before is not None or place is None:
        return None
    return Activity(place["contact"], clock.timestamp(change.at))
