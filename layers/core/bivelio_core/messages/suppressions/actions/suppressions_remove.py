"""End a suppression by hand."""

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.messages.suppressions import stored
from bivelio_core.messages.suppressions.addressing import address_of
from bivelio_core.messages.suppressions.models import RemovedSuppression, RemoveSuppression
from bivelio_core.messages.suppressions.stored import STRONGEST_FIRST, Cause
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey
from bivelio_core.store.revise import Change


def suppressions_remove(request: RemoveSuppression, ctx: Context) -> RemovedSuppression:
    """End the suppressions of an address, or that for one reason; one that is not suppressed stays so.

    No consent comes back: who stopped gets advertising when they agree to it again. With an Idempotency-Key, once.
    Raises ValidationError for an address that is none of the channel's.
    """
    address, cause = address_of(request.channel, request.address), Cause("by_hand", clock.timestamp())
    lifted = STRONGEST_FIRST if request.reason is None else (request.reason,)
    entry = audit.of(ctx, "suppression.removed", channel=request.channel, reason=request.reason or "all")

    def decide(before: Item) -> Change | None:
        after = stored.without_reasons(before, lifted, cause, ctx.store)
        return None if after is None else Change(after, [entry])

    key = EffectKey.of("messages.suppressions_remove", ctx.idempotency_key, request)
    stored.changed(ctx.store, request.channel, address, decide, key=key)
    return RemovedSuppression(channel=request.channel, address=request.address)
