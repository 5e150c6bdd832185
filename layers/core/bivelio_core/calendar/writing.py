"""Create and change events."""

from bivelio_core import ids
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.integrations import connections
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, write_once
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.tenant_store import existing
from bivelio_core.store.writes import Write, absent

from . import google_accounts, invited, items, once, overlaps, tasks
from .models import (
    ChangedEvent,
    CreateEvent,
    UpdateEvent,
)
from .revision import CANCELLED, following, has_mail, is_told, revise_event
from .settings.stored import ALLOW, overlap_rule
from .show import show_changed

NO_INVITATION = register("calendar", "no_invitation")
ORGANIZER_DECIDES = register("calendar", "organizer_decides")
OF_OURS = frozenset({"id", "version", "answer", "calendar_id"})
"""The fields of a change that an event may have whose organizer is somebody else."""


def create(request: CreateEvent, ctx: Context) -> ChangedEvent:
    """Create an event. With an Idempotency-Key, the same request again returns the same event.

    Raises Unprocessable for times that cannot be, IntegrationError when Google Calendar is not connected, Conflict when
    another event is there and the calendar refuses that.
    """
    if request.sync_to_google:
        require_google(ctx, request.calendar_id)
    store, key = ctx.store, EffectKey.of("calendar.create", ctx.idempotency_key, request)
    event_id = ids.new_id("calendar_event", ctx.organisation)
    put = store.put_write(
        CALENDAR_EVENT, event_id, items.new_attributes(request, event_id, ctx.language), condition=absent()
    )
    event = put.item
    notified = is_told(event, ctx)
    invited = [each["email"] for each in event["attendees"]] if notified and not event["sync_to_google"] else []
    writes: list[Write] = [put, *following(None, event, ctx), *tasks.mailing(store, event, "REQUEST", invited)]
    rule = overlap_rule(store, request.calendar_id)

    def attempt() -> ChangedEvent:
        verdict = overlaps.check(store, event, rule=rule)
        target_id = write_once(store, key, event_id, [*writes, *verdict.writes])
        if target_id != event_id:
            return made_before(target_id)
        return show_changed(event, notified=notified, overlaps=verdict.events)

    def made_before(target_id: str) -> ChangedEvent:
        return show_changed(existing(store.get(CALENDAR_EVENT, target_id)), notified=notified)

    return attempt() if rule == ALLOW else once.with_retries(store, key, attempt, made_before)


def update(request: UpdateEvent, ctx: Context) -> ChangedEvent:
    """Change the fields that are sent. Raises Conflict when the event is cancelled or not of the requested version.

    An event that already has the requested values is no conflict: the first answer to this request may have been lost.
    """
    if not request.model_fields_set - {"id", "version"}:
        raise ValidationError.of("data", "nothing_to_change")

    def decide(event: Item) -> Item:
        if event["status"] == CANCELLED:
            raise Conflict(details={"reason": CANCELLED, "cancelled_at": event["cancelled_at"]})
        _require_ours_to_change(event, request)
        if request.answer is not None:
            if not has_mail(ctx):
                raise IntegrationError("not_connected", provider="smtp")
            event = invited.answered(event, request.answer)
        after = items.changed(event, request)
        is_new_there = (event["sync_to_google"], event["calendar_id"]) != (True, after["calendar_id"])
        if after["sync_to_google"] and is_new_there:
            require_google(ctx, after["calendar_id"])
        return after

    return revise_event(request, ctx, decide)


def _require_ours_to_change(event: Item, request: UpdateEvent) -> None:
    """Raise Unprocessable for a change of an invitation, whose organizer decides, and for the answer to none."""
    is_invitation = event["source"] == items.INVITATION
    if request.answer is not None and not is_invitation:
        raise Unprocessable.of("answer", NO_INVITATION)
    if is_invitation:
        for name in UpdateEvent.model_fields:
            if name in request.model_fields_set - OF_OURS:
                raise Unprocessable.of(name, ORGANIZER_DECIDES)


def require_google(ctx: Context, calendar_id: str) -> None:
    """Raise IntegrationError unless an account at Google keeps the events of a calendar; the sandbox's always does."""
    if ctx.tenant.is_sandbox:
        return
    if google_accounts.keeper(connections.every(ctx.store), calendar_id) is None:
        raise IntegrationError("not_connected", provider="google_calendar")
