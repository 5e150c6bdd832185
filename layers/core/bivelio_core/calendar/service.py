"""The operations on events."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.integrations import connections
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item, same
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.revise import Change, Source, by_id, revise, revised
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Write, absent

from . import availability, entries, google_sync, items, tasks, times
from .models import (
    Availability,
    BusyCalendar,
    BusyTime,
    CalendarEvent,
    CalendarEventPage,
    CancelEvent,
    ChangedEvent,
    CreateEvent,
    FreeBusy,
    GetCalendarEvent,
    ListCalendarEvents,
    UpdateEvent,
)
from .show import show, show_changed

SOURCE = Source(by_id(CALENDAR_EVENT))
LONGEST_RANGE = timedelta(days=366, minutes=1)
CANCELLED = "cancelled"


def create(request: CreateEvent, ctx: Context) -> ChangedEvent:
    """Create an event. With an Idempotency-Key, the same request again returns the same event.

    Raises Unprocessable for times that cannot be, IntegrationError when Google Calendar is not connected.
    """
    if request.sync_to_google:
        require_google(ctx)
    event_id = ids.new_id("calendar_event", ctx.organisation)
    put = ctx.store.put_write(
        CALENDAR_EVENT, event_id, items.new_attributes(request, event_id, ctx.language), condition=absent()
    )
    event = put.item
    notified = _is_told(event, ctx)
    invited = [each["email"] for each in event["attendees"]] if notified and not event["sync_to_google"] else []
    writes: list[Write] = [put, *_following(None, event, ctx), *tasks.mailing(ctx.store, event, "REQUEST", invited)]
    made = write_once(ctx.store, EffectKey.of("calendar.create", ctx.idempotency_key, request), event_id, writes)
    if made != event_id:
        event = existing(ctx.store.get(CALENDAR_EVENT, made))
    return show_changed(event, notified=notified)


def get(request: GetCalendarEvent, ctx: Context) -> CalendarEvent:
    """Read an event, a cancelled one too."""
    return show(ctx.store.find(CALENDAR_EVENT, request.id))


def list_events(request: ListCalendarEvents, ctx: Context) -> CalendarEventPage:
    """A page of the events of a range, by their start."""
    _require_range(request.start, request.end)
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


def update(request: UpdateEvent, ctx: Context) -> ChangedEvent:
    """Change the fields that are sent. Raises Conflict when the event is cancelled or not of the requested version.

    An event that already has the requested values is no conflict: the first answer to this request may have been lost.
    """
    if not request.model_fields_set - {"id", "version"}:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(event: Item) -> Item:
        if event["status"] == CANCELLED:
            raise Conflict(details={"reason": CANCELLED, "cancelled_at": event["cancelled_at"]})
        after = items.changed(event, request)
        if after["sync_to_google"] and not event["sync_to_google"]:
            require_google(ctx)
        return after

    return _revise(request, ctx, decide)


def cancel(request: CancelEvent, ctx: Context) -> ChangedEvent:
    """Cancel an event; it can still be read. Cancelling it again changes nothing. Raises Conflict."""

    def decide(event: Item) -> Item:
        if event["status"] == CANCELLED:
            return event
        return {**event, "status": CANCELLED, "cancelled_at": clock.timestamp()}

    return _revise(request, ctx, decide)


def free_busy(request: FreeBusy, ctx: Context) -> Availability:
    """When calendars are busy within a range. Raises IntegrationError when Google must answer, and does not."""
    _require_range(request.start, request.end)
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


def _revise(request: UpdateEvent | CancelEvent, ctx: Context, decide: Callable[[Item], Item]) -> ChangedEvent:
    """Change an event, with its place in lists, its reminders and the mails to those who attend."""
    notified = False

    def change(before: Item) -> Change | None:
        nonlocal notified
        after = decide(before)
        if same(after, before):
            notified = _is_told(before, ctx)
            return None
        revision, notified = _revision(before, after, ctx)
        return revision

    event = revise(ctx.store, SOURCE, request.id, change, version=request.version)
    return show_changed(event, notified=notified)


def _revision(before: Item, after: Item, ctx: Context) -> tuple[Change, bool]:
    """The next version of an event with all that is written with it, and whether those who attend are told."""
    is_switched = items.is_switched(before, after)
    told = is_switched or any(before.get(name) != after.get(name) for name in items.TOLD)
    is_new = told or _addresses(before) != _addresses(after)
    after = revised(
        before,
        {
            **after,
            "sequence": before["sequence"] + (1 if is_new else 0),
            **({"asked_sequence": before["sequence"] + 1} if told else {}),
            **items.google_attributes(before, after),
        },
    )
    also = _following(before, after, ctx)
    notified = _is_told(after, ctx) or _is_told(before, ctx)
    if notified and is_new and (_has_mail(ctx) if is_switched else not after["sync_to_google"]):
        also += _mailings(before, after, ctx, told=told)
    return Change(after, also), notified


def _mailings(before: Item, after: Item, ctx: Context, *, told: bool) -> list[Write]:
    """The mails of a change: all are told of what concerns all, who is new is invited, who is gone is told so."""
    was = {each["email"].casefold(): each["email"] for each in before["attendees"]}
    now = {each["email"].casefold(): each["email"] for each in after["attendees"]}
    if after["sync_to_google"]:  # from now on
        return tasks.mailing(ctx.store, after, "CANCEL", list(was.values()), is_replaced=True)
    if after["status"] == CANCELLED:
        return tasks.mailing(ctx.store, after, "CANCEL", list(was.values()))
    invited = [email for address, email in now.items() if told or address not in was]
    gone = [email for address, email in was.items() if address not in now and not before["sync_to_google"]]
    return [
        *tasks.mailing(ctx.store, after, "REQUEST", invited),
        *tasks.mailing(ctx.store, after, "CANCEL", gone),
    ]


def _addresses(event: Item) -> list[str]:
    return [each["email"] for each in event["attendees"]]


def _following(before: Item | None, after: Item, ctx: Context) -> list[Write]:
    """What is written with each version of an event: its place in lists, its reminders, what Google is to get."""
    return [
        *entries.changes(ctx.store, before, after),
        *tasks.reminders(ctx.store, before, after),
        *tasks.push(ctx.store, after),
    ]


def _is_told(event: Item, ctx: Context) -> bool:
    """Whether those who attend are told of the event's changes, by Google or through an e-mail connection."""
    if not event["attendees"]:
        return False
    return event["sync_to_google"] or _has_mail(ctx)


def _has_mail(ctx: Context) -> bool:
    connection = connections.of_channel(ctx.store, "email")
    return connection is not None and connection["status"] == "active"


def require_google(ctx: Context) -> None:
    """Raise IntegrationError unless Google Calendar is connected; the sandbox's always is."""
    if not ctx.tenant.is_sandbox and google_sync.connection_of(ctx.store) is None:
        raise IntegrationError("not_connected", provider="google_calendar")


def _require_range(start: Any, end: Any) -> None:
    if end <= start:
        raise Unprocessable.of("to", times.ENDS_BEFORE_START)
    if end - start > LONGEST_RANGE:
        raise Unprocessable.of("to", times.TOO_LONG, limit=366)
