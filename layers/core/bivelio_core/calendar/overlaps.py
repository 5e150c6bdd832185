"""Events of a calendar at the same time: allowed, told of or refused, by the settings of the calendar.

Where they are refused, whoever puts an event somewhere writes each month of the calendar that it touches, on condition
that nobody did meanwhile: of two at once, one reads again and sees the other. Events that come from Google or by mail
are not ours to refuse, and write no month.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from bivelio_core import clock
from bivelio_core.errors import Conflict
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_EVENT, CALENDAR_SETTINGS
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, absent, equals

from . import entries
from .entries import Entry
from .models import OverlappingEvent
from .settings.stored import ALLOW, REFUSE, overlap_rule

REASON = "overlap"
MOST_TOLD = 20
RETENTION_DAYS = 60
"""How long after the end of a month its version is kept."""


class Verdict(NamedTuple):
    """What is to be written with an event so that what was read still holds, and the events to tell of."""

    writes: list[Write] = []  # noqa: RUF012 - nobody changes it
    events: list[OverlappingEvent] = []  # noqa: RUF012


NOTHING = Verdict()


def check(
    store: TenantStore, event: Item, before: Item | None = None, *, rule: str = "", of_visitor: bool = False
) -> Verdict:
    """What the calendar's `rule` says of an event at its time; nothing of a change that leaves it where it was.

    `of_visitor` leaves out the titles: who books need not know who else has. Raises Conflict where it is refused.
    """
    if event["status"] in ("cancelled", "tentative") or (before and _place(before) == _place(event)):
        return NOTHING
    rule = rule or overlap_rule(store, event["calendar_id"])
    if rule == ALLOW:
        return NOTHING
    guards = _guards(store, event) if rule == REFUSE else []
    others = _others(store, event)
    overlapping = named(store, others, of_visitor=of_visitor)
    if overlapping and rule == REFUSE:
        refuse(overlapping)
    return Verdict(guards, overlapping)


def refuse(overlapping: Collection[OverlappingEvent]) -> NoReturn:
    """Raise the Conflict that names the events in the way."""
    events = [each.model_dump(exclude_none=True) for each in overlapping]
    raise Conflict(details={"reason": REASON, "events": events})


def named(store: TenantStore, others: Collection[Entry], *, of_visitor: bool) -> list[OverlappingEvent]:
    """The first events of some entries, as an answer names them."""
    first = list(others)[:MOST_TOLD]
    if not first:
        return []
    items = store.get_many(CALENDAR_EVENT, [each.id for each in first], consistent=True)
    overlapping: list[OverlappingEvent] = []
    for item in (items[each.id] for each in first if each.id in items):
        start, end = item.get("days") or (item["starts"], item["ends"])
        title = None if of_visitor else item["title"]
        overlapping.append(OverlappingEvent(id=item["SK"], title=title, start=start, end=end))
    return overlapping


def _place(event: Item) -> tuple[Any, ...]:
    is_taken = event["status"] == "confirmed"
    return event["calendar_id"], event["starts"], event["ends"], entries.booked(event), is_taken


def _others(store: TenantStore, event: Item) -> list[Entry]:
    """The other events that last at some moment of an event, without those that share its time as one class."""
    own = entries.booked(event)
    return [
        each
        for each in entries.between(
            store, event["calendar_id"], clock.parse(event["starts"]), clock.parse(event["ends"])
        )
        if each.id != event["SK"]
        and each.is_in_the_way
        and not (own and own == each.booked and (each.starts, each.ends) == (event["starts"], event["ends"]))
    ]


def _guards(store: TenantStore, event: Item) -> list[Write]:
    """The writes that fail when somebody else has put an event into one of its months meanwhile."""
    sks = {month: f"{event['calendar_id']}#{month}" for month in entries.months(event["starts"], event["ends"])}
    items = store.get_many(CALENDAR_SETTINGS, list(sks.values()), consistent=True)
    return [_guard(store, month, sk, items.get(sk)) for month, sk in sks.items()]


def _guard(store: TenantStore, month: str, sk: str, item: Item | None) -> Write:
    expiry = {} if store.tenant.is_sandbox else {"ttl": _expiry(month)}
    return store.update_write(
        CALENDAR_SETTINGS,
        sk,
        Update(add={"version": 1}, default=expiry),
        condition=equals("version", item["version"]) if item else absent("version"),
    )


def _expiry(month: str) -> int:
    begins = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    return int(begins.timestamp()) + (31 + RETENTION_DAYS) * 24 * 3600
