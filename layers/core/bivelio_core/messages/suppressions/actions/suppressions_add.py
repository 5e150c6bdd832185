"""Suppress an address by hand."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.messages.suppressions import stored
from bivelio_core.messages.suppressions.addressing import address_of
from bivelio_core.messages.suppressions.models import AddSuppression, Suppression
from bivelio_core.messages.suppressions.reading import entries_of
from bivelio_core.messages.suppressions.stored import Cause
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change


def suppressions_add(request: AddSuppression, ctx: Context) -> Suppression:
    """Suppress an address for a reason; one that is suppressed for it stays as it is.

    With an Idempotency-Key, once. Raises ValidationError for an address that is none of the channel's.
    """
    address, cause = address_of(request.channel, request.address), Cause(request.source, clock.timestamp())
    entry = audit.of(ctx, "suppression.added", channel=request.channel, reason=request.reason)

    def decide(before: Item) -> Change | None:
        after = stored.with_reason(before, address, request.reason, cause, ctx.store)
        return None if after is None else Change(after, [entry])

    key = EffectKey.of("messages.suppressions_add", ctx.idempotency_key, request)
    item = stored.changed(ctx.store, request.channel, address, decide, key=key)
    suppression = next((each for each in entries_of(item) if each.reason == request.reason), None)
    return suppression or Suppression(  # it has been lifted since this key suppressed it
        channel=request.channel, address=address, reason=request.reason, at=cause.at, source=cause.source
    )
