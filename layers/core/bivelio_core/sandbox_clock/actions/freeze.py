"""Stop the clock."""

from bivelio_core.context import Context
from bivelio_core.sandbox_clock import state
from bivelio_core.sandbox_clock.models import Clock, FreezeClock
from bivelio_core.store.effect_marker import EffectKey, effect_target

from .advance import begin

OPERATION = "clock.freeze"


def freeze(request: FreezeClock, ctx: Context) -> Clock:
    """Stop the clock now, where an advance ends then, or move it to an instant and stop it there.

    Raises as `advance` does.
    """
    state.require_sandbox(ctx.store)
    return state.tried_again(lambda: _stopped_clock(request, ctx))


def _stopped_clock(request: FreezeClock, ctx: Context) -> Clock:
    key, item = EffectKey.of(OPERATION, ctx.idempotency_key, request), state.load(ctx.store)
    if effect_target(ctx.store, key):
        return state.show(ctx.store, item)
    if request.at is not None:
        return begin(ctx, key, item, request.at, "at", "stopped")
    after = state.changed(item, state.stopped(state.now(item)), advance=None)
    return state.show(ctx.store, state.change_once(ctx.store, key, item, after))
