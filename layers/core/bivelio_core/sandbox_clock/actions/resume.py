"""Let the clock run again."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.sandbox_clock import queue, state
from bivelio_core.sandbox_clock.models import Clock, ResumeClock
from bivelio_core.sandbox_clock.queue import Look
from bivelio_core.store.effect_marker import EffectKey, effect_target

OPERATION = "clock.resume"


def resume(request: ResumeClock, ctx: Context) -> Clock:
    """Let the clock run on, or show the real time again; an advance ends then.

    Raises Unprocessable in live, and ChangedMeanwhile.
    """
    state.require_sandbox(ctx.store)
    return state.tried_again(lambda: _running_clock(request, ctx))


def _running_clock(request: ResumeClock, ctx: Context) -> Clock:
    key, item = EffectKey.of(OPERATION, ctx.idempotency_key, request), state.load(ctx.store)
    if effect_target(ctx.store, key) or (item.get("is_real") and not item["revision"]):
        return state.show(ctx.store, item)
    if request.real_time:
        after = state.changed(item, {"is_real": True}, since=None, cursor=None, advance=None)
    elif "stopped_at" in item:
        after = state.changed(item, state.running(clock.parse(item["stopped_at"])), advance=None)
        queue.send(Look.at(ctx.store.tenant, after["revision"]), 1)
    else:
        return state.show(ctx.store, item)
    return state.show(ctx.store, state.change_once(ctx.store, key, item, after))
