"""Hold a time for some minutes."""

from datetime import timedelta

from bivelio_core import clock, ids
from bivelio_core.calendar import once
from bivelio_core.calendar.booking import claims, days
from bivelio_core.calendar.booking.slot_models import HoldSlot, SlotHold
from bivelio_core.calendar.booking.stored import service_named
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import BOOKING_HOLD
from bivelio_core.store.tenant_store import TenantStore, existing
from bivelio_core.store.writes import absent

RETENTION = timedelta(days=2)


def hold(request: HoldSlot, ctx: Context) -> SlotHold:
    """Hold a time. With an Idempotency-Key, the same request again returns the same hold.

    Raises Unprocessable for a service that is none and a time that is not offered, Conflict when it is taken.
    """
    store, key = ctx.store, EffectKey.of("calendar.hold", ctx.idempotency_key, request)
    if target := effect_target(store, key):
        return _held(store, target)
    service = service_named(store, request.service_id)
    wish = claims.wish(ctx, service, request.person_id, request.start, request.places)
    hold_id = ids.new_id(BOOKING_HOLD.name, ctx.organisation)

    def attempt() -> SlotHold:
        expires = clock.timestamp(clock.now() + timedelta(minutes=request.minutes))
        claim = claims.claim(store, wish, expires=expires)
        expiry = {} if store.tenant.is_sandbox else {"ttl": clock.ttl(RETENTION)}
        about = {**claim.occupation._asdict(), **expiry}
        put = store.put_write(BOOKING_HOLD, hold_id, about, condition=absent())
        writes = [*days.changes(store, hold_id, None, claim.occupation, read=claim.days), put]
        target = write_once(store, key, hold_id, writes)
        return _show(put.item) if target == hold_id else _held(store, target)

    return once.with_retries(store, key, attempt, lambda target: _held(store, target))


def _held(store: TenantStore, hold_id: str) -> SlotHold:
    return _show(existing(store.get(BOOKING_HOLD, hold_id)))


def _show(item: Item) -> SlotHold:
    return SlotHold(
        id=item["SK"],
        service_id=item["service"],
        person_id=item["person"],
        start=item["starts"],
        end=item["stops"],
        places=item["places"],
        expires_at=item["expires"],
    )
