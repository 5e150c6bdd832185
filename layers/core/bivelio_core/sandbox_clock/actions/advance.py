"""Begin to move the clock forward; the worker (work.py) does what falls due on the way."""

from datetime import datetime, timedelta
from typing import Literal

from bivelio_core import clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.sandbox_clock import due, durations, queue, state
from bivelio_core.sandbox_clock.models import (
    BACKWARDS,
    LONGEST_ADVANCE_DAYS,
    MOST_MOMENTS,
    TOO_FAR,
    TOO_MANY_MOMENTS,
    AdvanceClock,
    Clock,
)
from bivelio_core.sandbox_clock.queue import Look
from bivelio_core.sandbox_clock.state import ADVANCE
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target

Ends = Literal["stopped", "running"]

OPERATION = "clock.advance"
FIRST_LOOK_SECONDS = 1
"""The worker's first look comes after the clock was written, which is after the look was sent."""


def advance(request: AdvanceClock, ctx: Context) -> Clock:
    """Move the clock forward; while it is being moved, further than it would have gone.

    Raises Unprocessable in live, backwards, too far, or over too much that falls due, and ChangedMeanwhile.
    """
    state.require_sandbox(ctx.store)
    return state.tried_again(lambda: _advanced_clock(request, ctx))


def _advanced_clock(request: AdvanceClock, ctx: Context) -> Clock:
    if (request.by is None) == (request.to is None):
        raise ValidationError.of("by", "one_of")
    key, item = EffectKey.of(OPERATION, ctx.idempotency_key, request), state.load(ctx.store)
    if effect_target(ctx.store, key):
        return state.show(ctx.store, item)
    goal = state.goal(item)
    if request.by is not None:
        return begin(ctx, key, item, _later(goal, request.by), "by")
    return begin(ctx, key, item, request.to or goal, "to")


def _later(now: datetime, by: str) -> datetime:
    try:
        return durations.parse(by).after(now)
    except (OverflowError, ValueError) as error:
        raise Unprocessable.of("by", TOO_FAR, limit=LONGEST_ADVANCE_DAYS) from error


def begin(ctx: Context, key: EffectKey, item: Item, to: datetime, field: str, ends: Ends | None = None) -> Clock:
    """Move a clock to an instant, where it is to stand (`stopped`) or run on (`running`), as before if not said."""
    now, under_way = state.now(item), item.get(ADVANCE)
    if to <= state.goal(item):
        raise Unprocessable.of(field, BACKWARDS, now=clock.timestamp(state.goal(item)))
    if to - now > timedelta(days=LONGEST_ADVANCE_DAYS):
        raise Unprocessable.of(field, TOO_FAR, limit=LONGEST_ADVANCE_DAYS)
    after = clock.parse(item["cursor"]) if "cursor" in item else now
    if len(due.upcoming(ctx.store, after, to, MOST_MOMENTS + 1)) > MOST_MOMENTS:
        raise Unprocessable.of(field, TOO_MANY_MOMENTS, limit=MOST_MOMENTS)
    if under_way is None:
        name, as_before = ids.random_text(ids.BODY_LENGTH), "stopped" if "stopped_at" in item else "running"
        under_way = {"id": name, "from": clock.stamp(now), "ends": as_before, "done": 0, "looks": 0}
        under_way["asked_at"] = clock.real_timestamp()
    goal = {**under_way, "to": clock.stamp(to), **({"ends": ends} if ends else {})}
    moved = state.changed(item, state.stopped(now), advance=goal)
    # The look first: if this function dies in between, it finds no advance and ends.
    queue.send(Look.at(ctx.store.tenant, moved["revision"], goal["id"]), FIRST_LOOK_SECONDS)
    return state.show(ctx.store, state.change_once(ctx.store, key, item, moved))
