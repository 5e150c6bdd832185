"""Which account at Google has what: one for the organisation, and one for each calendar of somebody's own.

A connection says in its settings which of our calendars it is kept in step with (`calendar_id`, by default `primary`)
and whose account it is (`user_id`). Events of a calendar go to its account. A calendar without one goes to the
organisation's account, which is nobody's own.
"""

from collections.abc import Sequence

from bivelio_core.integrations.choice import GOOGLE_CALENDAR, default_of
from bivelio_core.store.codec import Item

PRIMARY = "primary"


def calendar_of(connection: Item) -> str:
    """The calendar of ours that an account is kept in step with."""
    return str(connection["settings"].get("calendar_id", PRIMARY))


def owner_of(connection: Item) -> str | None:
    """The member whose account it is; None for the organisation's."""
    owner: str | None = connection["settings"].get("user_id")
    return owner


def keeper(every: Sequence[Item], calendar_id: str) -> Item | None:
    """The account that keeps the events of a calendar, if it works."""
    account = chosen_for(every, calendar_id)
    return account if account is not None and account["status"] == "active" else None


def chosen_for(every: Sequence[Item], calendar_id: str) -> Item | None:
    """The account of a calendar, the oldest that works, else the oldest; the organisation's, if it has none."""
    own = [each for each in _connected(every) if calendar_of(each) == calendar_id]
    return default_of(own, GOOGLE_CALENDAR) or organisations(every)


def organisations(every: Sequence[Item]) -> Item | None:
    """The account that is nobody's own, of `primary`: the oldest that works, else the oldest."""
    common = [each for each in _connected(every) if owner_of(each) is None and calendar_of(each) == PRIMARY]
    return default_of(common, GOOGLE_CALENDAR)


def of_calendar(every: Sequence[Item], calendar_id: str) -> list[Item]:
    """The accounts that work and whose events are those of a calendar."""
    return [each for each in _connected(every) if each["status"] == "active" and calendar_of(each) == calendar_id]


def _connected(every: Sequence[Item]) -> list[Item]:
    """The accounts whose owners have consented, newest first."""
    return [each for each in every if each["provider"] in GOOGLE_CALENDAR and each["status"] != "pending"]
