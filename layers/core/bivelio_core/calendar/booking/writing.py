"""Set the hours of people, and remove people and services."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from bivelio_core import clock
from bivelio_core.calendar import times
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import BOOKING_PERSON, BOOKING_SERVICE
from bivelio_core.store.revise import Change, Source, by_id, outliving, revise
from bivelio_core.store.tenant_store import TenantStore, existing

from .hours import minutes
from .models import (
    MAXIMUM_PEOPLE,
    DeleteAvailability,
    DeletedAvailability,
    DeletedService,
    DeleteService,
    OpenHours,
    PersonHours,
    SetAvailability,
    WeeklyHours,
)
from .stored import is_deleted, organisation_zone, show_person

OVERLAPPING = register("calendar", "overlapping_hours")
_OUTLIVING = ("PK", "SK", "version", "created_at", "updated_at", "ttl")
SERVICES = Source(by_id(BOOKING_SERVICE))


def _load(store: TenantStore, person_id: str) -> Item:
    person = store.get(BOOKING_PERSON, person_id)
    return store.item(BOOKING_PERSON, person_id, {"version": 0}) if person is None else person


PEOPLE = Source(_load)


def availability_set(request: SetAvailability, ctx: Context) -> PersonHours:
    """Set all hours of a person, who is made if not known yet.

    Raises Unprocessable for hours that overlap or end before they start, for a time zone that is none and for one
    person too many, Conflict when the hours are not of the requested version.
    """
    attributes = _sent(request, ctx)
    if ctx.store.get(BOOKING_PERSON, request.person_id) is None:
        people = ctx.store.query(BOOKING_PERSON, limit=MAXIMUM_PEOPLE, consistent=False)
        if len(people) >= MAXIMUM_PEOPLE:
            raise Unprocessable.of("person_id", "max_items", limit=MAXIMUM_PEOPLE)

    def decide(person: Item) -> Change:
        now = clock.timestamp()
        since = person.get("created_at", now) if not is_deleted(person) else now
        own = {name: person[name] for name in ("PK", "SK", "version")} | ctx.store.item(
            BOOKING_PERSON, person["SK"], {}
        )
        updated_at = person.get("updated_at", now)
        return Change({**own, **attributes, "created_at": since, "updated_at": updated_at})

    return show_person(revise(ctx.store, PEOPLE, request.person_id, decide, version=request.version))


def availability_delete(request: DeleteAvailability, ctx: Context) -> DeletedAvailability:
    """Remove a person; doing it again within two days changes nothing. Raises ResourceNotFound."""

    def decide(person: Item) -> Change | None:
        existing(person if person["version"] else None)
        return _gone(person, ctx)

    revise(ctx.store, PEOPLE, request.person_id, decide)
    return DeletedAvailability(person_id=request.person_id, deleted=True)


def services_delete(request: DeleteService, ctx: Context) -> DeletedService:
    """Remove a service; doing it again within two days changes nothing. Raises ResourceNotFound."""
    revise(ctx.store, SERVICES, request.id, lambda service: _gone(service, ctx))
    return DeletedService(id=request.id, deleted=True)


def _gone(item: Item, ctx: Context) -> Change | None:
    return None if is_deleted(item) else Change({**outliving(item, _OUTLIVING, ctx.tenant), "deleted": True})


def _sent(request: SetAvailability, ctx: Context) -> dict[str, Any]:
    zone = request.timezone or organisation_zone(ctx)
    times.zone(zone)
    _check_week(request.weekly, "weekly")
    for position, service in enumerate(request.services):
        _check_week(service.weekly, f"services[{position}].weekly")
    for position, other in enumerate(request.exceptions):
        _check_day(list(enumerate(other.hours)), f"exceptions[{position}].hours")
        if other.until is not None and other.until < other.date:
            raise Unprocessable.of(f"exceptions[{position}].until", times.ENDS_BEFORE_START)
    sent = request.model_dump(mode="json", exclude={"person_id", "version"}, exclude_none=True)
    return {**sent, "timezone": zone}


def _check_week(week: Sequence[WeeklyHours], field: str) -> None:
    for weekday in {each.weekday for each in week}:
        _check_day([(n, each) for n, each in enumerate(week) if each.weekday == weekday], field)


def _check_day(day: Sequence[tuple[int, OpenHours]], field: str) -> None:
    """Raise Unprocessable for hours of one day that overlap, or end before they start."""
    for position, hours in day:
        if minutes(hours.end) <= minutes(hours.start):
            raise Unprocessable.of(f"{field}[{position}].end", times.ENDS_BEFORE_START)
    ordered = sorted(day, key=lambda each: each[1].start)
    for (_, one), (position, other) in pairwise(ordered):
        if other.start < one.end:
            raise Unprocessable.of(f"{field}[{position}].start", OVERLAPPING)
