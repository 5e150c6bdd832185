"""Save a service that can be booked: make it, or replace the one that is there."""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.calendar.booking.models import MAXIMUM_SERVICES, BookableService, SaveService
from bivelio_core.calendar.booking.stored import is_deleted, show_service
from bivelio_core.calendar.booking.writing import SERVICES
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, put_once
from bivelio_core.store.keys import BOOKING_PERSON, BOOKING_SERVICE
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.tenant_store import existing


def services_save(request: SaveService, ctx: Context) -> BookableService:
    """Make a service, or replace the one of `id`. With an Idempotency-Key, the same request again makes no second one.

    Raises ValidationError without a name, Unprocessable for people whose hours are not known and for one service too
    many, ResourceNotFound, Conflict when the service is not of the requested version.
    """
    attributes = _sent(request, ctx)
    if request.id is None:
        return show_service(_make(request, attributes, ctx), ctx.store)

    def decide(service: Item) -> Change:
        existing(None if is_deleted(service) else service)
        own: Item = {name: service[name] for name in ("PK", "SK", "ttl", "version", "created_at") if name in service}
        return Change({**own, **attributes, "updated_at": service["updated_at"]})

    service = revise(ctx.store, SERVICES, request.id, decide, version=request.version)
    return show_service(service, ctx.store)


def _make(request: SaveService, attributes: dict[str, Any], ctx: Context) -> Item:
    services = ctx.store.query(BOOKING_SERVICE, limit=MAXIMUM_SERVICES, consistent=False)
    if sum(not is_deleted(service) for service in services) >= MAXIMUM_SERVICES:
        raise Unprocessable.of("name", "max_items", limit=MAXIMUM_SERVICES)
    now = clock.timestamp()
    key = EffectKey.of("calendar.services_save", ctx.idempotency_key, request)
    new = {**attributes, "version": 1, "created_at": now, "updated_at": now}
    return put_once(ctx.store, key, BOOKING_SERVICE, ids.new_id(BOOKING_SERVICE.name, ctx.organisation), new)


def _sent(request: SaveService, ctx: Context) -> dict[str, Any]:
    if not (request.name.ca or request.name.es or request.name.en):
        raise ValidationError.of("name.ca", "required")
    people = ctx.store.get_many(BOOKING_PERSON, request.people, consistent=True)
    for position, person in enumerate(request.people):
        if person not in people or is_deleted(people[person]):
            raise Unprocessable.of(f"people[{position}]", "not_found")
    return request.model_dump(mode="json", exclude={"id", "version"}, exclude_none=True)
