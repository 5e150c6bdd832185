"""Book a time: an event of the calendar, with who booked as attendee."""

from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.calendar import items, once, overlaps, tasks
from bivelio_core.calendar.booking import claims, days
from bivelio_core.calendar.booking.booker import Booker, booker_of
from bivelio_core.calendar.booking.claims import Claim, Wish
from bivelio_core.calendar.booking.slot_models import BookedEvent, BookSlot
from bivelio_core.calendar.booking.stored import in_language, service_named
from bivelio_core.calendar.models import AttendeeInput, CreateEvent, Reminder
from bivelio_core.calendar.revision import following, is_told
from bivelio_core.calendar.show import show_changed
from bivelio_core.contacts.reach import Reached
from bivelio_core.context import Context
from bivelio_core.errors import Conflict, ResourceForbidden, ResourceNotFound, ValidationError
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import BOOKING_HOLD, CALENDAR_EVENT
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import Put, Write, absent, present

NOT_WITH_HOLD = register("calendar", "not_with_hold")
LONGEST_TITLE = 300


class Booked(NamedTuple):
    """What is booked: the time that was wanted and is free, and who books."""

    wish: Wish
    claim: Claim
    contact: Reached
    booker: Booker


def book(request: BookSlot, ctx: Context) -> BookedEvent:
    """Book a time for somebody, who becomes a contact if none. With an Idempotency-Key, a repetition books no more.

    Raises ValidationError for who cannot be reached, Unprocessable for a service that is none and a time that is not
    offered, Conflict when the time is taken or the hold is over.
    """
    store, key = ctx.store, EffectKey.of("calendar.book", ctx.idempotency_key, request)
    if target := effect_target(store, key):
        return _booked(ctx, target)
    hold = None if request.hold_id is None else _hold(store, request.hold_id)
    wish = _wish(request, hold, ctx)
    booker = booker_of(request, store)
    event_id = ids.new_id(CALENDAR_EVENT.name, ctx.organisation)

    def attempt() -> BookedEvent:
        claim = claims.claim(store, wish, ignoring=[hold["SK"]] if hold else [])
        contact = booker.contact(store)
        put = _event(event_id, request, ctx, Booked(wish, claim, contact, booker.of(contact.item)))
        event, writes = put.item, list[Write]([put, *contact.writes])
        notified = is_told(event, ctx)
        invited = [each["email"] for each in event["attendees"]] if notified else []
        writes += [*following(None, event, ctx), *tasks.mailing(store, event, "REQUEST", invited)]
        hold_id = hold["SK"] if hold else ""
        writes += days.changes(store, event_id, None, claim.occupation, read=claim.days, converted=hold_id)
        verdict = overlaps.check(store, event, of_visitor=True)
        writes += verdict.writes
        if hold:
            writes.append(store.delete_write(BOOKING_HOLD, hold_id, condition=present()))
        target = write_once(store, key, event_id, writes)
        if target != event_id:
            return _booked(ctx, target)
        return show_changed(event, notified=notified, overlaps=verdict.events)

    return once.with_retries(store, key, attempt, lambda target: _booked(ctx, target))


def _booked(ctx: Context, event_id: str) -> BookedEvent:
    event = existing(ctx.store.get(CALENDAR_EVENT, event_id))
    return show_changed(event, notified=is_told(event, ctx))


def _hold(store: TenantStore, hold_id: str) -> Item:
    """A hold that still counts. Raises Conflict for one that is over or used."""
    try:
        hold = store.find(BOOKING_HOLD, hold_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Conflict(details={"reason": "hold_expired"}) from error
    if hold["expires"] <= clock.timestamp():
        raise Conflict(details={"reason": "hold_expired"})
    return hold


def _wish(request: BookSlot, hold: Item | None, ctx: Context) -> Wish:
    if hold:
        for name in ("service_id", "start"):
            if getattr(request, name) is not None:
                raise ValidationError.of(name, NOT_WITH_HOLD)
        service = service_named(ctx.store, hold["service"])
        return claims.wish(ctx, service, hold["person"], clock.parse(hold["starts"]), hold["places"])
    if request.service_id is None:
        raise ValidationError.of("service_id", "required")
    if request.start is None:
        raise ValidationError.of("start", "required")
    service = service_named(ctx.store, request.service_id)
    return claims.wish(ctx, service, request.person_id, request.start, request.places)


def _event(event_id: str, request: BookSlot, ctx: Context, booked: Booked) -> Put:
    """The event of a booking."""
    service, person, booker = booked.wish.service, booked.claim.diary.person, booked.booker
    language = request.language or ctx.language
    service_name = in_language(service["name"], language)
    new_event = CreateEvent.model_construct(
        title=f"{service_name} · {booker.name}"[:LONGEST_TITLE],
        description=request.notes,
        start=booked.claim.occupation.starts,
        end=booked.claim.occupation.stops,
        timezone=request.timezone or person["timezone"],
        location=service.get("location"),
        calendar_id=person["calendars"][0],
        attendees=[AttendeeInput.model_construct(email=booker.email, name=booker.name)] if booker.email else [],
        reminders=[Reminder.model_construct(**each) for each in service["reminders"]],
        sync_to_google=False,
    )
    booking: dict[str, Any] = {
        "service": service["SK"],
        "service_name": service_name,
        "person": person["SK"],
        "places": booked.wish.places,
        "before": service["buffer_before_minutes"],
        "after": service["buffer_after_minutes"],
        "contact": booked.contact.sk,
        "contact_id": booked.contact.public_id(ctx.organisation),
        "name": booker.name,
        **({"email": booker.email} if booker.email else {}),
        **({"phone": booker.phone} if booker.phone else {}),
    }
    attributes = {**items.new_attributes(new_event, event_id, language), "booking": booking}
    return ctx.store.put_write(CALENDAR_EVENT, event_id, attributes, condition=absent())
